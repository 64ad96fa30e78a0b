#include "mime/shown_parts.hpp"

#include <string_view>

namespace mime {
namespace {

bool is_message(const Part& part) {
    return part.type == "message/rfc822" || part.type == "message/global";
}

bool is_attached_message(const Structure& structure, std::size_t index) {
    const auto& part = structure.parts[index];
    return is_message(part) && part.parent != Part::no_parent && structure.notes[index].has_content_type &&
           part.disposition != "inline";
}

/// Content-Disposition says to show it in its place, or says nothing about that; other words mean
/// "attachment" (RFC 2183 section 2.8).
bool may_be_shown(const Part& part) {
    return part.disposition.empty() || part.disposition == "inline" || part.disposition == "form-data";
}

/// Written by programs for programs (RFC 3464, RFC 8098).
bool is_report(const Part& part) {
    return part.type == "message/delivery-status" || part.type == "message/disposition-notification";
}

/// What stands as text where nothing better can be done: a message in an encoding that hides its structure,
/// or a container that a limit kept closed.
bool is_shown_as_source(const Structure& structure, std::size_t index) {
    const auto& part = structure.parts[index];
    return structure.notes[index].was_limited || (is_message(part) && part.parent == Part::no_parent);
}

}  // namespace

ShownParts choose_shown_parts(const Structure& structure) {
    ShownParts shown;
    const auto& parts = structure.parts;
    std::vector<bool> belongs_to_attachment(parts.size());
    for (std::size_t index = 0; index < parts.size(); ++index) {
        const auto& part = parts[index];
        const bool inside = part.parent != Part::no_parent && belongs_to_attachment[part.parent];
        const bool attached = is_attached_message(structure, index);
        belongs_to_attachment[index] = inside || attached;
        if (inside || (!part.is_leaf && !attached))
            continue;
        if ((part.type == "text/plain" && may_be_shown(part)) ||
            (!attached && is_shown_as_source(structure, index)))
            shown.text.push_back(index);
        else if (part.type == "text/html" && may_be_shown(part))
            shown.html.push_back(index);
        else if (is_report(part) || part.type.starts_with("multipart/"))
            shown.others.push_back(index);
        else
            shown.attachments.push_back(index);
    }
    return shown;
}

}  // namespace mime
