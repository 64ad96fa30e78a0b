// Content-Transfer-Encodings (RFC 2045 section 6), decoded leniently and octet for octet.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "mime/part.hpp"

namespace mime {

struct Decoded {
    std::string octets;
    bool damaged = false;  // something in it was not of the encoding
};

/// The Content-Transfer-Encoding field's value, without comments, in any case.
TransferEncoding parse_transfer_encoding(std::string_view value);

/// Decoding stops soon after `max_octets` came out (0: all of it).
Decoded decode_base64(std::string_view text, std::size_t max_octets = 0);
Decoded decode_quoted_printable(std::string_view text, std::size_t max_octets = 0);
Decoded decode_transfer(std::string_view body, TransferEncoding encoding, std::size_t max_octets = 0);

struct Measured {
    std::size_t octets = 0;
    bool damaged = false;
};

/// As decode_transfer, but only counts: no copy is made.
Measured measure_transfer(std::string_view body, TransferEncoding encoding);
/// As decode_transfer(…).octets.size(), without the copy.
std::size_t decoded_size(std::string_view body, TransferEncoding encoding);

}  // namespace mime
