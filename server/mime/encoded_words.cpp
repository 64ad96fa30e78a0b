// Encoded words (RFC 2047) and the clean text of unstructured fields.
#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "mime/charset.hpp"
#include "mime/clean_text.hpp"
#include "mime/header.hpp"
#include "mime/transfer_encoding.hpp"

namespace mime {
namespace {

constexpr std::string_view word_begin = "=?", word_end = "?=";
constexpr std::size_t max_charset_bytes = 64;

/// "=?charset?encoding?text?=", not decoded yet.
struct EncodedWord {
    std::string_view charset;  // without the language tag of RFC 2231 section 5
    char encoding = 'q';
    std::string_view text;
    std::size_t length = 0;  // of the whole word
};

/// Q as RFC 2047 section 4.2: as quoted-printable, and "_" is a blank.
std::string decode_q(std::string_view text) {
    std::string spaced(text);
    std::replace(spaced.begin(), spaced.end(), '_', ' ');
    spaced.push_back('.');  // a blank or "=" at the end of a line would mean something in quoted-printable
    auto octets = decode_quoted_printable(spaced).octets;
    octets.pop_back();
    return octets;
}

std::string decode_octets(const EncodedWord& word) {
    return word.encoding == 'b' ? decode_base64(word.text).octets : decode_q(word.text);
}

class Words {
public:
    explicit Words(std::string_view text) : text_(text) {}

    std::string decode() {
        std::string result;
        result.reserve(text_.size());
        std::size_t at = 0;
        while (at < text_.size()) {
            const auto begin = std::min(text_.find(word_begin, at), text_.size());
            const auto word = word_at(begin);
            if (!word) {
                const auto end = std::min(begin + 1, text_.size());
                result.append(text_, at, end - at);
                at = end;
                continue;
            }
            result.append(text_, at, begin - at);
            at = decode_run(begin, *word, result);
        }
        return result;
    }

private:
    /// Decodes the word at `begin` and all that follow it with nothing but white space between, which is not
    /// shown (RFC 2047 section 6.2). Octets of one charset are put together first: characters are cut in two
    /// by many a sender, against section 5. Returns where the run ends.
    std::size_t decode_run(std::size_t begin, EncodedWord word, std::string& result) {
        std::string octets = decode_octets(word);
        while (true) {
            const auto end = begin + word.length;
            const auto next_begin = std::min(text_.find_first_not_of(" \t\r\n", end), text_.size());
            const auto next = word_at(next_begin);
            if (!next || !base::equals_ignoring_case(next->charset, word.charset)) {
                result.append(to_utf8(octets, word.charset).text);
                octets.clear();
            }
            if (!next)
                return end;
            octets.append(decode_octets(*next));
            begin = next_begin;
            word = *next;
        }
    }

    std::optional<EncodedWord> word_at(std::size_t begin) {
        if (text_.substr(begin, 2) != word_begin)
            return std::nullopt;
        const auto rest = text_.substr(begin + 2);
        const auto charset = rest.substr(0, rest.substr(0, max_charset_bytes).find('?'));
        if (charset.size() >= rest.size() || charset.empty() || charset.size() > max_charset_bytes ||
            charset.find_first_of(" \t\r\n=<>()@,;:\"") != charset.npos)
            return std::nullopt;
        const auto tail = rest.substr(charset.size());  // "?Q?text?="
        const char encoding = tail.size() > 2 ? base::to_ascii_lower(tail[1]) : '\0';
        if ((encoding != 'b' && encoding != 'q') || tail[2] != '?')
            return std::nullopt;
        const auto text_begin = begin + 2 + charset.size() + 3;
        const auto end = end_after(text_begin);
        if (end == text_.npos)
            return std::nullopt;
        const auto text = text_.substr(text_begin, end - text_begin);
        if (text.find(word_begin) != text.npos)
            return std::nullopt;  // this one is not closed, and the end that was found is the next one's
        return EncodedWord{charset.substr(0, charset.find('*')), encoding, text, end + 2 - begin};
    }

    /// The first "?=" at or after `begin`. Asked for ever larger positions, so that what was found stays good
    /// until it is passed: a text full of beginnings is read once, not once for each.
    std::size_t end_after(std::size_t begin) {
        if (known_end_ == text_.npos || (known_end_ >= begin && searched_))
            return known_end_;
        searched_ = true;
        return known_end_ = text_.find(word_end, begin);
    }

    std::string_view text_;
    std::size_t known_end_ = 0;
    bool searched_ = false;
};

/// Whether `value` is already what decode_field would make of it.
bool is_plain(std::string_view value) {
    char before = ' ';
    for (const char c : value) {
        if (c < ' ' || c > '~' || (before == ' ' && c == ' ') || (before == '=' && c == '?'))
            return false;
        before = c;
    }
    return value.empty() || before != ' ';
}

}  // namespace

std::string decode_encoded_words(std::string_view text) {
    return text.find(word_begin) == text.npos ? std::string(text) : Words(text).decode();
}

std::string decode_field(std::string_view value) {
    value = base::trim(value);
    if (is_plain(value))
        return std::string(value);
    const auto text = to_utf8(value, {}).text;
    return one_clean_line(decode_encoded_words(text));
}

}  // namespace mime
