// Why a request is refused before anybody looks at what it asks for.
#pragma once

#include <string_view>

namespace http {

/// All texts are constants.
struct Defect {
    int status = 400;
    std::string_view code = "bad_request";
    std::string_view message;
};

}  // namespace http
