// The parts of a message: where each begins and ends, and what its header says about it (RFC 2045, RFC 2046).
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "mime/defects.hpp"
#include "mime/header_lines.hpp"
#include "mime/message.hpp"

namespace mime {

/// What choosing and checking need to know of a part besides what Part says.
struct PartNotes {
    bool has_content_type = false;    // a usable one; else the type is a default
    bool was_limited = false;         // a multipart or message that a limit kept from being read into
    bool declares_eight_bit = false;  // its transfer encoding admits octets over 127
};

struct Structure {
    std::vector<Part> parts;       // as Message::parts, without decoded_size
    std::vector<PartNotes> notes;  // of the part of the same index
    HeaderLines header;            // of the message itself
};

/// One pass over the lines, with a stack of the multiparts that are open: no recursion, no copies of bodies.
Structure read_structure(std::string_view content, const Limits& limits, Defects& defects);

}  // namespace mime
