// One part of a message: what it says it is, and where its octets are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mime {

enum class TransferEncoding : std::uint8_t { identity, base64, quoted_printable, uuencode, unknown };

/// Name in lower case, value decoded (RFC 2231, RFC 2047 where people put it) to clean UTF-8.
using Parameters = std::vector<std::pair<std::string, std::string>>;

/// Offsets count from the beginning of the whole message.
struct Part {
    static constexpr std::size_t no_parent = static_cast<std::size_t>(-1);

    std::size_t parent = no_parent;
    // The header section has its last line end, but not the blank line; a body has not the line end that
    // belongs to the delimiter after it.
    std::size_t header_begin = 0, header_end = 0;
    std::size_t body_begin = 0, body_end = 0;

    std::string type = "text/plain";  // in lower case; as named even if it is none; the default where none is
    Parameters parameters;            // of Content-Type
    std::string charset;              // lower case, as named; empty when none is
    TransferEncoding encoding = TransferEncoding::identity;
    std::string disposition;  // "attachment", "inline", another word in lower case, or empty
    std::string filename;     // from Content-Disposition, else Content-Type's name; as the mail has it, UTF-8
    std::string content_id;   // without angle brackets
    std::uint64_t decoded_size = 0;  // octets after the transfer encoding is taken off
    bool is_leaf = true;             // not a multipart and not a message that was read into
};

/// The value of a parameter, or "".
std::string_view parameter(const Parameters& parameters, std::string_view name);

}  // namespace mime
