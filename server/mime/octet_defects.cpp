#include "mime/octet_defects.hpp"

#include <algorithm>
#include <cstddef>

#include "mime/lines.hpp"

namespace mime {
namespace {

constexpr std::size_t max_line_bytes = 998;  // RFC 5322 section 2.1.1, without CRLF

/// The first offset of each; content.size() for what was not seen.
struct FirstSeen {
    std::size_t bare_lf, bare_cr, long_line;
};

FirstSeen look_at_lines(std::string_view content) {
    const auto none = content.size();
    FirstSeen first{none, none, none};
    for (std::size_t at = 0; at < content.size();) {
        const auto line = line_at(content, at);
        at = line.next;
        if (line.next - line.end == 1)
            first.bare_lf = std::min(first.bare_lf, line.end);
        if (line.end - line.begin > max_line_bytes)
            first.long_line = std::min(first.long_line, line.begin);
        if (first.bare_cr == none) {
            const auto found = content_of(line, content).find('\r');
            if (found != std::string_view::npos)
                first.bare_cr = line.begin + found;
        }
    }
    return first;
}

}  // namespace

void find_octet_defects(std::string_view content, Defects& defects) {
    const auto first = look_at_lines(content);
    if (first.bare_lf < content.size())
        defects.add("bare_lf", 0, first.bare_lf, "a line ends with LF alone");
    if (first.bare_cr < content.size())
        defects.add("bare_cr", 0, first.bare_cr);
    if (first.long_line < content.size())
        defects.add("long_line", 0, first.long_line, "a line longer than 998 octets");
    if (const auto nul = content.find('\0'); nul != content.npos)
        defects.add("nul", 0, nul);
}

}  // namespace mime
