// Parameters of structured fields before their octets become text. The boundary of a multipart is needed like
// that.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "mime/header.hpp"

namespace mime {

/// One parameter, put together: continuations joined, percent codes decoded (RFC 2231).
struct ParameterOctets {
    std::string name;  // in lower case
    std::string octets;
    std::string charset;  // of an extended value; may be empty
    bool is_extended = false;
};

struct ParameterizedOctets {
    std::string value;  // the first word, in lower case
    std::vector<ParameterOctets> parameters;
    bool limited = false, damaged = false;
};

ParameterizedOctets read_parameterized(std::string_view field_value, std::size_t max_parameters);
ParameterizedValue to_text(const ParameterizedOctets& octets);

}  // namespace mime
