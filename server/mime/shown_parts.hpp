// Which parts of a message a reader sees as its text, and which are attachments.
#pragma once

#include <cstddef>
#include <vector>

#include "mime/structure.hpp"

namespace mime {

/// Indexes into Structure::parts, each list in the order of the message.
struct ShownParts {
    std::vector<std::size_t> text, html;  // several where a message shows them one below the other
    std::vector<std::size_t> attachments;
    std::vector<std::size_t>
        others;  // reports for machines and empty multiparts: shown when there is nothing else
};

/// Text and HTML that are not marked as attachments are shown, every other leaf is an attachment. An
/// attached message is one attachment, and what is in it belongs to it alone. A message that is the whole
/// content, that is marked "inline", or that stands in a digest without a type of its own, is no attachment:
/// it is read on the spot.
ShownParts choose_shown_parts(const Structure& structure);

}  // namespace mime
