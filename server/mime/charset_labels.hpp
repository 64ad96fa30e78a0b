// The names that mail gives to character sets, and what they mean: a closed list, in the spirit of the WHATWG
// Encoding Standard. Closed, so that no sender chooses which of the C library's converters runs, and so that
// all converters a thread may ever hold fit into its cache.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace mime {

enum class CharsetKind : unsigned char { ascii, utf8, windows_1252, iso_2022_jp, converted };

struct Charset {
    std::string_view iconv_name;  // for `converted`, and for ISO-2022-JP once it is in the form of EUC-JP
    CharsetKind kind = CharsetKind::converted;
    std::size_t converter = 0;  // a small number that goes with iconv_name
};

/// The number of different converters.
std::size_t converter_count();

/// `label` in any case; nullopt for one that is not in the list.
std::optional<Charset> find_charset(std::string_view label);

}  // namespace mime
