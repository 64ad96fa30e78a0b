#include <doctest/doctest.h>

#include "net/listener.hpp"

using net::Address;

TEST_CASE("an address to listen on is an IP address, localhost or nothing, and a port") {
    const struct {
        std::string_view text;
        Address address;
        std::string_view written;
    } rows[] = {
        {"127.0.0.1:1025", {"127.0.0.1", 1025}, "127.0.0.1:1025"},
        {"0.0.0.0:0", {"0.0.0.0", 0}, "0.0.0.0:0"},
        {"[::1]:8025", {"::1", 8025}, "[::1]:8025"},
        {"[0:0:0:0:0:0:0:1]:65535", {"::1", 65535}, "[::1]:65535"},
        {"[::]:25", {"::", 25}, "[::]:25"},
        {"localhost:25", {"localhost", 25}, "localhost:25"},
        {"LocalHost:25", {"localhost", 25}, "localhost:25"},
        {":1025", {"", 1025}, ":1025"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const auto address = Address::parse(row.text);
        REQUIRE(address.has_value());
        CHECK(*address == row.address);
        CHECK(address->string() == row.written);
    }
}

TEST_CASE("an address that cannot be listened on is refused with what is allowed") {
    for (const std::string_view text : {"",
                                        ":",
                                        "1025",
                                        "127.0.0.1",
                                        "127.0.0.1:",
                                        "127.0.0.1:65536",
                                        "127.0.0.1:-1",
                                        "127.0.0.1:+1",
                                        "127.0.0.1: 1",
                                        "127.0.0.1:1 ",
                                        "127.0.0.1:0x10",
                                        "::1:25",
                                        "[::1]",
                                        "[::1]25",
                                        "[::1:25",
                                        "::1]:25",
                                        "[127.0.0.1]:25",
                                        "[]:25",
                                        "127.0.0.256:25",
                                        "127.1:25",
                                        "mail.example.com:25",
                                        " :25",
                                        "*:25"}) {
        CAPTURE(text);
        const auto address = Address::parse(text);
        REQUIRE(address.has_error());
        CHECK(address.error().code == base::ErrorCode::invalid);
        CHECK(address.error().message.find("HOST:PORT") != std::string::npos);
    }
}

TEST_CASE("an address that is refused is quoted on one printable line") {
    const auto address = Address::parse("a\r\n\x1b[2J:25");
    REQUIRE(address.has_error());
    CHECK(address.error().message.find("a\\x0d\\x0a\\x1b[2J:25") != std::string::npos);
}
