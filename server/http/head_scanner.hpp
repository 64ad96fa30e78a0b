// Finds the end of a request's header section while it arrives, and refuses at once what Beast's parser would
// wave through or wait for: line ends that are not CRLF, NUL, folded lines (RFC 9112 sections 2.2 and 5.2),
// too much of it.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "http/defect.hpp"

namespace http {

class HeadScanner {
public:
    HeadScanner(std::size_t max_head_bytes, std::size_t max_target_bytes)
        : max_head_bytes_(max_head_bytes), max_target_bytes_(max_target_bytes) {}

    /// `received` begins with the request line and grows from call to call; octets seen before are not read
    /// again. True when the empty line has been found or there is a defect.
    bool scan(std::string_view received);

    const std::optional<Defect>& defect() const { return defect_; }
    /// Octets of the header section, the empty line included.
    std::size_t size() const { return position_; }

private:
    bool fail(Defect defect);
    bool check_size();

    std::size_t max_head_bytes_;
    std::size_t max_target_bytes_;
    std::size_t position_ = 0;
    std::size_t line_start_ = 0;
    std::optional<Defect> defect_;
};

}  // namespace http
