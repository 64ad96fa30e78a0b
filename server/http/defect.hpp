// Why a request is refused before anybody looks at what it asks for, or can be served.
#pragma once

#include <string_view>

#include "http/response.hpp"

namespace http {

/// All texts are constants.
struct Defect {
    int status = 400;
    std::string_view code = "bad_request";
    std::string_view message;
};

/// The problem; with Retry-After when trying again may help.
Response response_to(const Defect& defect);

}  // namespace http
