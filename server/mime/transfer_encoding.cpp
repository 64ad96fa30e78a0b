#include "mime/transfer_encoding.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "base/text.hpp"
#include "mime/count_octets.hpp"

namespace mime {
namespace {

using namespace std::string_view_literals;

constexpr std::pair<std::string_view, TransferEncoding> encodings[] = {
    {"7bit", TransferEncoding::identity},
    {"8bit", TransferEncoding::identity},
    {"binary", TransferEncoding::identity},
    {"base64", TransferEncoding::base64},
    {"quoted-printable", TransferEncoding::quoted_printable},
    {"uuencode", TransferEncoding::uuencode},
    {"x-uuencode", TransferEncoding::uuencode},
    {"x-uue", TransferEncoding::uuencode},
    {"uue", TransferEncoding::uuencode},
    // Written by people and broken programs for "nothing is encoded" and "quoted-printable".
    {"", TransferEncoding::identity},
    {"7-bit", TransferEncoding::identity},
    {"8-bit", TransferEncoding::identity},
    {"7bits", TransferEncoding::identity},
    {"8bits", TransferEncoding::identity},
    {"base-64", TransferEncoding::base64},
    {"quoted_printable", TransferEncoding::quoted_printable},
};

/// Where decoded octets go: into a string, or only into a count.
struct Keep {
    std::string octets;
    void put(char c) { octets.push_back(c); }
    void put(std::string_view run) { octets.append(run); }
    std::size_t size() const { return octets.size(); }
};
struct Count {
    std::size_t octets = 0;
    void put(char) { ++octets; }
    void put(std::string_view run) { octets += run.size(); }
    std::size_t size() const { return octets; }
};

constexpr std::uint8_t pad = 64, blank = 65, junk = 66;

constexpr std::array<std::uint8_t, 256> make_base64_values() {
    std::array<std::uint8_t, 256> values{};
    values.fill(junk);
    constexpr auto alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"sv;
    for (std::size_t i = 0; i < alphabet.size(); ++i)
        values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
    values['='] = pad;
    for (const char c : " \t\r\n"sv)
        values[static_cast<unsigned char>(c)] = blank;
    return values;
}
constexpr auto base64_values = make_base64_values();

/// RFC 2045 section 6.8. Padding ends a quantum, not the text: encoders that work in pieces pad each of them.
/// But what follows padding and is no base64 ends it: that is some other text.
/// A lone character at the end of a quantum holds less than an octet and is dropped.
template <class Sink>
bool read_base64(std::string_view text, Sink& sink, std::size_t max_octets) {
    bool damaged = false, padded = false;
    std::uint32_t quantum = 0;
    unsigned characters = 0;
    const auto finish = [&] {
        for (unsigned octet = 0; octet + 1 < characters; ++octet)
            sink.put(static_cast<char>(quantum << (6 * (4 - characters)) >> (16 - 8 * octet)));
        damaged |= characters == 1;
        quantum = characters = 0;
    };
    for (const char c : text) {
        const auto value = base64_values[static_cast<unsigned char>(c)];
        if (value < pad) {
            damaged |= padded;
            quantum = quantum << 6 | value;
            if (++characters == 4)
                finish();
            if (max_octets != 0 && sink.size() >= max_octets)
                return damaged;
        } else if (value == pad) {
            padded = true;
            finish();
        } else if (value == junk) {
            damaged = true;
            if (padded)
                break;
        }
    }
    damaged |= characters != 0;
    finish();
    return damaged;
}

/// The value of a hexadecimal digit of either case, or -1.
constexpr int hex_value(char c) {
    if (base::is_ascii_digit(c))
        return c - '0';
    const char lower = base::to_ascii_lower(c);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// One line of quoted-printable without its line end, blanks at the end already off (RFC 2045 section 6.7
/// rule 3).
template <class Sink>
bool read_quoted_printable_line(std::string_view line, Sink& sink) {
    bool damaged = false;
    while (!line.empty()) {
        const auto plain = std::min(line.find('='), line.size());
        sink.put(line.substr(0, plain));
        line.remove_prefix(plain);
        if (line.empty())
            break;
        const int high = line.size() > 2 ? hex_value(line[1]) : -1;
        const int low = line.size() > 2 ? hex_value(line[2]) : -1;
        if (high >= 0 && low >= 0) {
            sink.put(static_cast<char>(high << 4 | low));
            line.remove_prefix(3);
        } else {
            damaged = true;  // shown as it is: RFC 2045 section 6.7, note to rule 1
            sink.put('=');
            line.remove_prefix(1);
        }
    }
    return damaged;
}

template <class Sink>
bool read_quoted_printable(std::string_view text, Sink& sink, std::size_t max_octets) {
    bool damaged = false;
    while (!text.empty() && (max_octets == 0 || sink.size() < max_octets)) {
        const auto feed = text.find('\n');
        auto line = text.substr(0, feed);
        text.remove_prefix(feed == text.npos ? text.size() : feed + 1);
        auto line_end = feed == text.npos ? ""sv : "\n"sv;
        if (!line_end.empty() && line.ends_with('\r')) {
            line_end = "\r\n"sv;
            line.remove_suffix(1);
        }
        line = line.substr(0, line.find_last_not_of(" \t") + 1);
        if (line.ends_with('=')) {
            line.remove_suffix(1);
            line_end = {};
        }
        damaged |= read_quoted_printable_line(line, sink);
        sink.put(line_end);
    }
    return damaged;
}

constexpr std::uint8_t in_base64_alphabet(std::uint8_t c) {
    const auto letter = static_cast<std::uint8_t>((c | 0x20U) - 'a');
    const auto digit = static_cast<std::uint8_t>(c - '0');
    return static_cast<std::uint8_t>((letter < 26) | (digit < 10) | (c == '+') | (c == '/'));
}
constexpr std::uint8_t is_blank(std::uint8_t c) {
    return static_cast<std::uint8_t>((c == ' ') | (c == '\t') | (c == '\r') | (c == '\n'));
}

/// Nearly all base64 is well-formed and can be counted without being decoded; the rest is decoded into a
/// count.
Measured measure_base64(std::string_view text) {
    const auto data = text.substr(0, text.find('='));
    const auto padding = text.substr(data.size());
    const auto characters = count_octets(data, in_base64_alphabet);
    const bool clean = characters + count_octets(data, is_blank) == data.size() && padding.size() < 256 &&
                       padding.find_first_not_of("= \t\r\n") == padding.npos && characters % 4 != 1;
    if (clean)
        return {characters / 4 * 3 + (characters % 4 == 0 ? 0 : characters % 4 - 1),
                characters % 4 != 0 && padding.empty()};
    Count count;
    const bool damaged = read_base64(text, count, 0);
    return {count.octets, damaged};
}

}  // namespace

TransferEncoding parse_transfer_encoding(std::string_view value) {
    // A comment, a second word or a parameter after the first word says nothing here.
    const auto word = base::trim(value.substr(0, value.find_first_of("(;")));
    const auto name = word.substr(0, word.find_first_of(" \t\r\n,"));
    const auto row = std::find_if(std::begin(encodings), std::end(encodings), [&](const auto& candidate) {
        return base::equals_ignoring_case(candidate.first, name);
    });
    return row == std::end(encodings) ? TransferEncoding::unknown : row->second;
}

Decoded decode_base64(std::string_view text, std::size_t max_octets) {
    Keep kept;
    kept.octets.reserve(max_octets == 0 ? text.size() / 4 * 3 + 3
                                        : std::min(text.size() / 4 * 3, max_octets) + 3);
    const bool damaged = read_base64(text, kept, max_octets);
    return {std::move(kept.octets), damaged};
}

Decoded decode_quoted_printable(std::string_view text, std::size_t max_octets) {
    Keep kept;
    kept.octets.reserve(max_octets == 0 ? text.size() : std::min(text.size(), max_octets));
    const bool damaged = read_quoted_printable(text, kept, max_octets);
    return {std::move(kept.octets), damaged};
}

Decoded decode_transfer(std::string_view body, TransferEncoding encoding, std::size_t max_octets) {
    switch (encoding) {
        case TransferEncoding::base64:
            return decode_base64(body, max_octets);
        case TransferEncoding::quoted_printable:
            return decode_quoted_printable(body, max_octets);
        case TransferEncoding::identity:
        case TransferEncoding::uuencode:  // opaque: it carries a file name and a mode of its own
        case TransferEncoding::unknown:
            break;
    }
    return {std::string(max_octets == 0 ? body : body.substr(0, max_octets)), false};
}

Measured measure_transfer(std::string_view body, TransferEncoding encoding) {
    if (encoding == TransferEncoding::base64)
        return measure_base64(body);
    if (encoding != TransferEncoding::quoted_printable)
        return {body.size(), false};
    Count count;
    const bool damaged = read_quoted_printable(body, count, 0);
    return {count.octets, damaged};
}

std::size_t decoded_size(std::string_view body, TransferEncoding encoding) {
    return measure_transfer(body, encoding).octets;
}

}  // namespace mime
