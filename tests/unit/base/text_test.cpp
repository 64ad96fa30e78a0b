#include "base/text.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

using namespace base;
using namespace std::string_literals;
using namespace std::string_view_literals;

namespace {

const std::string replacement = "\xef\xbf\xbd";

struct Utf8 {
    std::string_view octets;
    std::string_view repaired;
};

// Unicode 15, section 3.9, tables 3-8 to 3-11, and the edges of RFC 3629 section 4.
const Utf8 ill_formed[] = {
    {"\xc0\xaf\xe0\x80\xbf\xf0\x81\x82\x41", "????????A"},
    {"\xed\xa0\x80\xed\xbf\xbf\xed\xaf\x41", "????????A"},
    {"\xf4\x91\x92\x93\xff\x41\x80\xbf\x42", "?????A??B"},
    {"\xe1\x80\xe2\xf0\x91\x92\xf1\xbf\x41", "????A"},
    {"\x80", "?"},
    {"\xc3", "?"},
    {"\xc3(", "?("},
    {"\xe2\x82", "?"},
    {"\xf0\x9f\x92", "?"},
    {"\xf5\x80\x80\x80", "????"},
    {"\xf8\x88\x80\x80\x80", "?????"},
    {"abc\xff", "abc?"},
    {"12345678\xe2\x82z", "12345678?z"},
};

const std::string_view well_formed[] = {
    "",
    "a",
    "12345678901234567",
    "\x7f",
    "\xc2\x80",
    "\xdf\xbf",
    "\xe0\xa0\x80",
    "\xed\x9f\xbf",
    "\xef\xbf\xbf",
    "\xee\x80\x80",
    "\xf0\x90\x80\x80",
    "\xf4\x8f\xbf\xbf",
    "gr\xc3\xbc\xc3\x9f",
};

}  // namespace

TEST_CASE("case is that of ASCII, whatever the other octets are") {
    CHECK(to_ascii_lower("MAIL From\xc3\x84[@Z"sv) == "mail from\xc3\x84[@z");
    CHECK(to_ascii_upper("mail From\xc3\xa4{`z"sv) == "MAIL FROM\xc3\xa4{`Z");
    CHECK(equals_ignoring_case("EHLO", "ehlo"));
    CHECK(!equals_ignoring_case("EHLO", "ehl"));
    CHECK(!equals_ignoring_case("[", "{"));
    CHECK(starts_with_ignoring_case("mail from:<>", "MAIL FROM:"));
    CHECK(starts_with_ignoring_case("x", ""));
    CHECK(!starts_with_ignoring_case("mai", "mail"));
}

TEST_CASE("trimming takes blanks and line ends off both ends and nothing else") {
    CHECK(trim(" \t a b\r\n") == "a b");
    CHECK(trim(" \r\n\t") == "");
    CHECK(trim("") == "");
    CHECK(trim("\va\f") == "\va\f");
}

TEST_CASE("splitting keeps empty parts") {
    CHECK(split("a,,b,", ',') == std::vector<std::string_view>{"a", "", "b", ""});
    CHECK(split("", ',') == std::vector<std::string_view>{""});
    CHECK(split("abc", ',') == std::vector<std::string_view>{"abc"});
}

TEST_CASE("a number is digits only and fits") {
    CHECK(parse_uint64("0") == 0);
    CHECK(parse_uint64("007") == 7);
    CHECK(parse_uint64("18446744073709551615") == UINT64_MAX);
    for (const auto text : {"", "18446744073709551616", "-1", "+1", " 1", "1 ", "1a", "0x1", "1.0"}) {
        CAPTURE(text);
        CHECK(parse_uint64(text) == std::nullopt);
    }
}

TEST_CASE("ASCII ends at 7F, wherever in the text") {
    CHECK(is_ascii(""));
    CHECK(is_ascii("\x01\x7f"));
    for (std::size_t at = 0; at < 20; ++at) {
        std::string text(20, 'a');
        text[at] = '\x80';
        CHECK(!is_ascii(text));
    }
}

TEST_CASE(
    "UTF-8 is valid without overlong forms, surrogates and what is above U+10FFFF (RFC 3629 section 4)") {
    for (const auto text : well_formed) {
        CAPTURE(text);
        CHECK(is_utf8(text));
        CHECK(to_valid_utf8(text) == text);
    }
    for (const auto& row : ill_formed) {
        CAPTURE(row.repaired);
        CHECK(!is_utf8(row.octets));
    }
}

