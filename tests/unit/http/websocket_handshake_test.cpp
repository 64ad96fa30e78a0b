#include "http/websocket_handshake.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace {

http::Pairs handshake() {
    return {{"host", "localhost"},
            {"upgrade", "websocket"},
            {"connection", "keep-alive, Upgrade"},
            {"sec-websocket-version", "13"},
            {"sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="}};
}

/// The handshake with one field changed; an empty value takes the field away.
int status_with(std::string_view name, const std::string& value) {
    auto fields = handshake();
    std::erase_if(fields, [&](const auto& field) { return field.first == name; });
    if (!value.empty())
        fields.emplace_back(name, value);
    const auto refusal = http::check_handshake(11, fields);
    return refusal ? refusal->status : 101;
}

}  // namespace

TEST_CASE("a handshake is accepted with the digest of its key (RFC 6455 section 1.3)") {
    CHECK_FALSE(http::check_handshake(11, handshake()));
    const auto response = http::accept_handshake(handshake());
    CHECK(response.starts_with("HTTP/1.1 101 "));
    CHECK(response.find("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n") != std::string::npos);
    CHECK(response.find("Extensions") == std::string::npos);
}

TEST_CASE("what is no handshake is told what would be one (RFC 6455 section 4.4)") {
    CHECK(status_with("upgrade", "") == 426);
    CHECK(status_with("upgrade", "h2c") == 426);
    CHECK(status_with("upgrade", "h2c, WebSocket") == 101);
    CHECK(status_with("connection", "keep-alive") == 426);
    CHECK(status_with("sec-websocket-version", "8") == 426);
    CHECK(status_with("sec-websocket-version", "") == 426);
    CHECK(http::check_handshake(10, handshake())->status == 426);
}

TEST_CASE("the key must be 16 octets in base64, once") {
    for (const std::string key : {"", "short", "dGhlIHNhbXBsZSBub25jZQ", "AAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
        CHECK_MESSAGE(status_with("sec-websocket-key", key) == 400, key);
    auto twice = handshake();
    twice.push_back(twice.back());
    CHECK(http::check_handshake(11, twice)->status == 400);
}
