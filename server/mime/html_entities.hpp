// Character references of HTML ("&eacute;", "&#233;", "&#xe9;").
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mime {

/// Reads the reference at the front of `text`, which begins with "&", and appends its character to `out`.
/// Returns how many octets it took, or 0 when there is none; then nothing was appended.
std::size_t decode_entity(std::string_view text, std::string& out);

}  // namespace mime
