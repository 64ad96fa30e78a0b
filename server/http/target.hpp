// Request targets (RFC 9112 section 3.2.1, origin-form only) and percent-encoding (RFC 3986 section 2.1).
// Nothing is normalised: "." and ".." are names like others, so that they lead nowhere.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "http/request.hpp"

namespace http {

struct Target {
    std::string raw_path;  // still percent-encoded: "/" in it separates, "%2F" does not
    std::string path;      // decoded, valid UTF-8 without NUL
    Pairs query;
};

/// Error for absolute-form, authority-form and asterisk-form, octets that no URL has, broken
/// percent-encoding, and what does not decode to UTF-8 text or holds a NUL.
base::Result<Target> parse_target(std::string_view text);

/// nullopt when a "%" is not followed by two hexadecimal digits.
std::optional<std::string> percent_decode(std::string_view text);

}  // namespace http
