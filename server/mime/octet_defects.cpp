#include "mime/octet_defects.hpp"

#include <cstddef>
#include <cstdint>

#include "mime/count_octets.hpp"
#include "mime/lines.hpp"

namespace mime {
namespace {

constexpr std::size_t max_line_bytes = 998;  // RFC 5322 section 2.1.1, without CRLF

/// The first offset of each; content.size() for what was not seen.
struct FirstSeen {
    std::size_t bare_lf, long_line;
    std::size_t crlf_count = 0;
};

FirstSeen look_at_lines(std::string_view content) {
    FirstSeen first{content.size(), content.size()};
    for (std::size_t at = 0; at < content.size();) {
        const auto line = line_at(content, at);
        at = line.next;
        const auto line_end = line.next - line.end;
        first.crlf_count += line_end == 2 ? 1 : 0;
        if (line_end == 1 && first.bare_lf == content.size())
            first.bare_lf = line.end;
        if (line.end - line.begin > max_line_bytes && first.long_line == content.size())
            first.long_line = line.begin;
    }
    return first;
}

std::size_t find_bare_cr(std::string_view content) {
    for (auto at = content.find('\r'); at != content.npos; at = content.find('\r', at + 1)) {
        if (content.substr(at + 1, 1) != "\n")
            return at;
    }
    return content.npos;
}

}  // namespace

void find_octet_defects(std::string_view content, Defects& defects) {
    if (content.starts_with("\xef\xbb\xbf"))  // by the rules it belongs to the name of the first field
        defects.add("byte_order_mark", 0, 0);
    const auto first = look_at_lines(content);
    if (first.bare_lf < content.size())
        defects.add("bare_lf", 0, first.bare_lf, "a line ends with LF alone");
    if (count_octets(content, [](std::uint8_t c) { return c == '\r'; }) != first.crlf_count)
        defects.add("bare_cr", 0, find_bare_cr(content));
    if (first.long_line < content.size())
        defects.add("long_line", 0, first.long_line, "a line longer than 998 octets");
    if (const auto nul = content.find('\0'); nul != content.npos)
        defects.add("nul", 0, nul);
}

}  // namespace mime
