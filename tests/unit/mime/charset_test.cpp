#include "mime/charset.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "base/text.hpp"

namespace {

using namespace std::string_view_literals;

std::string text(std::string_view octets, std::string_view label) {
    return mime::to_utf8(octets, label).text;
}

}  // namespace

TEST_CASE("charsets are read under the names that mail gives them") {
    CHECK(text("caf\xe9", "iso-8859-1") == "café");
    CHECK(text("caf\xe9", "ISO-8859-1") == "café");
    CHECK(text("\x93smart\x94 \x80", "iso-8859-1") == "“smart” €");  // everybody means windows-1252
    CHECK(text("5 \xa4", "iso-8859-15") == "5 €");
    CHECK(text("za\xbf\xf3\xb3\xe6", "iso-8859-2") == "zażółć");
    CHECK(text("\xf0\xd2\xc9\xd7\xc5\xd4", "koi8-r") == "Привет");
    CHECK(text("\xcf\xf0\xe8\xe2\xe5\xf2", "windows-1251") == "Привет");
    CHECK(text("\xd6\xd0\xce\xc4", "gb2312") == "中文");
    CHECK(text("\xa4\xa4\xa4\xe5", "big5") == "中文");
    CHECK(text("\xc7\xd1\xb1\xb9", "ks_c_5601-1987") == "한국");
    CHECK(text("\x93\xfa\x96\x7b \x87\x40", "x-sjis") == "日本 ①");
    CHECK(text("\xc6\xfc\xcb\xdc", "euc-jp") == "日本");
    CHECK(text("utf seven +IKw-", "unicode-1-1-utf-7") == "utf seven €");
    CHECK(text("\xff\xfe"
               "A\0\xac\x20"sv,
               "utf-16") == "A€");
    CHECK(text("\xe9t\xe9", "x-mac-roman") == "Èt\xc3\x88");
    CHECK(text("\xf9\xec\xe5\xed", "iso-8859-8-i") == "שלום");
    CHECK(text("caf\x82", "cp-850") == "café");
    CHECK(text("\xb7\xb4\xca\xcd\xba", "tis-620") == "ทดสอบ");
}

TEST_CASE("ISO-2022-JP is read with the characters that Japanese mail adds (RFC 1468)") {
    CHECK(text("\x1b$BF|K\\8l\x1b(B!", "iso-2022-jp") == "日本語!");
    CHECK(text("\x1b$B-!\x1b(B", "iso-2022-jp") == "①");                // NEC's row 13
    CHECK(text("\x1b(I16\x1b(B", "iso-2022-jp") == "ｱｶ");               // half-width katakana
    CHECK(text("\x1b$BF|K\\\nplain", "iso-2022-jp") == "日本\nplain");  // a line begins in ASCII
    CHECK(base::is_utf8(text("\x1b$BF|K", "iso-2022-jp")));             // cut in the middle of a character
    CHECK(base::is_utf8(text("\x1b$", "iso-2022-jp")));
}

TEST_CASE("an unknown charset, or none, is UTF-8 when it can be, else windows-1252") {
    const auto unknown = mime::to_utf8("caf\xe9", "x-martian");
    CHECK(unknown.text == "café");
    CHECK_FALSE(unknown.charset_known);
    const auto none = mime::to_utf8("caf\xc3\xa9", "");
    CHECK(none.text == "café");
    CHECK_FALSE(none.charset_known);
    CHECK(mime::to_utf8("plain", "").charset_known);
    CHECK_FALSE(mime::to_utf8("plain", "x-martian").charset_known);
    CHECK_FALSE(mime::to_utf8("caf\xc3\xa9", "us-ascii").charset_known);  // it says ASCII and is not
    CHECK(text("caf\xc3\xa9", "us-ascii") == "café");
}

TEST_CASE("no label reaches the converter that is not in the table") {
    CHECK_FALSE(mime::to_utf8("\x80", "utf-8//TRANSLIT").charset_known);
    CHECK_FALSE(mime::to_utf8("\x80", "ISO-2022-CN-EXT").charset_known);
    CHECK_FALSE(mime::to_utf8("\x80", std::string(10'000, 'a')).charset_known);
    CHECK_FALSE(mime::to_utf8("\x80", "utf-8\0x"sv).charset_known);
}

TEST_CASE("octets that are not of the charset become U+FFFD, and reading goes on") {
    struct Row {
        std::string_view octets, label, text;
    };
    constexpr Row rows[] = {
        {"a\xc0\xaf"
         "b",
         "utf-8",
         "a\ufffd\ufffd"
         "b"},
        {"a\xed\xa0\x80"
         "b",
         "utf-8",
         "a\ufffd\ufffd\ufffd"
         "b"},
        {"a\xf4\x90\x80\x80"
         "b",
         "utf-8",
         "a\ufffd\ufffd\ufffd\ufffd"
         "b"},
        {"a\xe2\x82", "utf-8", "a\ufffd"},
        {"a\xe9"
         "b",
         "utf-8",
         "a\ufffd"
         "b"},
        {"a\0b"sv, "utf-8",
         "a\ufffd"
         "b"},
        {"a\0b"sv, "iso-8859-1",
         "a\ufffd"
         "b"},
        {"\xd6\xd0\xff"
         "b",
         "gbk",
         "中\ufffd"
         "b"},
        {"\xd6", "gbk", "\ufffd"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.octets);
        CHECK(mime::to_utf8(row.octets, row.label).text == row.text);
    }
    CHECK(mime::to_utf8("a\xe9"
                        "b",
                        "utf-8")
              .had_bad_octets);
    CHECK_FALSE(mime::to_utf8("a\xc3\xa9", "utf-8").had_bad_octets);
    CHECK(mime::to_utf8("\xd6\xd0\xff"
                        "b",
                        "gbk")
              .had_bad_octets);
}

TEST_CASE("whatever octets come in whatever charset, what comes out is UTF-8 without NUL") {
    std::string octets;
    for (int i = 0; i < 512; ++i)
        octets.push_back(static_cast<char>(i * 7));
    for (const auto* label :
         {"utf-8", "utf-16", "utf-16be", "utf-32", "utf-7", "gb18030", "iso-2022-kr", "iso-2022-jp-2", "big5",
          "shift_jis", "euc-tw", "windows-1255", "johab", "viscii", "euc-jp", "iso-2022-cn"}) {
        CAPTURE(label);
        const auto read = text(octets, label);
        CHECK(base::is_utf8(read));
        CHECK(read.find('\0') == read.npos);
    }
}
