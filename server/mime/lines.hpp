// The lines of a text that is in memory.
#pragma once

#include <cstddef>
#include <string_view>

namespace mime {

/// One line by offsets: [begin, end) is what it says, [end, next) its line end: CRLF, LF, or nothing at the
/// end.
struct Line {
    std::size_t begin = 0, end = 0, next = 0;
};

inline Line line_at(std::string_view text, std::size_t begin) {
    const auto feed = text.find('\n', begin);
    if (feed == text.npos)
        return {begin, text.size(), text.size()};
    const bool has_return = feed > begin && text[feed - 1] == '\r';
    return {begin, has_return ? feed - 1 : feed, feed + 1};
}

inline std::string_view content_of(const Line& line, std::string_view text) {
    return text.substr(line.begin, line.end - line.begin);
}

}  // namespace mime
