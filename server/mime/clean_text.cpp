#include "mime/clean_text.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace mime {
namespace {

enum class Kind : unsigned char {
    plain,
    blank,
    control,
    suspect  // the first octet of a sequence that may be something a line must not contain
};

constexpr std::array<Kind, 256> make_kinds() {
    std::array<Kind, 256> kinds{};
    for (std::size_t octet = 0; octet < ' '; ++octet)
        kinds[octet] = Kind::control;
    kinds[0x7f] = Kind::control;
    for (const char c : std::string_view(" \t\r\n"))
        kinds[static_cast<unsigned char>(c)] = Kind::blank;
    kinds[0xc2] = kinds[0xe2] = Kind::suspect;
    return kinds;
}
constexpr auto kinds = make_kinds();

Kind kind_of(char c) {
    return kinds[static_cast<unsigned char>(c)];
}

/// The length of the C1 control or separator at the front, or 0.
std::size_t unwanted_sequence(std::string_view text) {
    if (text.size() >= 2 && text[0] == '\xc2' && static_cast<unsigned char>(text[1]) < 0xa0)
        return 2;
    return text.starts_with("\xe2\x80\xa8") || text.starts_with("\xe2\x80\xa9") ? 3 : 0;
}

/// How many octets at the front, at least one, can be kept as they are.
std::size_t plain_run(std::string_view text) {
    const auto end =
        std::find_if(text.begin() + 1, text.end(), [](char c) { return kind_of(c) != Kind::plain; });
    return static_cast<std::size_t>(end - text.begin());
}

/// Hands `text` piece by piece to `keep(run)`, `blank(octet)` or nobody.
template <class Keep, class Blank>
void sort_out(std::string_view text, Keep keep, Blank blank) {
    while (!text.empty()) {
        std::size_t taken = 1;
        const auto kind = kind_of(text.front());
        const auto unwanted = kind == Kind::suspect ? unwanted_sequence(text) : 0;
        if (kind == Kind::plain || (kind == Kind::suspect && unwanted == 0)) {
            taken = plain_run(text);
            if (!keep(text.substr(0, taken)))
                return;
        } else if (kind == Kind::blank) {
            blank(text.front());
        } else {
            taken = std::max<std::size_t>(unwanted, 1);
        }
        text.remove_prefix(taken);
    }
}

}  // namespace

std::string without_controls(std::string_view text) {
    if (std::all_of(text.begin(), text.end(), [](char c) { return c == ' ' || kind_of(c) == Kind::plain; }))
        return std::string(text);
    std::string clean;
    clean.reserve(text.size());
    sort_out(
        text,
        [&](std::string_view run) {
            clean.append(run);
            return true;
        },
        [&](char c) {
            if (c != '\r')
                clean.push_back(' ');
        });
    return clean;
}

std::string one_clean_line(std::string_view text, std::size_t max_bytes) {
    std::string line;
    line.reserve(std::min(text.size(), max_bytes));
    bool blank_waits = false;
    sort_out(
        text,
        [&](std::string_view run) {
            const bool apart = blank_waits && !line.empty();
            if (line.size() + apart + run.size() > max_bytes) {
                if (apart && line.size() < max_bytes)
                    line.push_back(' ');
                line.append(base::cut_utf8(run, max_bytes - line.size()));
                return false;
            }
            if (apart)
                line.push_back(' ');
            blank_waits = false;
            line.append(run);
            return true;
        },
        [&](char) { blank_waits = true; });
    return line;
}

}  // namespace mime