TEST_CASE("each maximal ill-formed sequence is replaced once (Unicode 15 section 3.9)") {
    for (const auto& row : ill_formed) {
        std::string expected;
        for (const char c : row.repaired)
            expected += c == '?' ? replacement : std::string(1, c);
        CAPTURE(row.repaired);
        CHECK(to_valid_utf8(row.octets) == expected);
    }
    CHECK(is_utf8("a\0b"sv));
    CHECK(to_valid_utf8("a\0\0b\0"sv) == "a" + replacement + replacement + "b" + replacement);
}

TEST_CASE("every pair of octets becomes valid UTF-8, and stays as it is if it was") {
    for (int first = 0; first < 256; ++first) {
        for (int second = 0; second < 256; ++second) {
            const std::string text{'x', static_cast<char>(first), static_cast<char>(second)};
            const auto repaired = to_valid_utf8(text);
            REQUIRE(is_utf8(repaired));
            REQUIRE((repaired == text) == (is_utf8(text) && text.find('\0') == text.npos));
            const auto shown = printable(text);
            REQUIRE(is_utf8(shown));
            for (const char c : shown)
                REQUIRE(!is_ascii_control(c));
        }
    }
}

TEST_CASE("cutting keeps sequences whole") {
    const auto text = "a\xc3\xa4\xe2\x82\xac\xf0\x9f\x92\xa9"sv;  // one, two, three and four octets
    const std::size_t kept[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10};
    for (std::size_t max = 0; max < std::size(kept); ++max) {
        CAPTURE(max);
        CHECK(cut_utf8(text, max) == text.substr(0, kept[max]));
    }
    CHECK(cut_utf8("\x80\x80\x80\x80\x80\x80", 5).size() == 5);
    CHECK(cut_utf8("\x80\x80", 1).size() == 1);
    CHECK(cut_utf8("\x80", 0).empty());
}

TEST_CASE("printable text is one line and cannot move the cursor or turn the direction") {
    CHECK(printable("plain \"text\" \\ gr\xc3\xbc\xc3\x9f") == "plain \"text\" \\ gr\xc3\xbc\xc3\x9f");
    CHECK(printable("a\r\nb\t\x1b[2J\x7f"sv) == "a\\x0d\\x0ab\\x09\\x1b[2J\\x7f");
    CHECK(printable("\0"sv) == "\\x00");
    CHECK(printable("\xc2\x85\xc2\x9f\xc2\xa0") == "\\u{85}\\u{9f}\xc2\xa0");
    CHECK(printable("\xe2\x80\xa8\xe2\x80\xa9") == "\\u{2028}\\u{2029}");
    CHECK(printable("\xe2\x80\xae"
                    "gpj.exe\xe2\x81\xa9\xd8\x9c") == "\\u{202e}gpj.exe\\u{2069}\\u{61c}");
    CHECK(printable("\xff\xe2\x82") == "\\xff\\xe2\\x82");
}

TEST_CASE("printable text ends with an ellipsis when it was cut, never inside a character or an escape") {
    const std::string dots = "\xe2\x80\xa6";
    CHECK(printable("abcdef", 6) == "abcdef");
    CHECK(printable("abcdefg", 6) == "abcdef" + dots);
    CHECK(printable("abcd\n", 8) == "abcd\\x0a");
    CHECK(printable("abcd\nx", 8) == "abcd\\x0a" + dots);
    CHECK(printable("abcd\n", 7) == "abcd" + dots);
    CHECK(printable("abc\xe2\x82\xac", 6) == "abc\xe2\x82\xac");
    CHECK(printable("abc\xe2\x82\xac", 5) == "abc" + dots);
    CHECK(printable("a", 0) == dots);
    CHECK(printable("", 0) == "");
}

TEST_CASE("repairing text takes time linear in its size, however many octets are bad") {
    // Each of them ends a run: looking at the rest anew for each would take minutes here.
    const std::string nuls = std::string(1 << 20, '\0') + std::string(1 << 20, 'a');
    std::string alternating;
    for (int i = 0; i < 1 << 20; ++i)
        alternating += i % 2 == 0 ? "\xe9" : "aaaaaaa";
    const auto began = std::chrono::steady_clock::now();
    CHECK(to_valid_utf8(nuls).size() == 3 * (std::size_t{1} << 20) + (std::size_t{1} << 20));
    CHECK(is_utf8(to_valid_utf8(alternating)));
    CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(5));
}
