// A response's status line and header section as octets (RFC 9112 section 4).
#pragma once

#include <cstdint>
#include <ctime>
#include <string>
#include <string_view>

#include "http/response.hpp"

namespace http {

/// What the connection knows and the handler does not.
struct Delivery {
    std::string_view date;
    bool keep_alive = true;
    int version = 11;  // of the request
};

/// Adds what is due on every response unless the handler has set it. Control characters in values become
/// blanks, so that no text from outside can end a field and begin another. `body_size` is what Content-Length
/// says.
std::string response_head(const Response& response, std::uint64_t body_size, const Delivery& delivery);

/// Octets of the body, sent or not.
std::uint64_t body_size(const Response& response);

/// RFC 9110 section 5.6.7: Sun, 06 Nov 1994 08:49:37 GMT.
std::string http_date(std::time_t time);

}  // namespace http
