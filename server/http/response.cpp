#include "http/response.hpp"

#include "base/text.hpp"

namespace http {
namespace {

/// As a JSON string (RFC 8259 section 7).
std::string quote(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string quoted = "\"";
    for (const char c : base::to_valid_utf8(text)) {
        if (c == '"' || c == '\\') {
            quoted += '\\';
            quoted += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            quoted += "\\u00";
            quoted += digits[static_cast<unsigned char>(c) >> 4];
            quoted += digits[static_cast<unsigned char>(c) & 0x0fU];
        } else {
            quoted += c;
        }
    }
    return quoted + '"';
}

}  // namespace

Response json(std::string text, int status) {
    return {.status = status,
            .headers = {{"Content-Type", "application/json; charset=utf-8"}, {"Cache-Control", "no-store"}},
            .body = std::move(text)};
}

Response problem(int status, std::string_view code, std::string_view message, std::string_view field) {
    auto text = "{\"error\":{\"code\":" + quote(code) + ",\"message\":" + quote(message);
    if (!field.empty())
        text += ",\"field\":" + quote(field);
    return json(text + "}}", status);
}

Response no_content() {
    return {.status = 204, .headers = {}, .body = {}};
}

}  // namespace http
