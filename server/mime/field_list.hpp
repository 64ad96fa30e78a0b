// The fields of a header section whose lines are known.
#pragma once

#include <string_view>

#include "mime/header.hpp"
#include "mime/header_lines.hpp"

namespace mime {

/// Offsets in the result count from the beginning of `text`.
FieldList make_field_list(std::string_view text, const HeaderLines& lines);

/// The first field of that name (any case), or nullptr.
const Field* find_field(const FieldList& list, std::string_view name);

}  // namespace mime
