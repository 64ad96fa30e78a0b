// Text in any charset to UTF-8. glibc's iconv behind a table of labels.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mime {

struct Transcoded {
    std::string text;           // valid UTF-8; what could not be read is U+FFFD
    bool charset_known = true;  // false: the label means nothing here, the charset was guessed
    bool had_bad_octets = false;
};

/// `label` as the mail names it. Unknown or empty: UTF-8 when it is valid, else windows-1252.
Transcoded to_utf8(std::string_view octets, std::string_view label);

}  // namespace mime
