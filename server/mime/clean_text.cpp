#include "mime/clean_text.hpp"

#include <algorithm>
#include <cstddef>

#include "base/text.hpp"

namespace mime {
namespace {

/// The octets at the front, at least one, that make up something a line must not contain; 0 when there is
/// nothing.
std::size_t unwanted_octets(std::string_view text) {
    if (base::is_ascii_control(text.front()))
        return 1;
    if (text.size() >= 2 && text[0] == '\xc2' && static_cast<unsigned char>(text[1]) < 0xa0)
        return 2;
    if (text.starts_with("\xe2\x80\xa8") || text.starts_with("\xe2\x80\xa9"))
        return 3;
    return 0;
}

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

}  // namespace

std::string without_controls(std::string_view text) {
    std::string clean;
    clean.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const auto unwanted = unwanted_octets(text.substr(at));
        if (unwanted == 0)
            clean.push_back(text[at]);
        else if (text[at] == '\n' || text[at] == '\t')
            clean.push_back(' ');
        at += std::max<std::size_t>(unwanted, 1);
    }
    return clean;
}

std::string one_clean_line(std::string_view text) {
    std::string line;
    line.reserve(text.size());
    bool blank_waits = false;
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        const auto unwanted = unwanted_octets(text.substr(at));
        const bool blank = is_blank(c);
        blank_waits |= blank;
        if (unwanted == 0 && !blank) {
            if (blank_waits && !line.empty())
                line.push_back(' ');
            blank_waits = false;
            line.push_back(c);
        }
        at += std::max<std::size_t>(unwanted, 1);
    }
    return line;
}

}  // namespace mime
