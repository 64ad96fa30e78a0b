// Text that may be shown on a line: valid UTF-8 without control characters.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mime {

/// Both take valid UTF-8. Controls (C0, DEL, C1) and the line and paragraph separators are taken out, line
/// feed and tab become a blank; bidirectional controls stay, a page isolates what it shows.
std::string without_controls(std::string_view text);

/// Also makes every run of white space one blank, trims, and stops after `max_bytes`, between characters.
std::string one_clean_line(std::string_view text, std::size_t max_bytes = static_cast<std::size_t>(-1));

}  // namespace mime
