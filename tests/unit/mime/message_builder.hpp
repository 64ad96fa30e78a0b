// Short ways to write messages and to ask what was read, for the tests of mime.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "mime/message.hpp"

namespace mime_test {

/// Line feeds become CRLF, so that a message can be written as a raw string.
inline std::string crlf(std::string_view text) {
    std::string lines;
    for (const char c : text) {
        if (c == '\n')
            lines.push_back('\r');
        lines.push_back(c);
    }
    return lines;
}

inline mime::Message read(std::string_view text) {
    return mime::read_message(crlf(text));
}

inline bool has_defect(const mime::Message& message, std::string_view code) {
    return std::any_of(message.defects.begin(), message.defects.end(),
                       [&](const mime::Defect& defect) { return defect.code == code; });
}

/// The tree as a text: the types in order, each with its parent's index.
inline std::string tree(const mime::Message& message) {
    std::string text;
    for (const auto& part : message.parts) {
        text +=
            part.parent == mime::Part::no_parent ? std::string{} : ' ' + std::to_string(part.parent) + ':';
        text += part.type;
    }
    return text;
}

}  // namespace mime_test
