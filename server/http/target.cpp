#include "http/target.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace http {
namespace {

int hex_value(char c) {
    if (base::is_ascii_digit(c))
        return c - '0';
    const char lower = base::to_ascii_lower(c);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::optional<std::string> decode_text(std::string_view text) {
    auto decoded = percent_decode(text);
    if (!decoded || !base::is_utf8(*decoded) || decoded->find('\0') != std::string::npos)
        return std::nullopt;
    return decoded;
}

/// application/x-www-form-urlencoded: "+" is a blank.
std::optional<std::string> decode_form(std::string_view text) {
    std::string blanks(text);
    std::replace(blanks.begin(), blanks.end(), '+', ' ');
    return decode_text(blanks);
}

std::optional<Pairs> parse_query(std::string_view text) {
    Pairs pairs;
    for (const auto item : base::split(text, '&')) {
        if (item.empty())
            continue;
        const auto equals = item.find('=');
        auto name = decode_form(item.substr(0, equals));
        auto value = decode_form(equals == std::string_view::npos ? "" : item.substr(equals + 1));
        if (!name || !value)
            return std::nullopt;
        pairs.emplace_back(std::move(*name), std::move(*value));
    }
    return pairs;
}

base::Error invalid(const char* message) {
    return {.code = base::ErrorCode::invalid, .message = message};
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded += text[i];
            continue;
        }
        if (text.size() - i < 3)
            return std::nullopt;
        const int high = hex_value(text[i + 1]);
        const int low = hex_value(text[i + 2]);
        if (high < 0 || low < 0)
            return std::nullopt;
        decoded += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return decoded;
}

base::Result<Target> parse_target(std::string_view text) {
    if (!text.starts_with('/'))
        return invalid("the request target must be a path that begins with /");
    const auto question = std::min(text.find('?'), text.size());
    const auto raw_path = text.substr(0, question);
    const bool printable = std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
    if (!printable || text.find('#') != std::string_view::npos ||
        raw_path.find('\\') != std::string_view::npos)
        return invalid("the request target has characters that must be percent-encoded");
    auto path = decode_text(raw_path);
    auto query = parse_query(text.substr(std::min(question + 1, text.size())));
    if (!path || !query)
        return invalid("the request target is not percent-encoded UTF-8 text");
    return Target{.raw_path = std::string(raw_path), .path = std::move(*path), .query = std::move(*query)};
}

}  // namespace http
