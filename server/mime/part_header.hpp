// What the header of a part says about the part.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "mime/defects.hpp"
#include "mime/header_lines.hpp"
#include "mime/message.hpp"
#include "mime/part.hpp"

namespace mime {

struct PartHeader {
    std::string boundary;             // octets; empty when the type has none
    bool has_content_type = false;    // a usable one
    bool declares_eight_bit = false;  // the transfer encoding is one that admits octets over 127
};

/// /// Fills in type, parameters, charset, encoding, disposition, file name and content id of `part`, which
/// is number `index`; its type is the default where the header gives none. `lines` are offsets into
/// `content`.
PartHeader read_part_header(std::string_view content, const HeaderLines& lines, const Limits& limits,
                            std::size_t index, Part& part, Defects& defects);

/// `value` with its comments taken out and angle brackets off: of Content-ID and Message-ID (RFC 5322
/// section 3.6.4).
std::string read_message_id(std::string_view value);

}  // namespace mime
