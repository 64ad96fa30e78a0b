#include "mime/html_text.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "base/text.hpp"
#include "mime/html_entities.hpp"

namespace mime {
namespace {

/// Elements whose content is no text.
constexpr std::string_view silent_elements[] = {"script", "style", "title", "template"};

/// Elements that begin and end on lines of their own.
constexpr std::string_view block_elements[] = {
    "address", "article", "aside",  "blockquote", "body",   "br",    "caption", "center", "dd", "div",
    "dl",      "dt",      "footer", "form",       "h1",     "h2",    "h3",      "h4",     "h5", "h6",
    "head",    "header",  "hr",     "html",       "legend", "li",    "main",    "nav",    "ol", "p",
    "pre",     "section", "table",  "tbody",      "tfoot",  "thead", "tr",      "ul"};

template <std::size_t count>
bool is_one_of(const std::string_view (&names)[count], std::string_view name) {
    return std::any_of(std::begin(names), std::end(names),
                       [&](std::string_view known) { return base::equals_ignoring_case(known, name); });
}

constexpr std::array<bool, 256> octets_of(std::string_view members) {
    std::array<bool, 256> table{};
    for (const char c : members)
        table[static_cast<unsigned char>(c)] = true;
    return table;
}
constexpr auto blanks = octets_of(" \t\r\n\f");
constexpr auto word_ends = octets_of(" \t\r\n\f<&");

bool is_in(const std::array<bool, 256>& table, char c) {
    return table[static_cast<unsigned char>(c)];
}

/// Text with its white space put in order while it grows.
class Flow {
public:
    explicit Flow(std::size_t max_bytes) : max_bytes_(max_bytes) {}

    bool is_full() const { return text_.size() >= max_bytes_; }
    void blank() { blank_waits_ = true; }
    void line_break() { break_waits_ = true; }

    /// The text so far, with the white space that waits: what is appended is the next word.
    std::string& next_word() {
        if (!text_.empty() && (break_waits_ || blank_waits_))
            text_.push_back(break_waits_ ? '\n' : ' ');
        break_waits_ = blank_waits_ = false;
        return text_;
    }

    std::string take() {
        text_.resize(base::cut_utf8(text_, max_bytes_).size());
        return std::move(text_);
    }

private:
    std::size_t max_bytes_;
    std::string text_;
    bool blank_waits_ = false, break_waits_ = false;
};

class Reader {
public:
    Reader(std::string_view html, std::size_t max_bytes) : rest_(html), flow_(max_bytes) {}

    std::string read() {
        while (!rest_.empty() && !flow_.is_full()) {
            const char c = rest_.front();
            if (c == '<')
                take_markup();
            else if (is_in(blanks, c))
                take_blanks();
            else
                take_word();
        }
        return flow_.take();
    }

private:
    void skip(std::size_t octets) { rest_.remove_prefix(std::min(octets, rest_.size())); }

    void take_blanks() {
        flow_.blank();
        const auto end =
            std::find_if_not(rest_.begin(), rest_.end(), [](char c) { return is_in(blanks, c); });
        skip(static_cast<std::size_t>(end - rest_.begin()));
    }

    void take_word() {
        auto& text = flow_.next_word();
        while (!rest_.empty() && rest_.front() != '<' && !is_in(blanks, rest_.front())) {
            const auto reference = rest_.front() == '&' ? decode_entity(rest_, text) : 0;
            const auto taken = reference > 0 ? reference : run_length();
            if (reference == 0)
                text.append(rest_.substr(0, taken));
            skip(taken);
        }
    }

    std::size_t run_length() const {
        const auto end =
            std::find_if(rest_.begin() + 1, rest_.end(), [](char c) { return is_in(word_ends, c); });
        return static_cast<std::size_t>(end - rest_.begin());
    }

    void take_markup() {
        if (rest_.starts_with("<!--"))
            return skip_to("-->", 4);
        const char second = rest_.size() > 1 ? rest_[1] : '\0';
        if (second == '!' || second == '?')
            return skip_to(">", 2);
        const bool closes = second == '/';
        const std::size_t name_begin = closes ? 2 : 1;
        if (name_begin >= rest_.size() || !base::is_ascii_alpha(rest_[name_begin])) {
            flow_.next_word().push_back('<');
            return skip(1);
        }
        const auto tag = rest_.substr(name_begin);
        const auto name_end = std::find_if_not(tag.begin(), tag.end(), base::is_ascii_alnum);
        take_tag(tag.substr(0, static_cast<std::size_t>(name_end - tag.begin())), closes);
    }

    void take_tag(std::string_view name, bool closes) {
        skip_tag();
        if (is_one_of(block_elements, name))
            flow_.line_break();
        else if (base::equals_ignoring_case(name, "td") || base::equals_ignoring_case(name, "th"))
            flow_.blank();
        else if (!closes && is_one_of(silent_elements, name))
            skip_element(name);
    }

    /// To the ">" that ends the tag here; one inside a quoted attribute does not.
    void skip_tag() {
        char quote = '\0';
        std::size_t at = 1;
        for (; at < rest_.size(); ++at) {
            const char c = rest_[at];
            if (quote != '\0')
                quote = c == quote ? '\0' : quote;
            else if (c == '>')
                break;
            else if ((c == '"' || c == '\'') && rest_[at - 1] == '=')
                quote = c;
        }
        if (at == rest_.size())  // a quote that is never closed must not swallow the document
            return skip_to(">", 1);
        skip(at + 1);
    }

    /// After the end tag of `name`; to the end of the document when there is none.
    void skip_element(std::string_view name) {
        while (!rest_.empty()) {
            skip(std::min(rest_.find("</"), rest_.size()));
            if (base::starts_with_ignoring_case(rest_.substr(std::min<std::size_t>(2, rest_.size())), name))
                return skip_to(">", 2);
            skip(2);
        }
    }

    void skip_to(std::string_view end, std::size_t from) {
        const auto at = rest_.find(end, from);
        skip(at == rest_.npos ? rest_.size() : at + end.size());
    }

    std::string_view rest_;
    Flow flow_;
};

constexpr std::size_t meta_window_bytes = 2048;

std::string_view take_label(std::string_view text) {
    constexpr std::string_view before = " \t\r\n\"'";
    text.remove_prefix(std::min(text.find_first_not_of(before), text.size()));
    return text.substr(0, text.find_first_of(" \t\r\n\"';/>"));
}

}  // namespace

std::string html_to_text(std::string_view html, std::size_t max_bytes) {
    return Reader(html, max_bytes).read();
}

std::string_view find_meta_charset(std::string_view html) {
    html = html.substr(0, meta_window_bytes);
    const auto lower = base::to_ascii_lower(html);
    for (auto meta = lower.find("<meta"); meta != lower.npos; meta = lower.find("<meta", meta + 1)) {
        const auto end = std::min(lower.find('>', meta), lower.size());
        const auto charset = lower.find("charset", meta);
        const auto equals = charset < end ? lower.find('=', charset) : lower.npos;
        if (equals < end)
            return take_label(html.substr(equals + 1, end - equals - 1));
    }
    return {};
}

}  // namespace mime
