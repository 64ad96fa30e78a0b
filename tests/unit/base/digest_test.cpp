#include "base/digest.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace base;
using namespace std::string_view_literals;

namespace {
std::string sha256_hex(std::string_view octets) {
    const auto digest = sha256(octets);
    return hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}
}  // namespace

TEST_CASE("SHA-256 gives the values of FIPS 180-4") {
    CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(sha256_hex(std::string(1'000'000, 'a')) ==
          "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("SHA-1 gives the values of FIPS 180-4") {
    const auto digest = sha1("abc");
    CHECK(hex({reinterpret_cast<const char*>(digest.data()), digest.size()}) ==
          "a9993e364706816aba3e25717850c26c9cd0d89d");
}

TEST_CASE("hexadecimal has two small digits for every octet") {
    CHECK(hex("") == "");
    CHECK(hex("\x00\x0f\xf0\xff"sv) == "000ff0ff");
}

TEST_CASE("base64 gives the values of RFC 4648 section 10, both ways") {
    const std::string_view rows[][2] = {{"", ""},
                                        {"f", "Zg=="},
                                        {"fo", "Zm8="},
                                        {"foo", "Zm9v"},
                                        {"foob", "Zm9vYg=="},
                                        {"fooba", "Zm9vYmE="},
                                        {"foobar", "Zm9vYmFy"},
                                        {"\x00\xff\xfe"sv, "AP/+"},
                                        {"\0"sv, "AA=="}};
    for (const auto& [octets, text] : rows) {
        CAPTURE(text);
        CHECK(base64_encode(octets) == text);
        CHECK(base64_decode(text) == octets);
    }
}

TEST_CASE("every octet survives base64") {
    std::string octets;
    for (int i = 0; i < 256; ++i) {
        octets += static_cast<char>(i);
        CHECK(base64_decode(base64_encode(octets)) == octets);
    }
}

TEST_CASE("base64 that is not exactly that is refused (RFC 4648 sections 3.3 and 3.5)") {
    for (const auto text :
         {"Zg"sv, "Zg="sv, "Z"sv, "Z==="sv, "===="sv, "="sv, "Zh=="sv, "Zm9="sv, "Zg==Zg=="sv, "Zm9v\n"sv,
          " Zm9v"sv, "Zm|v"sv, "Zm-_"sv, "Zm9v===="sv, "Z=9v"sv, "Zm\0v"sv,
          "Zm\xff"
          "v"sv}) {
        CAPTURE(text);
        CHECK(base64_decode(text) == std::nullopt);
    }
}
