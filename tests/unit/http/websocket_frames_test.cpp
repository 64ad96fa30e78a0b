#include "http/websocket_frames.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using http::CloseCode;
using http::FrameEvent;
using http::FrameReader;
using http::Opcode;

namespace {

constexpr std::size_t limit = 4096;

/// A client's frame: `first` is the octet with FIN, the reserved bits and the opcode.
std::string frame(unsigned first, std::string_view payload, bool masked = true) {
    std::string octets(1, static_cast<char>(first));
    const unsigned mask_bit = masked ? 0x80 : 0;
    if (payload.size() < 126) {
        octets += static_cast<char>(mask_bit | static_cast<unsigned>(payload.size()));
    } else {
        octets += static_cast<char>(mask_bit | 126U);
        octets += static_cast<char>(payload.size() >> 8);
        octets += static_cast<char>(payload.size() & 0xff);
    }
    if (!masked)
        return octets.append(payload);
    const std::string_view mask = "\x12\x34\x56\x78";
    octets += mask;
    for (std::size_t i = 0; i < payload.size(); ++i)
        octets += static_cast<char>(payload[i] ^ mask[i % 4]);
    return octets;
}

std::vector<FrameEvent> read(std::string_view octets, std::size_t step = 1 << 20) {
    FrameReader reader(limit);
    std::vector<FrameEvent> events;
    for (std::size_t at = 0; at < octets.size(); at += step) {
        reader.feed(octets.substr(at, step));
        while (auto event = reader.next()) {
            events.push_back(*event);
            if (std::holds_alternative<http::Violation>(*event))
                return events;
        }
    }
    return events;
}

/// The code of the violation that ends `octets`; 0 when there is none.
int violation(std::string_view octets) {
    const auto events = read(octets);
    const auto* found = events.empty() ? nullptr : std::get_if<http::Violation>(&events.back());
    return found ? static_cast<int>(found->code) : 0;
}

std::string text_of(const FrameEvent& event) {
    const auto* message = std::get_if<http::TextMessage>(&event);
    return message ? message->text : "not a text message";
}

constexpr unsigned text = 0x81, binary = 0x82, close = 0x88, ping = 0x89, pong = 0x8a;
constexpr unsigned first_fragment = 0x01, more_fragment = 0x00, last_fragment = 0x80;

}  // namespace

TEST_CASE("text is unmasked, wherever the octets are cut (RFC 6455 section 5.3)") {
    const auto octets = frame(text, "hello") + frame(text, std::string(300, 'x')) + frame(text, "");
    for (std::size_t step = 1; step < 20; ++step) {
        const auto events = read(octets, step);
        REQUIRE(events.size() == 3);
        CHECK(text_of(events[0]) == "hello");
        CHECK(text_of(events[1]) == std::string(300, 'x'));
        CHECK(text_of(events[2]).empty());
    }
}

TEST_CASE("fragments make one message, with control frames between them (section 5.4)") {
    const auto events = read(frame(first_fragment, "a\xc3") + frame(ping, "p") +
                             frame(more_fragment, "\xa9") + frame(last_fragment, "b") + frame(text, "c"));
    REQUIRE(events.size() == 3);
    CHECK(std::get<http::Ping>(events[0]).payload == "p");
    CHECK(text_of(events[1]) ==
          "a\xc3\xa9"
          "b");
    CHECK(text_of(events[2]) == "c");
}

TEST_CASE("frames that break the protocol are 1002 (HTTP-17)") {
    CHECK(violation(frame(text, "hello", false)) == 1002);
    for (const unsigned reserved_bit : {0x40U, 0x20U, 0x10U})
        CHECK(violation(frame(text | reserved_bit, "hello")) == 1002);
    for (const unsigned opcode : {3U, 7U, 11U, 15U})
        CHECK(violation(frame(0x80 | opcode, "")) == 1002);
    CHECK(violation(frame(ping, std::string(126, 'x'))) == 1002);
    CHECK(violation(frame(0x09, "not final")) == 1002);
    CHECK(violation(frame(last_fragment, "of nothing")) == 1002);
    CHECK(violation(frame(first_fragment, "a") + frame(text, "b")) == 1002);
}

TEST_CASE("a length in a longer form than needed, or over 63 bits, is 1002 (section 5.2)") {
    CHECK(violation(std::string("\x81\xfe\x00\x05", 4)) == 1002);
    CHECK(violation(std::string("\x81\xff\x00\x00\x00\x00\x00\x00\x01\x00", 10)) == 1002);
    CHECK(violation(std::string("\x81\xff\x80\x00\x00\x00\x00\x00\x00\x00", 10)) == 1009);
}

TEST_CASE("a message over the limit is 1009 before its octets arrive") {
    CHECK(violation(frame(text, std::string(limit, 'x'))) == 0);
    CHECK(violation(frame(text, std::string(limit + 1, 'x')).substr(0, 4)) == 1009);
    CHECK(violation(frame(first_fragment, std::string(limit, 'x')) + frame(last_fragment, "y")) == 1009);
    CHECK(violation(std::string("\x81\xff\x00\x00\x00\x00\x01\x31\x2d\x00", 10)) == 1009);
}

TEST_CASE("a message in senselessly many fragments is 1009") {
    auto octets = frame(first_fragment, "");
    for (int i = 0; i < 127; ++i)
        octets += frame(more_fragment, "");
    CHECK(violation(octets) == 0);
    CHECK(violation(octets + frame(more_fragment, "")) == 1009);
}

TEST_CASE("binary messages are 1003, text that is not UTF-8 is 1007") {
    CHECK(violation(frame(binary, "a")) == 1003);
    CHECK(violation(frame(text, "\xc3")) == 1007);
    CHECK(violation(frame(text, "\xed\xa0\x80")) == 1007);
}

TEST_CASE("close frames carry a code that may be sent (section 7.4)") {
    CHECK(std::get<http::PeerClose>(read(frame(close, "")).front()).code == CloseCode::no_status);
    CHECK(std::get<http::PeerClose>(read(frame(close, "\x03\xe8 bye")).front()).code == CloseCode::normal);
    CHECK(violation(frame(close, "\x03")) == 1002);
    for (const std::string code :
         {"\x03\xe7", "\x03\xec", "\x03\xed", "\x03\xee", "\x03\xf7", "\x0b\xb7", "\x13\x88"})
        CHECK(violation(frame(close, code)) == 1002);
    CHECK(violation(frame(close, "\x03\xe8\xff")) == 1007);
}

TEST_CASE("pongs are seen and need no answer") {
    CHECK(std::holds_alternative<http::Pong>(read(frame(pong, "x")).front()));
}

TEST_CASE("frames are written unmasked and in the shortest form (section 5.1)") {
    const auto header = [](std::size_t size) {
        std::string octets;
        http::append_frame(octets, Opcode::text, std::string(size, 'x'));
        CHECK(octets.ends_with(std::string(size, 'x')));
        return octets.substr(0, octets.size() - size);
    };
    CHECK(header(0) == std::string("\x81\x00", 2));
    CHECK(header(125) == "\x81\x7d");
    CHECK(header(126) == std::string("\x81\x7e\x00\x7e", 4));
    CHECK(header(65535) == "\x81\x7e\xff\xff");
    CHECK(header(65536) == std::string("\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00", 10));
}

TEST_CASE("a close frame's reason is cut to what fits") {
    CHECK(http::encode_close(1001, "bye") ==
          "\x88\x05\x03\xe9"
          "bye");
    CHECK(http::encode_close(1001, std::string(200, 'x')).size() == 2 + 125);
}
