#include "mime/transfer_encoding.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;
using mime::TransferEncoding;

struct Row {
    std::string_view encoded;
    std::string decoded;
    bool damaged;
};

void check_base64(const Row& row) {
    CAPTURE(row.encoded);
    const auto decoded = mime::decode_base64(row.encoded);
    CHECK(decoded.octets == row.decoded);
    CHECK(decoded.damaged == row.damaged);
    const auto measured = mime::measure_transfer(row.encoded, TransferEncoding::base64);
    CHECK(measured.octets == row.decoded.size());
    CHECK(measured.damaged == row.damaged);
}

void check_quoted_printable(const Row& row) {
    CAPTURE(row.encoded);
    const auto decoded = mime::decode_quoted_printable(row.encoded);
    CHECK(decoded.octets == row.decoded);
    CHECK(decoded.damaged == row.damaged);
    CHECK(mime::decoded_size(row.encoded, TransferEncoding::quoted_printable) == row.decoded.size());
}

}  // namespace

TEST_CASE("the names of encodings are read in any case, with what people write around them") {
    CHECK(mime::parse_transfer_encoding("BASE64 ") == TransferEncoding::base64);
    CHECK(mime::parse_transfer_encoding(" quoted-printable (as it should be)") ==
          TransferEncoding::quoted_printable);
    CHECK(mime::parse_transfer_encoding("8Bit") == TransferEncoding::identity);
    CHECK(mime::parse_transfer_encoding("7-bit") == TransferEncoding::identity);
    CHECK(mime::parse_transfer_encoding("") == TransferEncoding::identity);
    CHECK(mime::parse_transfer_encoding("base64; charset=utf-8") == TransferEncoding::base64);
    CHECK(mime::parse_transfer_encoding("x-uuencode") == TransferEncoding::uuencode);
    CHECK(mime::parse_transfer_encoding("rot13") == TransferEncoding::unknown);
}

TEST_CASE("base64 is decoded, and damaged base64 as far as it makes sense (RFC 2045 section 6.8)") {
    check_base64({"", "", false});
    check_base64({"SGVsbG8=", "Hello", false});
    check_base64({"SGVs\r\nbG8=\r\n", "Hello", false});
    check_base64({" S G V s b G 8 = ", "Hello", false});
    check_base64({"SGVsbG8", "Hello", true});  // padding is missing
    check_base64({"SGVsbA==", "Hell", false});
    check_base64({"SGVsbA=", "Hell", false});                 // half of the padding
    check_base64({"SGVs=bG8=", "Hello", true});               // padding in the middle
    check_base64({"SGVsbG8=SGVsbG8=", "HelloHello", true});   // two encoders' output in a row
    check_base64({"SGVsbG8=\r\n-- \r\nAnn", "Hello", true});  // text after the padding is no base64
    check_base64({"SGV|sb\0G8="sv, "Hello", true});
    check_base64({"SGV\xffsbG8=", "Hello", true});
    check_base64({"====", "", false});
    check_base64({"S", "", true});
    check_base64({" \r\n\t ", "", false});
    check_base64({"SGVsbG8hS", "Hello!", true});
    check_base64({"////++++", "\xff\xff\xff\xfb\xef\xbe", false});
}

TEST_CASE("quoted-printable is decoded, and what is none stays as it is (RFC 2045 section 6.7)") {
    check_quoted_printable({"", "", false});
    check_quoted_printable({"a=3Db", "a=b", false});
    check_quoted_printable({"=e2=82=AC", "\xe2\x82\xac", false});  // lower case too
    check_quoted_printable({"soft=\r\nbreak", "softbreak", false});
    check_quoted_printable({"soft=  \t\r\nbreak", "softbreak", false});
    check_quoted_printable({"soft=\nbreak", "softbreak", false});
    check_quoted_printable({"end=", "end", false});
    check_quoted_printable(
        {"one \t\r\ntwo", "one\r\ntwo", false});  // blanks at the end of a line are not the sender's
    check_quoted_printable({"one\ntwo", "one\ntwo", false});
    check_quoted_printable({"=3", "=3", true});
    check_quoted_printable({"=X", "=X", true});
    check_quoted_printable({"=XY=41", "=XYA", true});
    check_quoted_printable({"==41", "=A", true});
    check_quoted_printable({"caf\xe9", "caf\xe9", false});
    check_quoted_printable({"a\0b"sv, "a\0b"s, false});
}

TEST_CASE("decoding stops soon after the limit") {
    std::string encoded;
    for (int i = 0; i < 10'000; ++i)
        encoded += "QUFB\r\n";
    const auto cut = mime::decode_base64(encoded, 100);
    CHECK(cut.octets.size() >= 100);
    CHECK(cut.octets.size() < 110);
    std::string lines;
    for (int i = 0; i < 10'000; ++i)
        lines += "=41=41\r\n";
    CHECK(mime::decode_quoted_printable(lines, 100).octets.size() < 110);
    CHECK(mime::decode_transfer(lines, TransferEncoding::identity, 100).octets.size() == 100);
}

TEST_CASE("a long body is measured as it is decoded, in every position of its padding") {
    std::string encoded;
    for (int i = 0; i < 100; ++i)
        encoded += "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4\r\n";
    for (std::size_t size = encoded.size() - 90; size <= encoded.size(); ++size) {
        const auto text = std::string_view(encoded).substr(0, size);
        const auto measured = mime::measure_transfer(text, TransferEncoding::base64);
        const auto decoded = mime::decode_base64(text);
        CHECK(measured.octets == decoded.octets.size());
        CHECK(measured.damaged == decoded.damaged);
    }
}

TEST_CASE("uuencoded and unknown bodies are left alone") {
    constexpr auto body = "begin 644 a.txt\r\n#0V%T\r\n`\r\nend\r\n"sv;
    CHECK(mime::decode_transfer(body, TransferEncoding::uuencode).octets == body);
    CHECK(mime::decode_transfer(body, TransferEncoding::unknown).octets == body);
    CHECK(mime::decoded_size(body, TransferEncoding::uuencode) == body.size());
}
