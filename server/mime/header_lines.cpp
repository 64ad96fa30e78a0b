#include "mime/header_lines.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "mime/lines.hpp"

namespace mime {
namespace {

constexpr std::string_view blanks = " \t";

bool is_blank(std::string_view line) {
    return line.find_first_not_of(" \t\r") == line.npos;
}

/// The length of the field name at the front (RFC 5322 section 3.6.8; octets over 127 are let through, RFC
/// 6532 or not), or 0 when no field begins there. Blanks before the colon are obsolete syntax (section 4.5);
/// what begins with "http://" is text.
std::size_t field_name_length(std::string_view line) {
    const auto colon = line.find(':');
    if (colon == line.npos || line.substr(colon + 1, 2) == "//")
        return 0;
    const auto name = line.substr(0, line.find_last_not_of(blanks, colon - (colon > 0 ? 1 : 0)) + 1);
    const bool valid = std::none_of(name.begin(), name.end(),
                                    [](char c) { return static_cast<unsigned char>(c) <= ' ' && c != '\0'; });
    return colon > 0 && valid ? std::min(name.size(), colon) : 0;
}

/// The separator of the mbox format, which is no field: "From ann@example.com Fri Jan  2 03:04:05 2026".
bool is_from_line(std::string_view line) {
    return (line.starts_with("From ") || line.starts_with(">From ")) && field_name_length(line) == 0;
}

class Reader {
public:
    Reader(std::string_view text, std::size_t begin, const HeaderRules& rules) : text_(text), rules_(rules) {
        found_.begin = found_.end = found_.body_begin = begin;
    }

    HeaderLines read() {
        std::size_t at = found_.begin;
        if (const auto first = line_at(text_, at);
            rules_.of_message && is_from_line(content_of(first, text_))) {
            found_.has_from_line = true;
            found_.begin = found_.end = found_.body_begin = at = first.next;
        }
        while (at < text_.size()) {
            const auto line = line_at(text_, at);
            if (ends_before(line))
                return std::move(found_);
            take(line);
            at = found_.end = found_.body_begin = line.next;
        }
        return std::move(found_);
    }

private:
    bool ends_before(const Line& line) {
        const auto content = content_of(line, text_);
        if (content.empty() || (found_.fields.empty() && is_blank(content))) {
            found_.ended_by = HeaderEnd::blank_line;
            found_.body_begin = line.next;
            return true;
        }
        if (is_delimiter(content)) {
            found_.ended_by = HeaderEnd::boundary;
            return true;
        }
        if (is_text(line)) {
            found_.ended_by = HeaderEnd::body;
            return true;
        }
        return false;
    }

    bool is_delimiter(std::string_view line) const {
        return rules_.delimiters != nullptr && line.starts_with("--") &&
               rules_.delimiters->is_delimiter(line);
    }

    /// A line that is no field is either a damaged field or the first line of a body whose blank line is
    /// missing. It is taken for a damaged field when fields follow before the next blank line; at the very
    /// beginning, where nothing says yet that there is a header, only when one follows at once.
    bool is_text(const Line& line) const {
        const auto content = content_of(line, text_);
        if (blanks.find(content.front()) != blanks.npos)
            return found_.begin == line.begin;  // a continuation, but of nothing
        if (field_name_length(content) > 0)
            return false;
        if (found_.fields.empty())
            return field_name_length(content_of(line_at(text_, line.next), text_)) == 0;
        return !field_follows(line.next);
    }

    /// Whether a field begins between `at` and the next blank line. What was found is kept until it is
    /// passed, so that many damaged lines are looked through once.
    bool field_follows(std::size_t at) const {
        if (at < known_field_)
            return true;
        while (at < text_.size()) {
            const auto line = line_at(text_, at);
            const auto content = content_of(line, text_);
            if (content.empty() || is_delimiter(content))
                return false;
            if (blanks.find(content.front()) == blanks.npos && field_name_length(content) > 0) {
                known_field_ = line.next;
                return true;
            }
            at = line.next;
        }
        return false;
    }

    void take(const Line& line) {
        const auto content = content_of(line, text_);
        if (blanks.find(content.front()) != blanks.npos) {
            if (last_ != nullptr && line.end - found_.begin <= rules_.max_bytes)
                last_->value_end = line.end;
            else if (last_ != nullptr)
                found_.truncated = true;
            return;
        }
        last_ = nullptr;
        const auto name_length = field_name_length(content);
        if (name_length == 0) {
            if (found_.bad_lines.size() < max_bad_lines)
                found_.bad_lines.push_back(line.begin);
        } else {
            add_field(line, name_length);
        }
    }

    void add_field(const Line& line, std::size_t name_length) {
        const std::size_t limit = found_.begin + rules_.max_bytes;
        const std::size_t value_begin = text_.find(':', line.begin + name_length) + 1;
        if (found_.fields.size() >= rules_.max_fields || value_begin > limit) {
            found_.truncated = true;
            return;
        }
        found_.truncated |= line.end > limit;
        found_.fields.push_back(
            {line.begin, line.begin + name_length, value_begin, std::min(line.end, limit)});
        last_ = &found_.fields.back();
    }

    static constexpr std::size_t max_bad_lines = 100;  // one would do to know that there are some

    std::string_view text_;
    HeaderRules rules_;
    HeaderLines found_;
    FieldLines* last_ = nullptr;           // the field that a continuation line belongs to
    mutable std::size_t known_field_ = 0;  // there is a field before this offset
};

}  // namespace

HeaderLines find_header_lines(std::string_view text, std::size_t begin, const HeaderRules& rules) {
    return Reader(text, begin, rules).read();
}

void append_unfolded(std::string& out, std::string_view value) {
    value = base::trim(value);
    while (!value.empty()) {
        const auto line = line_at(value, 0);
        out.append(content_of(line, value));
        value.remove_prefix(line.next);
    }
}

}  // namespace mime
