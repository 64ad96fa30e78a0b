// The fields of a header section whose lines are known.
#pragma once

#include <string_view>

#include "mime/header.hpp"
#include "mime/header_lines.hpp"

namespace mime {

/// One field, or all of them. `text` is what the lines are offsets into; the results count from its beginning
/// too.
Field read_field(std::string_view text, const FieldLines& field);
FieldList read_fields(std::string_view text, const HeaderLines& lines);

/// The name as it stands in `text`.
std::string_view name_of(std::string_view text, const FieldLines& field);
bool is_named(std::string_view text, const FieldLines& field, std::string_view name);

}  // namespace mime
