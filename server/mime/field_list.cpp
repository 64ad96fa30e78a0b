#include "mime/field_list.hpp"

#include <mimetic/rfc822/field.h>

#include <algorithm>
#include <utility>

#include "base/text.hpp"

namespace mime {
namespace {

/// The field on one line, "Name: value", as mimetic wants it: it ends a value at NUL, and what is raw text
/// here has no other way to say that an octet could not be kept.
std::string cleaned_line(std::string_view text, const FieldLines& field) {
    std::string line;
    line.reserve(field.value_end - field.name_begin + 2);
    line.append(text.substr(field.name_begin, field.name_end - field.name_begin)).append(1, ':');
    line.append(unfold(text.substr(field.value_begin, field.value_end - field.value_begin)));
    for (auto nul = line.find('\0'); nul != line.npos; nul = line.find('\0', nul))
        line.replace(nul, 1, "\xef\xbf\xbd");
    return line;
}

/// mimetic takes a field apart, one at a time and only into name and value. Its parser for whole messages
/// would read Content-Type too and hand it back rewritten, and its typed accessors must never see received
/// mail.
Field read_field(std::string_view text, const FieldLines& lines) {
    const mimetic::Field parsed(cleaned_line(text, lines));
    return {std::string(parsed.name().begin(), parsed.name().end()), parsed.value(), lines.name_begin};
}

}  // namespace

FieldList make_field_list(std::string_view text, const HeaderLines& lines) {
    FieldList list;
    list.truncated = lines.truncated;
    list.bad_lines = lines.bad_lines;
    list.fields.reserve(lines.fields.size());
    for (const auto& field : lines.fields)
        list.fields.push_back(read_field(text, field));
    return list;
}

FieldList read_fields(std::string_view block, std::size_t max_bytes, std::size_t max_fields) {
    return make_field_list(block,
                           find_header_lines(block, 0, {.max_bytes = max_bytes, .max_fields = max_fields}));
}

const Field* find_field(const FieldList& list, std::string_view name) {
    const auto found = std::find_if(list.fields.begin(), list.fields.end(), [&](const Field& field) {
        return base::equals_ignoring_case(field.name, name);
    });
    return found == list.fields.end() ? nullptr : &*found;
}

}  // namespace mime
