#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <iterator>

namespace base {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view replacement = "\xef\xbf\xbd"sv;  // U+FFFD
constexpr std::string_view ellipsis = "\xe2\x80\xa6"sv;     // U+2026

struct Sequence {
    std::size_t octets = 0;
    char32_t code_point = 0;  // means nothing when it is ill-formed
    bool valid = false;
};

/// What may follow a lead octet (Unicode 15, table 3-7): only the second octet is limited further
/// than 80..BF.
struct Lead {
    unsigned char first, last, second_min, second_max;
    std::size_t octets;
};
constexpr Lead leads[] = {
    {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3}, {0xe1, 0xec, 0x80, 0xbf, 3},
    {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3}, {0xf0, 0xf0, 0x90, 0xbf, 4},
    {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
};

/// The sequence at the front of `text`, which is not empty; an ill-formed one as long as it is the beginning
/// of a well-formed one, at least one octet (Unicode 15, section 3.9, "maximal subpart").
Sequence first_sequence(std::string_view text) {
    const auto octet = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const unsigned char first = octet(0);
    if (first < 0x80)
        return {1, first, true};
    const auto lead =
        std::find_if(std::begin(leads), std::end(leads), [&](const Lead& row) { return first <= row.last; });
    if (lead == std::end(leads) || first < lead->first)
        return {1};
    char32_t code_point = first & (0xffU >> (lead->octets + 1));
    for (std::size_t at = 1; at < lead->octets; ++at) {
        const unsigned char min = at == 1 ? lead->second_min : 0x80;
        const unsigned char max = at == 1 ? lead->second_max : 0xbf;
        if (at == text.size() || octet(at) < min || octet(at) > max)
            return {at};
        code_point = code_point << 6 | (octet(at) & 0x3fU);
    }
    return {lead->octets, code_point, true};
}

/// How many octets at the front are ASCII; eight at a time, since most of what comes is.
std::size_t ascii_prefix(std::string_view text) {
    std::size_t at = 0;
    for (std::uint64_t eight; at + sizeof eight <= text.size(); at += sizeof eight) {
        std::memcpy(&eight, text.data() + at, sizeof eight);
        if (eight & 0x8080808080808080U)
            break;
    }
    while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80)
        ++at;
    return at;
}

/// How many octets at the beginning are ASCII other than NUL.
std::size_t clean_prefix(std::string_view text) {
    constexpr std::uint64_t ones = 0x0101010101010101U;
    constexpr std::uint64_t high_bits = 0x8080808080808080U;
    std::size_t at = 0;
    for (std::uint64_t eight; at + sizeof eight <= text.size(); at += sizeof eight) {
        std::memcpy(&eight, text.data() + at, sizeof eight);
        if ((eight | (eight - ones)) &
            high_bits)  // an octet has its high bit, or borrowed one because it is zero
            break;
    }
    while (at < text.size() && static_cast<unsigned char>(text[at]) - 1U < 0x7f)
        ++at;
    return at;
}

/// What ends a line or changes the direction of the text around it.
bool disturbs_a_line(char32_t c) {
    return (c >= 0x80 && c <= 0x9f) || c == 0x061c || c == 0x200e || c == 0x200f || c == 0x2028 ||
           c == 0x2029 || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

/// How a sequence is written that must not appear as it is; empty for one that may.
std::string escape(std::string_view octets) {
    const auto sequence = first_sequence(octets);
    std::string escaped;
    if (!sequence.valid || (octets.size() == 1 && is_ascii_control(octets.front()))) {
        for (const char c : octets)
            fmt::format_to(std::back_inserter(escaped), "\\x{:02x}", static_cast<unsigned char>(c));
    } else if (disturbs_a_line(sequence.code_point)) {
        escaped = fmt::format("\\u{{{:x}}}", static_cast<std::uint32_t>(sequence.code_point));
    }
    return escaped;
}

template <class Change>
std::string changed(std::string_view text, Change change) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), change);
    return result;
}

}  // namespace

std::string to_ascii_lower(std::string_view text) {
    return changed(text, [](char c) { return to_ascii_lower(c); });
}

std::string to_ascii_upper(std::string_view text) {
    return changed(text, [](char c) { return to_ascii_upper(c); });
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
               return to_ascii_lower(x) == to_ascii_lower(y);
           });
}

bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) {
    return equals_ignoring_case(text.substr(0, prefix.size()), prefix);
}

std::string_view trim(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto begin = text.find_first_not_of(blanks);
    if (begin == text.npos)
        return {};
    return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == text.npos)
            return parts;
        text.remove_prefix(end + 1);
    }
}

std::optional<std::uint64_t> parse_uint64(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

bool is_ascii(std::string_view text) {
    return ascii_prefix(text) == text.size();
}

bool is_utf8(std::string_view text) {
    for (;;) {
        text.remove_prefix(ascii_prefix(text));
        if (text.empty())
            return true;
        const auto sequence = first_sequence(text);
        if (!sequence.valid)
            return false;
        text.remove_prefix(sequence.octets);
    }
}

std::string to_valid_utf8(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        const std::size_t clean = clean_prefix(text);
        result.append(text.substr(0, clean));
        text.remove_prefix(clean);
        if (text.empty())
            break;
        const auto sequence = first_sequence(text);
        const bool keep = sequence.valid && sequence.code_point != 0;
        result.append(keep ? text.substr(0, sequence.octets) : replacement);
        text.remove_prefix(sequence.octets);
    }
    return result;
}

std::string_view cut_utf8(std::string_view text, std::size_t max_octets) {
    if (text.size() <= max_octets)
        return text;
    // A sequence has at most three octets after its first; what has more is not UTF-8 and may be cut
    // anywhere.
    for (std::size_t end = max_octets; end + 3 >= max_octets; --end) {
        if ((static_cast<unsigned char>(text[end]) & 0xc0U) != 0x80)
            return text.substr(0, end);
        if (end == 0)
            break;
    }
    return text.substr(0, max_octets);
}

std::string printable(std::string_view text, std::size_t max_octets) {
    const auto needs_a_look = [](char c) {
        return is_ascii_control(c) || static_cast<unsigned char>(c) >= 0x80;
    };
    std::string result;
    while (!text.empty()) {
        const auto plain_end = std::find_if(text.begin(), text.end(), needs_a_look);
        const auto plain = text.substr(0, static_cast<std::size_t>(plain_end - text.begin()));
        const std::size_t room = max_octets - result.size();
        result.append(plain.substr(0, room));
        if (plain.size() > room)
            return result.append(ellipsis);
        text.remove_prefix(plain.size());
        if (text.empty())
            break;

        const auto sequence = text.substr(0, first_sequence(text).octets);
        const auto escaped = escape(sequence);
        const std::string_view piece = escaped.empty() ? sequence : escaped;
        if (piece.size() > max_octets - result.size())
            return result.append(ellipsis);
        result.append(piece);
        text.remove_prefix(sequence.size());
    }
    return result;
}

}  // namespace base
