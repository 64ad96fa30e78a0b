#include "mime/field_list.hpp"

#include <mimetic/rfc822/field.h>

#include <string>

#include "base/text.hpp"

namespace mime {
namespace {

/// The field on one line, "Name: value", as mimetic wants it: it ends a value at NUL, and what is raw text
/// here has no other way to say that an octet could not be kept.
std::string cleaned_line(std::string_view text, const FieldLines& field) {
    std::string line;
    line.reserve(field.value_end - field.name_begin + 1);
    line.append(name_of(text, field)).append(1, ':');
    append_unfolded(line, text.substr(field.value_begin, field.value_end - field.value_begin));
    if (line.find('\0') == line.npos)
        return line;
    std::string clean;
    for (const char c : line)
        c == '\0' ? clean.append("\xef\xbf\xbd") : clean.append(1, c);
    return clean;
}

}  // namespace

/// mimetic takes a field apart, one at a time and only into name and value. Its parser for whole messages
/// would read Content-Type too and hand it back rewritten, and its typed accessors must never see received
/// mail.
Field read_field(std::string_view text, const FieldLines& field) {
    const mimetic::Field parsed(cleaned_line(text, field));
    return {std::string(parsed.name().begin(), parsed.name().end()), parsed.value(), field.name_begin};
}

FieldList read_fields(std::string_view text, const HeaderLines& lines) {
    FieldList list;
    list.truncated = lines.truncated;
    list.bad_lines = lines.bad_lines;
    list.fields.reserve(lines.fields.size());
    for (const auto& field : lines.fields)
        list.fields.push_back(read_field(text, field));
    return list;
}

FieldList read_fields(std::string_view block, std::size_t max_bytes, std::size_t max_fields) {
    return read_fields(block,
                       find_header_lines(block, 0, {.max_bytes = max_bytes, .max_fields = max_fields}));
}

std::string_view name_of(std::string_view text, const FieldLines& field) {
    return text.substr(field.name_begin, field.name_end - field.name_begin);
}

bool is_named(std::string_view text, const FieldLines& field, std::string_view name) {
    return field.name_end - field.name_begin == name.size() &&
           base::equals_ignoring_case(name_of(text, field), name);
}

}  // namespace mime
