// Header sections as lists of fields, and the decoding of what stands in them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "mime/part.hpp"

namespace mime {

/// `value` is the field body as it came but unfolded (RFC 5322 section 2.2.3) and trimmed; its octets are not
/// decoded, only NUL is U+FFFD.
struct Field {
    std::string name;  // as it came
    std::string value;
    std::size_t offset = 0;  // of the name, in the block that was read
};

struct FieldList {
    std::vector<Field> fields;
    bool truncated = false;              // a limit cut the list
    std::vector<std::size_t> bad_lines;  // offsets of lines that are no fields
};

/// Reads a header section (up to its blank line or end). The fields are read by mimetic, each from a
/// cleaned copy of its lines.
FieldList read_fields(std::string_view block, std::size_t max_bytes = 256 * 1024,
                      std::size_t max_fields = 10'000);

/// For unstructured fields: encoded words decoded (RFC 2047), raw octets read as UTF-8 or windows-1252,
/// control characters removed after decoding, white space runs folded to one blank. Always clean UTF-8.
std::string decode_field(std::string_view value);

/// The encoded words of `text` decoded; everything else as it is.
std::string decode_encoded_words(std::string_view text);

/// A structured value with parameters, as of Content-Type or Content-Disposition: the first word in lower
/// case, then RFC 2045 parameters with RFC 2231 continuations, charsets and percent codes put together.
struct ParameterizedValue {
    std::string value;
    Parameters parameters;
    bool limited = false;  // more than `max_parameters`
    bool damaged = false;
};
ParameterizedValue parse_parameterized(std::string_view field_value, std::size_t max_parameters = 100);

/// RFC 5322 section 3.3 with obsolete zones and years and the usual deviations. nullopt for what is no date.
std::optional<base::Timestamp> parse_date(std::string_view value);

}  // namespace mime
