#include "http/media_type.hpp"

#include "base/text.hpp"

namespace http {
namespace {

bool is_utf8_charset(std::string_view parameter) {
    return base::equals_ignoring_case(parameter, "charset=utf-8") ||
           base::equals_ignoring_case(parameter, "charset=\"utf-8\"");
}

}  // namespace

bool is_json(std::string_view content_type) {
    const auto semicolon = content_type.find(';');
    if (!base::equals_ignoring_case(base::trim(content_type.substr(0, semicolon)), "application/json"))
        return false;
    return semicolon == std::string_view::npos ||
           is_utf8_charset(base::trim(content_type.substr(semicolon + 1)));
}

bool is_message(std::string_view content_type) {
    return base::equals_ignoring_case(base::trim(content_type), "message/rfc822");
}

}  // namespace http
