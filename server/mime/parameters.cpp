#include "mime/parameters.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "mime/charset.hpp"
#include "mime/clean_text.hpp"

namespace mime {
namespace {

constexpr std::string_view white_space = " \t\r\n";

/// As it stands in the field: "name*1*=value".
struct Segment {
    std::string name;  // in lower case, without asterisks and number
    std::string value;
    std::optional<std::uint64_t> number;
    bool is_encoded = false;  // ended with an asterisk: percent codes, and the first one tells the charset
};

/// Walks over a structured field's value. Everything it skips is skipped once: the time is linear.
class Cursor {
public:
    explicit Cursor(std::string_view text) : rest_(text) {}

    bool at_end() const { return rest_.empty(); }
    char front() const { return rest_.front(); }
    void skip() { rest_.remove_prefix(1); }
    std::string_view take_until(std::string_view ends) {
        const auto taken = rest_.substr(0, rest_.find_first_of(ends));
        rest_.remove_prefix(taken.size());
        return taken;
    }

    /// White space and comments, which may nest (RFC 5322 section 3.2.2).
    void skip_comments() {
        while (!rest_.empty()) {
            rest_.remove_prefix(std::min(rest_.find_first_not_of(white_space), rest_.size()));
            if (rest_.empty() || rest_.front() != '(')
                return;
            skip_comment();
        }
    }

    /// A quoted string without its quotes and backslashes; one that is not closed goes to the end.
    std::string take_quoted(bool& damaged) {
        std::string value;
        for (skip(); !rest_.empty() && rest_.front() != '"'; skip()) {
            if (rest_.front() == '\\' && rest_.size() > 1)
                skip();
            value.push_back(rest_.front());
        }
        damaged |= rest_.empty();
        if (!rest_.empty())
            skip();
        return value;
    }

private:
    void skip_comment() {
        std::size_t depth = 0;
        while (!rest_.empty()) {
            const char c = rest_.front();
            if (c == '\\' && rest_.size() > 1)
                skip();
            skip();
            depth += c == '(' ? 1 : 0;
            if (c == ')' && --depth == 0)
                return;
        }
    }

    std::string_view rest_;
};

/// "text / plain (comment)" → "text/plain". What follows after a blank instead of a semicolon is skipped: no
/// other program finds parameters there, and to be the only one that does would hide the mistake.
std::string take_first_word(Cursor& cursor, bool& damaged) {
    std::string word;
    while (true) {
        cursor.skip_comments();
        word.append(cursor.take_until(" \t\r\n;("));
        cursor.skip_comments();
        const bool goes_on = word.ends_with('/') || (!cursor.at_end() && cursor.front() == '/');
        if (cursor.at_end() || cursor.front() == ';' || !goes_on) {
            damaged |= !base::trim(cursor.take_until(";")).empty();
            return base::to_ascii_lower(word);
        }
    }
}

bool is_file_name(std::string_view name) {
    return name == "name" || name == "filename";
}

/// A value without quotes: up to the semicolon, since many a sender leaves blanks in it. A comment is cut
/// off, except from file names: "report (1).pdf".
std::string_view without_comment(std::string_view value, std::string_view name) {
    value = base::trim(value);
    if (is_file_name(name))
        return value;
    for (auto at = value.find('('); at != value.npos; at = value.find('(', at + 1)) {
        if (at == 0 || white_space.find(value[at - 1]) != white_space.npos)
            return base::trim(value.substr(0, at));
    }
    return value;
}

/// "filename*2*" → name, number, is_encoded (RFC 2231 sections 3 and 4).
Segment named_segment(std::string_view attribute) {
    Segment segment;
    if (attribute.ends_with('*')) {
        segment.is_encoded = true;
        attribute.remove_suffix(1);
    }
    const auto asterisk = attribute.rfind('*');
    if (asterisk != attribute.npos) {
        segment.number = base::parse_uint64(attribute.substr(asterisk + 1));
        if (segment.number)
            attribute = attribute.substr(0, asterisk);
    }
    segment.name = base::to_ascii_lower(attribute);
    return segment;
}

/// nullopt at the end, or for a piece without "=".
std::optional<Segment> take_segment(Cursor& cursor, bool& damaged) {
    const auto attribute = base::trim(cursor.take_until("=;"));
    if (cursor.at_end() || cursor.front() == ';' || attribute.empty()) {
        damaged |= !attribute.empty() || !cursor.at_end();
        cursor.take_until(";");
        return std::nullopt;
    }
    auto segment = named_segment(attribute);
    cursor.skip();
    cursor.skip_comments();
    if (!cursor.at_end() && cursor.front() == '"') {
        segment.value = cursor.take_quoted(damaged);
        cursor.skip_comments();
        damaged |= !base::trim(cursor.take_until(";")).empty();
    } else {
        segment.value = without_comment(cursor.take_until(";"), segment.name);
    }
    return segment;
}

int hex_digit(char c) {
    constexpr std::string_view digits = "0123456789abcdef";
    const auto at = digits.find(base::to_ascii_lower(c));
    return at == digits.npos ? -1 : static_cast<int>(at);
}

void append_percent_decoded(std::string& octets, std::string_view text, bool& damaged) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        const int high = text[at] == '%' && at + 2 < text.size() ? hex_digit(text[at + 1]) : -1;
        const int low = high >= 0 ? hex_digit(text[at + 2]) : -1;
        if (low >= 0) {
            octets.push_back(static_cast<char>(high << 4 | low));
            at += 2;
        } else {
            damaged |= text[at] == '%';
            octets.push_back(text[at]);
        }
    }
}

