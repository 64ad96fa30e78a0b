#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "base/text.hpp"
#include "mime/header.hpp"

using namespace std::string_view_literals;
using mime::decode_encoded_words;
using mime::decode_field;

TEST_CASE("encoded words are decoded (RFC 2047, the examples of section 8)") {
    CHECK(decode_encoded_words("=?ISO-8859-1?Q?a?=") == "a");
    CHECK(decode_encoded_words("=?ISO-8859-1?Q?a?= b") == "a b");
    CHECK(decode_encoded_words("=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=") == "ab");
    CHECK(decode_encoded_words("=?ISO-8859-1?Q?a?=  \r\n =?ISO-8859-1?Q?b?=") == "ab");
    CHECK(decode_encoded_words("=?ISO-8859-1?Q?a_b?=") == "a b");
    CHECK(decode_encoded_words("=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=") == "a b");
    CHECK(decode_encoded_words("=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?=") ==
          "If you can read this yo");
    CHECK(decode_encoded_words("=?US-ASCII*EN?Q?Keith_Moore?=") == "Keith Moore");  // RFC 2231 section 5
    CHECK(decode_encoded_words("x=?utf-8?b?w6k=?=y") == "xéy");
}

TEST_CASE("octets of adjacent words are joined before they become characters") {
    CHECK(decode_encoded_words("=?utf-8?B?4pw=?= =?utf-8?B?kw==?=") == "✓");
    CHECK(decode_encoded_words("=?utf-8?Q?=E2=9C?= =?UTF-8?Q?=93?=") == "✓");
    CHECK(decode_encoded_words("=?utf-8?Q?=E2=9C?= =?utf-8?B?kw==?=") == "✓");
    CHECK(decode_encoded_words("=?utf-8?Q?=E2=9C?= =?iso-8859-1?Q?=e9?=") == "\ufffdé");
}

TEST_CASE("what is no encoded word stays as it is") {
    for (const auto text : {"=?utf-8?Q?open", "=?utf-8?X?a?=", "=??Q?a?=", "=?utf-8?Q?", "=?",
                            "=?=", "?=", "=?utf-8?=", "a =? b ?= c", "=?utf 8?Q?a?=", "=?utf-8?QQ?a?="}) {
        CAPTURE(text);
        CHECK(decode_encoded_words(text) == text);
    }
    CHECK(decode_encoded_words("=?utf-8?Q?broken =?utf-8?Q?good?=") == "=?utf-8?Q?broken good");
}

TEST_CASE("damage inside an encoded word is read as far as it goes") {
    CHECK(decode_encoded_words("=?utf-8?Q?a=ZZ?=") == "a=ZZ");
    CHECK(decode_encoded_words("=?utf-8?Q?a b?=") == "a b");
    CHECK(decode_encoded_words("=?utf-8?B?SGVsbG8?=") == "Hello");
    CHECK(decode_encoded_words("=?utf-8?Q?"
                               "?=") == "");
    CHECK(decode_encoded_words("=?x-martian?Q?=e9?=") == "é");
    CHECK(decode_encoded_words("=?utf-8?Q?=e9?=") == "\ufffd");
}

TEST_CASE("a field is one clean line: no encoded line break or control survives (MIME-12)") {
    CHECK(decode_field("=?UTF-8?Q?A=0D=0ABcc:_x@y?=") == "A Bcc: x@y");
    CHECK(decode_field("=?UTF-8?Q?a=00b=1B[31m=07c=7F?=") ==
          "a\ufffd"
          "b[31mc");
    CHECK(decode_field("=?UTF-8?Q?a=C2=85b=E2=80=A8c?=") == "abc");
    CHECK(decode_field("=?UTF-8?B?YQpi?=") == "a b");
    CHECK(decode_field("a \t b\r\n c ") == "a b c");
    CHECK(decode_field("  a  ") == "a");
    CHECK(decode_field("invoice\u202egpj.exe") == "invoice\u202egpj.exe");
    CHECK(decode_field("a\0b"sv) ==
          "a\ufffd"
          "b");
}

TEST_CASE("raw octets in a field are UTF-8 when they can be, else windows-1252") {
    CHECK(decode_field("Grüße ✓") == "Grüße ✓");
    CHECK(decode_field("caf\xe9 =?utf-8?Q?=E2=9C=93?=") == "café ✓");
}

TEST_CASE("the fast path for plain fields gives what the slow one gives") {
    CHECK(decode_field("plain") == "plain");
    CHECK(decode_field("a = ? b") == "a = ? b");
    CHECK(decode_field("") == "");
    CHECK(decode_field("a  b") == "a b");
}
