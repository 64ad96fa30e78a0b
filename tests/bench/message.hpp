// The messages that the load generator sends: all of one size, each with its own number in Subject and
// Message-ID, so that every message can be made again and compared with what a server kept.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace bench {

enum class Kind { text, attachment };

class Message {
public:
    /// `octets` is the size of the whole content; what the header needs is the least that comes out.
    Message(Kind kind, std::size_t octets);

    /// Writes the number into its places; eight digits, so that all messages have one length.
    void set_number(std::uint32_t number);

    /// The content, CRLF at the end; no line starts with a dot.
    const std::string& octets() const { return octets_; }

private:
    std::string octets_;
    std::array<std::size_t, 2> number_places_{};
};

}  // namespace bench
