// Byte ranges (RFC 9110 section 14): one range, never several, which would let a client multiply what we
// send.
#pragma once

#include "http/request.hpp"
#include "http/response.hpp"

namespace http {

/// What a handler answers when parts of its body may be asked for: 206 with the one range that the request
/// wants, 416 when that is outside the body, or `response` as it is. Several ranges, malformed ones, If-Range
/// that does not fit, and anything but a GET answered with 200 give the whole.
Response with_range(const Request& request, Response response);

}  // namespace http
