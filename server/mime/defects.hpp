// The list of what was odd in a message, with a limit.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mime/message.hpp"

namespace mime {

class Defects {
public:
    explicit Defects(std::size_t max_defects) : max_defects_(max_defects) {}

    void add(std::string_view code, std::size_t part, std::size_t offset, std::string_view detail = {}) {
        if (found_.size() < max_defects_)
            found_.push_back({std::string(code), part, offset, std::string(detail)});
    }

    /// For what need not be said of every part: only the first time.
    void add_once(std::string_view code, std::size_t part, std::size_t offset, std::string_view detail = {}) {
        for (const auto& defect : found_) {
            if (defect.code == code)
                return;
        }
        add(code, part, offset, detail);
    }

    std::vector<Defect> take() { return std::move(found_); }

private:
    std::size_t max_defects_;
    std::vector<Defect> found_;
};

}  // namespace mime
