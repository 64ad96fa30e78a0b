#include "mime/charset.hpp"

#include <iconv.h>

#include <array>
#include <cerrno>
#include <optional>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "mime/charset_labels.hpp"

namespace mime {
namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd";  // U+FFFD

/// windows-1252's octets 80 to 9F. The five without a meaning are the C1 controls of the same number, as
/// everybody does.
constexpr std::array<char16_t, 32> windows_1252_upper = {
    0x20ac, 0x0081, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008d, 0x017d, 0x008f, 0x0090, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x009d, 0x017e, 0x0178};

/// One of the first 65,536 code points, not a surrogate.
void append_utf8(std::string& text, char16_t c) {
    const unsigned code_point = c;
    if (code_point < 0x80) {
        text.push_back(static_cast<char>(code_point));
    } else if (code_point < 0x800) {
        text.push_back(static_cast<char>(0xc0 | code_point >> 6));
        text.push_back(static_cast<char>(0x80 | (code_point & 0x3f)));
    } else {
        text.push_back(static_cast<char>(0xe0 | code_point >> 12));
        text.push_back(static_cast<char>(0x80 | (code_point >> 6 & 0x3f)));
        text.push_back(static_cast<char>(0x80 | (code_point & 0x3f)));
    }
}

std::string from_windows_1252(std::string_view octets) {
    std::string text;
    text.reserve(octets.size() + octets.size() / 8);
    for (const char c : octets) {
        const auto octet = static_cast<unsigned char>(c);
        append_utf8(text,
                    octet >= 0x80 && octet < 0xa0 ? windows_1252_upper[octet - 0x80U] : char16_t{octet});
    }
    return text;
}

/// The open converters of one thread, by Charset::converter. iconv_open loads a library: worth doing once.
class Converters {
public:
    Converters() : handles_(converter_count(), closed()) {}
    Converters(const Converters&) = delete;
    Converters& operator=(const Converters&) = delete;
    ~Converters() {
        for (const iconv_t handle : handles_) {
            if (handle != closed())
                iconv_close(handle);
        }
    }

    /// In its initial state; nullopt when this system's C library lacks it.
    std::optional<iconv_t> open(const Charset& charset) {
        auto& handle = handles_[charset.converter];
        if (handle == closed())
            handle = iconv_open("UTF-8", std::string(charset.iconv_name).c_str());
        if (handle == closed())
            return std::nullopt;
        iconv(handle, nullptr, nullptr, nullptr, nullptr);
        return handle;
    }

private:
    static iconv_t closed() { return reinterpret_cast<iconv_t>(-1); }
    std::vector<iconv_t> handles_;
};

/// Runs iconv over all of `octets`; what it refuses becomes U+FFFD, octet by octet, a run of them one U+FFFD.
Transcoded convert(iconv_t converter, std::string_view octets) {
    Transcoded result;
    std::array<char, 4096> buffer;
    char* in = const_cast<char*>(octets.data());  // iconv's signature: it does not write there
    std::size_t in_left = octets.size();
    const char* after_last_refused = nullptr;
    while (true) {
        char* out = buffer.data();
        std::size_t out_left = buffer.size();
        const bool flushing = in_left == 0;
        const auto outcome = flushing ? iconv(converter, nullptr, nullptr, &out, &out_left)
                                      : iconv(converter, &in, &in_left, &out, &out_left);
        const int error = outcome == static_cast<std::size_t>(-1) ? errno : 0;
        result.text.append(buffer.data(), buffer.size() - out_left);
        if (flushing)
            return result;
        if (error == 0 || (error == E2BIG && out_left < buffer.size()))
            continue;
        result.had_bad_octets = true;
        if (in != after_last_refused)
            result.text.append(replacement);
        const bool cut_at_end = error == EINVAL;
        in += cut_at_end ? in_left : 1;
        in_left -= cut_at_end ? in_left : 1;
        after_last_refused = in;
    }
}

/// ISO-2022-JP (RFC 1468) as EUC-JP: the C library has no converter that knows the characters which Japanese
/// mail adds to the standard's (NEC's row 13, half-width katakana), but has one for EUC-JP with them. Escape
/// sequences switch between ASCII and two-octet characters; each line begins in ASCII.
std::string iso_2022_jp_to_euc(std::string_view octets) {
    enum class Mode : unsigned char { ascii, katakana, double_byte };
    std::string euc;
    euc.reserve(octets.size());
    auto mode = Mode::ascii;
    for (std::size_t at = 0; at < octets.size(); ++at) {
        const char c = octets[at];
        const auto escape = c == '\x1b' ? octets.substr(at + 1, 2) : std::string_view{};
        const bool to_double = escape == "$B" || escape == "$@";
        const bool to_katakana = escape == "(I";
        if (to_double || to_katakana || escape == "(B" || escape == "(J") {
            mode = to_double ? Mode::double_byte : to_katakana ? Mode::katakana : Mode::ascii;
            at += escape.size();
            continue;
        }
        if (c == '\n')
            mode = Mode::ascii;
        const bool shifted = mode != Mode::ascii && c > ' ' && c < '\x7f';
        if (shifted && mode == Mode::katakana)
            euc.push_back('\x8e');
        euc.push_back(shifted ? static_cast<char>(static_cast<unsigned char>(c) | 0x80U) : c);
    }
    return euc;
}

Transcoded from_utf8(std::string_view octets) {
    const bool valid = base::is_utf8(octets);
    if (valid && octets.find('\0') == octets.npos)
        return {std::string(octets)};
    return {base::to_valid_utf8(octets), true, !valid};
}

Transcoded guess(std::string_view octets) {
    auto guessed = base::is_utf8(octets) ? from_utf8(octets) : from_utf8(from_windows_1252(octets));
    guessed.charset_known = base::is_ascii(octets);
    return guessed;
}

Transcoded from_known(std::string_view octets, const Charset& charset) {
    switch (charset.kind) {
        case CharsetKind::utf8:
            return from_utf8(octets);
        case CharsetKind::ascii:  // one that says ASCII and is not says nothing
            return guess(octets);
        case CharsetKind::windows_1252:
            return from_utf8(base::is_ascii(octets) ? std::string(octets) : from_windows_1252(octets));
        case CharsetKind::iso_2022_jp:
        case CharsetKind::converted:
            break;
    }
    thread_local Converters converters;
    const auto converter = converters.open(charset);
    if (!converter) {
        auto guessed = guess(octets);
        guessed.charset_known = false;
        return guessed;
    }
    auto converted = charset.kind == CharsetKind::iso_2022_jp
                         ? convert(*converter, iso_2022_jp_to_euc(octets))
                         : convert(*converter, octets);
    auto clean = from_utf8(converted.text);  // converters may let NUL and lone surrogates through
    clean.had_bad_octets |= converted.had_bad_octets;
    return clean;
}

}  // namespace

Transcoded to_utf8(std::string_view octets, std::string_view label) {
    if (const auto charset = find_charset(label))
        return from_known(octets, *charset);
    auto guessed = guess(octets);
    guessed.charset_known &= label.empty();
    return guessed;
}

}  // namespace mime
