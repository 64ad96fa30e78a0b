// Small tools for octets that are meant to be text. ASCII only where it says so; never the locale.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace base {

constexpr bool is_ascii_digit(char c) {
    return c >= '0' && c <= '9';
}
constexpr bool is_ascii_alpha(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr bool is_ascii_alnum(char c) {
    return is_ascii_digit(c) || is_ascii_alpha(c);
}
constexpr bool is_ascii_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}
constexpr char to_ascii_lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}
constexpr char to_ascii_upper(char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
}

std::string to_ascii_lower(std::string_view text);
std::string to_ascii_upper(std::string_view text);
bool equals_ignoring_case(std::string_view a, std::string_view b);
bool starts_with_ignoring_case(std::string_view text, std::string_view prefix);

/// Without spaces, tabs, CR and LF at both ends.
std::string_view trim(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);

/// The whole of `text` as a decimal number without sign; nullopt for anything else or when it does not fit.
std::optional<std::uint64_t> parse_uint64(std::string_view text);

bool is_ascii(std::string_view text);
/// Valid UTF-8 by RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view text);
/// Each maximal ill-formed sequence becomes U+FFFD; NUL too.
std::string to_valid_utf8(std::string_view text);
/// At most `max_octets`, never cut inside a UTF-8 sequence.
std::string_view cut_utf8(std::string_view text, std::size_t max_octets);

/// For a log line or a terminal: one line of valid UTF-8 in which controls (C0, C1, DEL), U+2028, U+2029 and
/// bidi controls are written as \xNN or \u{…}; at most `max_octets`, then "…".
std::string printable(std::string_view text, std::size_t max_octets = 256);

}  // namespace base
