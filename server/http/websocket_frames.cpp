#include "http/websocket_frames.hpp"

#include "base/text.hpp"

namespace http {
namespace {

constexpr std::size_t max_control_bytes = 125;
constexpr std::size_t mask_bytes = 4;
/// A message of the permitted size may still come in senselessly many pieces, empty ones among them.
constexpr std::size_t max_fragments = 128;

std::uint64_t big_endian(std::string_view octets) {
    std::uint64_t number = 0;
    for (const char c : octets)
        number = number << 8 | static_cast<unsigned char>(c);
    return number;
}

/// Section 7.4: codes that may stand in a frame.
bool may_be_sent(std::uint64_t code) {
    if (code >= 3000 && code <= 4999)
        return true;
    return code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006;
}

FrameEvent read_close(std::string_view payload) {
    if (payload.empty())
        return PeerClose{};
    if (payload.size() < 2 || !may_be_sent(big_endian(payload.substr(0, 2))))
        return Violation{CloseCode::protocol_error};
    if (!base::is_utf8(payload.substr(2)))
        return Violation{CloseCode::invalid_payload};
    return PeerClose{static_cast<CloseCode>(big_endian(payload.substr(0, 2)))};
}

void unmask(std::string& payload, std::string_view mask) {
    for (std::size_t i = 0; i < payload.size(); ++i)
        payload[i] = static_cast<char>(payload[i] ^ mask[i % mask_bytes]);
}

bool is_control(Opcode opcode) {
    return (static_cast<unsigned>(opcode) & 8U) != 0;
}

bool is_known(Opcode opcode) {
    const auto number = static_cast<unsigned>(opcode);
    return number <= 2 || (number >= 8 && number <= 10);
}

}  // namespace

/// Section 5.2.
struct FrameReader::Header {
    bool final = false;
    bool reserved_bits = false;
    bool masked = false;
    bool shortest_length = true;
    Opcode opcode = Opcode::continuation;
    std::uint64_t payload_size = 0;
    std::size_t size = 0;  // octets before the mask

    /// nullopt when more octets are needed.
    static std::optional<Header> read(std::string_view input) {
        if (input.size() < 2)
            return std::nullopt;
        const auto first = static_cast<unsigned char>(input[0]);
        const auto second = static_cast<unsigned char>(input[1]);
        Header header{.final = (first & 0x80U) != 0,
                      .reserved_bits = (first & 0x70U) != 0,
                      .masked = (second & 0x80U) != 0,
                      .opcode = static_cast<Opcode>(first & 0x0fU),
                      .payload_size = second & 0x7fU,
                      .size = 2};
        if (header.payload_size < 126)
            return header;
        const std::size_t length_bytes = header.payload_size == 126 ? 2 : 8;
        header.size += length_bytes;
        if (input.size() < header.size)
            return std::nullopt;
        header.payload_size = big_endian(input.substr(2, length_bytes));
        header.shortest_length = header.payload_size >= (length_bytes == 2 ? 126U : 0x10000U);
        return header;
    }
};

std::optional<FrameEvent> FrameReader::next() {
    while (const auto header = Header::read(input_)) {
        if (auto violation = check(*header))
            return violation;
        const auto payload_size = static_cast<std::size_t>(header->payload_size);
        const auto whole = header->size + mask_bytes + payload_size;
        if (input_.size() < whole)
            return std::nullopt;
        auto payload = input_.substr(header->size + mask_bytes, payload_size);
        unmask(payload, std::string_view(input_).substr(header->size, mask_bytes));
        input_.erase(0, whole);
        if (auto event = take(*header, std::move(payload)))
            return event;
    }
    return std::nullopt;
}

/// Looked at before the payload arrives, so that none of it is kept in vain.
std::optional<FrameEvent> FrameReader::check(const Header& header) const {
    const bool wrong =
        header.reserved_bits || !header.masked || !header.shortest_length || !is_known(header.opcode);
    if (wrong)
        return Violation{CloseCode::protocol_error};
    if (is_control(header.opcode)) {
        if (!header.final || header.payload_size > max_control_bytes)
            return Violation{CloseCode::protocol_error};
        return std::nullopt;
    }
    if (header.opcode == Opcode::binary)
        return Violation{CloseCode::unsupported_data};
    if ((header.opcode == Opcode::continuation) != message_.has_value())
        return Violation{CloseCode::protocol_error};
    const auto so_far = message_ ? message_->size() : 0;
    if (header.payload_size > max_message_bytes_ - so_far || fragments_ >= max_fragments)
        return Violation{CloseCode::too_big};
    return std::nullopt;
}

/// nullopt when the frame is not the end of a message.
std::optional<FrameEvent> FrameReader::take(const Header& header, std::string payload) {
    switch (header.opcode) {
        case Opcode::close:
            return read_close(payload);
        case Opcode::ping:
            return Ping{std::move(payload)};
        case Opcode::pong:
            return Pong{};
        default:
            break;
    }
    ++fragments_;
    message_ = message_ ? std::move(*message_) + payload : std::move(payload);
    if (!header.final)
        return std::nullopt;
    TextMessage message{std::move(*message_)};
    message_.reset();
    fragments_ = 0;
    if (!base::is_utf8(message.text))
        return Violation{CloseCode::invalid_payload};
    return message;
}

void append_frame(std::string& out, Opcode opcode, std::string_view payload) {
    out += static_cast<char>(0x80U | static_cast<unsigned>(opcode));
    const auto size = payload.size();
    const unsigned length_bytes = size < 126 ? 0 : size < 0x10000 ? 2 : 8;
    out += static_cast<char>(length_bytes == 0 ? size : length_bytes == 2 ? 126U : 127U);
    for (unsigned i = length_bytes; i > 0; --i)
        out += static_cast<char>(static_cast<std::uint64_t>(size) >> (8 * (i - 1)) & 0xffU);
    out += payload;
}

std::string encode_close(std::uint16_t code, std::string_view reason) {
    std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)};
    payload += base::cut_utf8(reason, max_control_bytes - 2);
    std::string frame;
    append_frame(frame, Opcode::close, payload);
    return frame;
}

}  // namespace http
