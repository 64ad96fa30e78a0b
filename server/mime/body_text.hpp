// The text of bodies, with a limit.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mime/defects.hpp"
#include "mime/part.hpp"

namespace mime {

struct BodyText {
    std::string text;  // valid UTF-8
    bool cut = false;  // max_bytes was reached
    std::optional<std::size_t>
        first_part;  // of several: the first one in which there is more than white space
};

/// One leaf part, by its charset; `max_bytes` 0 means all of it. `defects` (may be nullptr) learns what was
/// wrong.
BodyText read_body_text(std::string_view content, const Part& part, std::size_t index, std::size_t max_bytes,
                        Defects* defects);

/// Several, one below the other.
BodyText read_body_texts(std::string_view content, const std::vector<Part>& parts,
                         const std::vector<std::size_t>& chosen, std::size_t max_bytes, Defects& defects);

}  // namespace mime
