// The octets of a message, read: structure, header, text, attachments (RFC 5322, RFC 2045 to 2049). Reading
// never fails: what is broken is repaired as a careful mail program would, and each repair is a named defect.
// Time is linear in the size, whatever the message is; nothing recurses.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "mime/address.hpp"
#include "mime/part.hpp"

namespace mime {

/// Past a limit the rest stays body of the last part, the message keeps everything and gets the defect
/// `mime_limited`.
struct Limits {
    std::size_t max_header_bytes = 256 * 1024;  // of a section; fields beyond it are only in the raw message
    std::size_t max_fields = 10'000;
    std::size_t max_addresses = 5'000;
    std::size_t max_depth = 50;
    std::size_t max_parts = 1'000;
    std::size_t max_parameters = 100;
    std::size_t max_boundary_bytes = 256;
    std::size_t max_text_bytes = 1 << 20;  // of decoded text and of decoded HTML, each, that Message carries
    std::size_t max_defects = 200;
    std::size_t max_snippet_bytes = 200;
};

/// `code` is a stable name such as "boundary_missing"; `offset` is where in the message it was seen; `part`
/// is an index into Message::parts.
struct Defect {
    std::string code;
    std::size_t part = 0;
    std::size_t offset = 0;
    std::string detail = {};  // a short sentence for people; may be empty
};

struct Message {
    std::vector<Part> parts;  // [0] is the message itself; in its order, parents before children

    // The header, decoded: valid UTF-8 without control characters. First field of a name wins; To, Cc, Bcc
    // and Reply-To fields that come several times are joined.
    std::string subject;
    std::vector<Address> from, sender, to, cc, bcc, reply_to;
    std::optional<base::Timestamp> date;  // none when missing or not a date
    std::string message_id;               // without angle brackets
    bool addresses_truncated = false;

    // What a reader is shown: indexes into `parts`, or none; of several texts the first that is not blank.
    // Attachments are the leaf parts that are not shown, and attached messages as a whole.
    std::optional<std::size_t> text_part, html_part;
    std::vector<std::size_t> attachments;
    std::string text;  // the text to show, UTF-8; made of the HTML when there is no plain text
    std::string html;  // the HTML to show, transcoded to UTF-8; the markup is as it came
    bool text_cut = false, html_cut = false;  // max_text_bytes was reached
    std::string snippet;  // the beginning of the text in one line, at most max_snippet_bytes octets

    std::vector<Defect> defects;
};

/// Any thread; holds no reference to `content` afterwards (parts are offsets).
Message read_message(std::string_view content, const Limits& limits = {});

/// The octets of a leaf part with the transfer encoding taken off, nothing else. `content` is the whole
/// message.
std::string decode_body(std::string_view content, const Part& part);

/// decode_body of a text part, transcoded to UTF-8 by its charset; at most `max_bytes` (0: all).
std::string decode_text(std::string_view content, const Part& part, std::size_t max_bytes = 0);

}  // namespace mime
