// The frames of RFC 6455 section 5, as a server reads and writes them. Pure: octets in, events out. No
// extension is ever agreed on, so every reserved bit is an error.
//
// Why not Beast's websocket::stream: it wants a socket-like stream type of its own (an adapter of net::Stream
// with completion tokens, an executor and a teardown), brings one deadline scheme for reads and writes more,
// and takes ten seconds and more to compile; the queue, the pings and the limits would still be ours.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace http {

/// RFC 6455 section 7.4.1.
enum class CloseCode : std::uint16_t {
    normal = 1000,
    going_away = 1001,
    protocol_error = 1002,
    unsupported_data = 1003,
    no_status = 1005,  // never sent
    invalid_payload = 1007,
    policy_violation = 1008,
    too_big = 1009,
    internal_error = 1011,
    try_again_later = 1013,
};

enum class Opcode : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

struct TextMessage {
    std::string text;  // valid UTF-8
};
struct Ping {
    std::string payload;
};
struct Pong {};
struct PeerClose {
    CloseCode code = CloseCode::no_status;
};
/// What the client sent is not allowed: close with this code, and believe nothing that follows.
struct Violation {
    CloseCode code = CloseCode::protocol_error;
};
using FrameEvent = std::variant<TextMessage, Ping, Pong, PeerClose, Violation>;

class FrameReader {
public:
    /// The limit holds for a whole message, fragments together. Holds at most about that much.
    explicit FrameReader(std::size_t max_message_bytes) : max_message_bytes_(max_message_bytes) {}

    void feed(std::string_view octets) { input_ += octets; }

    /// The next event in what was fed; nullopt when more octets are needed. After a Violation or a PeerClose
    /// there is nothing more to ask for.
    std::optional<FrameEvent> next();

private:
    struct Header;
    std::optional<FrameEvent> check(const Header& header) const;
    std::optional<FrameEvent> take(const Header& header, std::string payload);

    std::size_t max_message_bytes_;
    std::string input_;
    std::optional<std::string> message_;  // fragments so far
    std::size_t fragments_ = 0;
};

/// One whole unmasked frame (section 5.1: a server must not mask).
void append_frame(std::string& out, Opcode opcode, std::string_view payload);
/// A close frame; `reason` is cut to what a control frame can hold.
std::string encode_close(std::uint16_t code, std::string_view reason);

}  // namespace http
