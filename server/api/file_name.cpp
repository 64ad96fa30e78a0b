#include "api/file_name.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "base/text.hpp"

namespace api {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t max_name_bytes = 150;
constexpr std::size_t max_extension_bytes = 20;

struct CodePoint {
    std::uint32_t value;
    std::size_t octets;
};

/// The first one of `text`, which is valid UTF-8 and not empty.
CodePoint first_code_point(std::string_view text) {
    const auto octet = [text](std::size_t i) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i]));
    };
    if (octet(0) < 0x80)
        return {octet(0), 1};
    const std::size_t octets = octet(0) < 0xe0 ? 2 : octet(0) < 0xf0 ? 3 : 4;
    std::uint32_t value = octet(0) & (0x7fU >> octets);
    for (std::size_t i = 1; i < octets; ++i)
        value = value << 6 | (octet(i) & 0x3f);
    return {value, octets};
}

struct Range {
    std::uint32_t first, last;
};
/// What a name must not hold, since it is not seen or makes a reader see another name.
constexpr Range dropped[] = {
    {0x0000, 0x001f}, {0x007f, 0x009f},  // controls
    {0x00ad, 0x00ad}, {0x061c, 0x061c},  // soft hyphen, Arabic letter mark
    {0x180e, 0x180e}, {0x200b, 0x200f},  // zero width, left-to-right and right-to-left marks
    {0x2028, 0x202e}, {0x2060, 0x206f},  // line and paragraph separators, embeddings, isolates, joiners
    {0xfeff, 0xfeff}, {0xfff9, 0xfffb},  // byte order mark, interlinear annotation
};

bool is_dropped(std::uint32_t code_point) {
    return std::any_of(std::begin(dropped), std::end(dropped), [code_point](const Range& range) {
        return code_point >= range.first && code_point <= range.last;
    });
}

/// The last path segment, whichever system's slashes they are.
std::string_view last_segment(std::string_view name) {
    const auto slash = name.find_last_of("/\\");
    return slash == std::string_view::npos ? name : name.substr(slash + 1);
}

std::string clean(std::string_view name) {
    std::string result;
    while (!name.empty()) {
        const auto [value, octets] = first_code_point(name);
        // What Windows does not take in a name, drives and streams included, and what ends a quoted string.
        if (octets == 1 && "\"*:<>?|"sv.find(name[0]) != std::string_view::npos)
            result += '_';
        else if (!is_dropped(value))
            result += name.substr(0, octets);
        name.remove_prefix(octets);
    }
    return result;
}

std::string_view trim_dots(std::string_view name) {
    constexpr auto unwanted = ". "sv;
    const auto begin = name.find_first_not_of(unwanted);
    if (begin == std::string_view::npos)
        return {};
    return name.substr(begin, name.find_last_not_of(unwanted) + 1 - begin);
}

/// Cuts in the middle, so that the extension stays.
std::string shorten(std::string_view name) {
    if (name.size() <= max_name_bytes)
        return std::string(name);
    const auto dot = name.rfind('.');
    const bool keeps_extension = dot != std::string_view::npos && name.size() - dot <= max_extension_bytes;
    const auto extension = keeps_extension ? name.substr(dot) : ""sv;
    const auto stem =
        base::cut_utf8(name.substr(0, name.size() - extension.size()), max_name_bytes - extension.size());
    return std::string(trim_dots(std::string(stem) + std::string(extension)));
}

/// Windows takes these for devices with any extension.
bool is_device(std::string_view name) {
    constexpr std::string_view devices[] = {"con", "prn", "aux", "nul", "conin$", "conout$", "clock$"};
    const auto stem = base::to_ascii_lower(base::trim(name.substr(0, name.find('.'))));
    if (std::find(std::begin(devices), std::end(devices), stem) != std::end(devices))
        return true;
    constexpr std::string_view numbers[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "¹", "²", "³"};
    return (stem.starts_with("com") || stem.starts_with("lpt")) &&
           std::find(std::begin(numbers), std::end(numbers), stem.substr(3)) != std::end(numbers);
}

/// One underscore for each character that is not ASCII; for clients that do not know filename*.
std::string ascii_fallback(std::string_view name) {
    std::string result;
    while (!name.empty()) {
        const auto octets = first_code_point(name).octets;
        // A percent sign would be decoded by some (RFC 6266 appendix D).
        result += octets == 1 && name[0] != '%' ? name[0] : '_';
        name.remove_prefix(octets);
    }
    return result;
}

/// RFC 8187 section 3.2: everything but attr-char.
std::string percent_encode(std::string_view name) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string result;
    for (const char c : name) {
        if (base::is_ascii_alnum(c) || "!#$&+-.^_`|~"sv.find(c) != std::string_view::npos) {
            result += c;
            continue;
        }
        result += '%';
        result += digits[static_cast<unsigned char>(c) >> 4];
        result += digits[static_cast<unsigned char>(c) & 0x0f];
    }
    return result;
}

}  // namespace

std::string safe_file_name(std::string_view name) {
    std::string text(name);
    std::erase(text, '\0');  // before it would become U+FFFD
    const auto valid = base::to_valid_utf8(text);
    const auto cleaned = clean(last_segment(valid));
    const auto shortened = shorten(trim_dots(cleaned));
    if (shortened.empty())
        return "attachment";
    return is_device(shortened) ? "_" + shortened.substr(0, max_name_bytes - 1) : shortened;
}

std::string content_disposition(Disposition disposition, std::string_view name) {
    const auto safe = safe_file_name(name);
    const auto type = disposition == Disposition::attachment ? "attachment"sv : "inline"sv;
    return std::string(type) + "; filename=\"" + ascii_fallback(safe) + "\"; filename*=UTF-8''" +
           percent_encode(safe);
}

}  // namespace api
