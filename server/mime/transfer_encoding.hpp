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

Decoded decode_base64(std::string_view text);
Decoded decode_quoted_printable(std::string_view text);
Decoded decode_transfer(std::string_view body, TransferEncoding encoding);
/// As decode_transfer(…).octets.size(), without the copy.
std::size_t decoded_size(std::string_view body, TransferEncoding encoding);

}  // namespace mime
