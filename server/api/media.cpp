#include "api/media.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace api {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t max_charset_bytes = 40;

/// No octet that plain text does not have: controls other than tab, line ends, form feed and escape (ISO
/// 2022).
bool looks_like_text(std::string_view beginning) {
    constexpr auto allowed = "\t\n\r\f\x1b"sv;
    return std::none_of(beginning.begin(), beginning.end(), [allowed](char c) {
        return static_cast<unsigned char>(c) < 0x20 && allowed.find(c) == std::string_view::npos;
    });
}

/// A charset label comes from the mail and goes into a header field.
bool is_label(std::string_view charset) {
    const auto fits = [](char c) {
        return base::is_ascii_alnum(c) || "-_.:+"sv.find(c) != std::string_view::npos;
    };
    return !charset.empty() && charset.size() <= max_charset_bytes &&
           std::all_of(charset.begin(), charset.end(), fits);
}

}  // namespace

std::optional<std::string_view> image_type(std::string_view body) {
    if (body.starts_with("\x89PNG\r\n\x1a\n"sv))
        return "image/png";
    if (body.starts_with("\xff\xd8\xff"sv))
        return "image/jpeg";
    if (body.starts_with("GIF87a"sv) || body.starts_with("GIF89a"sv))
        return "image/gif";
    if (body.size() >= 12 && body.starts_with("RIFF"sv) && body.substr(8, 4) == "WEBP"sv)
        return "image/webp";
    return std::nullopt;
}

std::optional<std::string> inline_type(const store::PartRecord& part, std::string_view beginning) {
    beginning = beginning.substr(0, signature_bytes);
    if (const auto image = image_type(beginning))
        return std::string(*image);
    if (part.type != "text/plain" || !looks_like_text(beginning))
        return std::nullopt;
    return "text/plain; charset=" + (is_label(part.charset) ? part.charset : "utf-8");
}

}  // namespace api
