// What a request body says that it is (RFC 9110 section 8.3). Only types that no HTML form can send are
// taken.
#pragma once

#include <string_view>

namespace http {

/// application/json, alone or with charset=utf-8.
bool is_json(std::string_view content_type);
/// message/rfc822, without parameters.
bool is_message(std::string_view content_type);

}  // namespace http