/// Takes "charset'language'" off the front of an extended value.
std::string take_charset(std::string_view& value, bool& damaged) {
    const auto first = value.find('\'');
    const auto second = first == value.npos ? first : value.find('\'', first + 1);
    if (second == value.npos) {
        damaged = true;
        return {};
    }
    std::string charset(value.substr(0, first));
    value.remove_prefix(second + 1);
    return charset;
}

/// The segments of one name, put together. An extended value or continuations win over a plain one, which is
/// there for old programs (RFC 6266 section 4.3); of two with the same number the first counts; a gap is
/// closed up.
ParameterOctets join(std::vector<const Segment*> segments, bool& damaged) {
    const bool any_extended = std::any_of(segments.begin(), segments.end(), [](const Segment* segment) {
        return segment->number || segment->is_encoded;
    });
    if (!any_extended)
        return {segments.front()->name, segments.front()->value, {}, false};
    std::erase_if(segments, [](const Segment* segment) { return !segment->number && !segment->is_encoded; });
    // A whole extended value ("name*") sorts before its rivals in pieces and then stands alone.
    std::sort(segments.begin(), segments.end(), [](const Segment* a, const Segment* b) {
        return a->number != b->number ? a->number < b->number : a < b;  // they stand in one array, in order
    });
    if (!segments.front()->number)
        segments.resize(1);
    ParameterOctets joined{segments.front()->name, {}, {}, true};
    std::uint64_t expected = 0;
    for (const Segment* segment : segments) {
        const auto number = segment->number.value_or(0);
        if (segment != segments.front() && number < expected)
            continue;
        damaged |= number != expected;
        expected = number + 1;
        std::string_view value = segment->value;
        if (segment == segments.front() && segment->is_encoded)
            joined.charset = take_charset(value, damaged);
        if (segment->is_encoded)
            append_percent_decoded(joined.octets, value, damaged);
        else
            joined.octets.append(value);
    }
    return joined;
}

}  // namespace

ParameterizedOctets read_parameterized(std::string_view field_value, std::size_t max_parameters) {
    ParameterizedOctets result;
    Cursor cursor(field_value);
    result.value = take_first_word(cursor, result.damaged);
    std::vector<Segment> segments;
    while (!cursor.at_end()) {
        cursor.skip_comments();
        while (!cursor.at_end() && (cursor.front() == ';' || cursor.front() == ',')) {
            cursor.skip();
            cursor.skip_comments();
        }
        if (cursor.at_end())
            break;
        if (segments.size() == max_parameters) {
            result.limited = true;
            break;
        }
        if (auto segment = take_segment(cursor, result.damaged))
            segments.push_back(std::move(*segment));
    }
    std::vector<bool> used(segments.size());
    for (std::size_t first = 0; first < segments.size(); ++first) {
        if (used[first])
            continue;
        std::vector<const Segment*> same_name;
        for (std::size_t at = first; at < segments.size(); ++at) {
            if (segments[at].name == segments[first].name) {
                same_name.push_back(&segments[at]);
                used[at] = true;
            }
        }
        result.parameters.push_back(join(std::move(same_name), result.damaged));
    }
    return result;
}

ParameterizedValue to_text(const ParameterizedOctets& octets) {
    ParameterizedValue result{
        without_controls(to_utf8(octets.value, {}).text), {}, octets.limited, octets.damaged};
    result.parameters.reserve(octets.parameters.size());
    for (const auto& parameter : octets.parameters) {
        auto value = to_utf8(parameter.octets, parameter.charset).text;
        // Encoded words have no place in a parameter (RFC 2047 section 5), and everybody puts them there.
        result.parameters.emplace_back(without_controls(to_utf8(parameter.name, {}).text),
                                       without_controls(decode_encoded_words(value)));
    }
    return result;
}

ParameterizedValue parse_parameterized(std::string_view field_value, std::size_t max_parameters) {
    return to_text(read_parameterized(field_value, max_parameters));
}

}  // namespace mime
