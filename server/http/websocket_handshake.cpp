#include "http/websocket_handshake.hpp"

#include "base/digest.hpp"
#include "base/text.hpp"

namespace http {
namespace {

constexpr std::size_t key_bytes = 16;

/// Looks for a member of a comma-separated list (RFC 9110 section 5.6.1) in all fields of that name.
bool lists(const Pairs& headers, std::string_view name, std::string_view token) {
    for (const auto& [key, value] : headers)
        if (key == name)
            for (const auto item : base::split(value, ','))
                if (base::equals_ignoring_case(base::trim(item), token))
                    return true;
    return false;
}

/// nullopt unless it is there exactly once.
std::optional<std::string_view> only_value(const Pairs& headers, std::string_view name) {
    std::optional<std::string_view> found;
    for (const auto& [key, value] : headers) {
        if (key != name)
            continue;
        if (found)
            return std::nullopt;
        found = value;
    }
    return found;
}

Response upgrade_required(std::string_view message) {
    auto response = problem(426, "upgrade_required", message);
    response.headers.emplace_back("Upgrade", "websocket");
    response.headers.emplace_back("Sec-WebSocket-Version", "13");
    return response;
}

}  // namespace

bool wants_websocket(const Pairs& headers) {
    return lists(headers, "upgrade", "websocket");
}

std::optional<Response> check_handshake(int version, const Pairs& headers) {
    if (version < 11 || !wants_websocket(headers) || !lists(headers, "connection", "upgrade"))
        return upgrade_required("this path is a WebSocket");
    if (only_value(headers, "sec-websocket-version") != "13")
        return upgrade_required("only version 13 of the WebSocket protocol is spoken");
    const auto key = only_value(headers, "sec-websocket-key");
    const auto octets = key ? base::base64_decode(*key) : std::nullopt;
    if (!octets || octets->size() != key_bytes)
        return problem(400, "bad_request", "Sec-WebSocket-Key must be 16 octets in base64");
    return std::nullopt;
}

std::string accept_handshake(const Pairs& headers) {
    const auto key = only_value(headers, "sec-websocket-key").value_or(std::string_view());
    const auto digest = base::sha1(std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
    const std::string octets(digest.begin(), digest.end());
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Accept: " +
           base::base64_encode(octets) + "\r\n\r\n";
}

}  // namespace http
