#include "mime/address.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "mime/charset.hpp"
#include "mime/clean_text.hpp"
#include "mime/header.hpp"

namespace mime {
namespace {

constexpr std::size_t max_encoded_word_bytes = 1024;  // RFC 2047 allows 75; this one only bounds a search

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/// What was read of one mailbox so far.
struct Draft {
    std::string phrase;   // what may be its name: quotes and comments taken off
    std::string bare;     // the same text as it came, without comments
    std::string angle;    // what stood between < and >
    std::string comment;  // the last one
    bool has_angle = false;
    bool has_at = false;  // an @ in `bare` that is not quoted

    bool is_empty() const { return !has_angle && base::trim(bare).empty() && comment.empty(); }
};

/// "ann . b @ example . com" → "ann.b@example.com" (RFC 5322 section 4.4). Quoted text stays as it is.
std::string without_superfluous_blanks(std::string_view text) {
    if (std::none_of(text.begin(), text.end(), is_blank))
        return std::string(text);
    std::string compact;
    compact.reserve(text.size());
    bool quoted = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '"' && (at == 0 || text[at - 1] != '\\'))
            quoted = !quoted;
        const bool binds = !quoted && (c == '.' || c == '@');
        while (binds && compact.ends_with(' '))
            compact.pop_back();
        const bool bound = !quoted && (compact.ends_with('.') || compact.ends_with('@'));
        if (!quoted && is_blank(c)) {
            if (!bound && !compact.empty() && !compact.ends_with(' '))
                compact.push_back(' ');
        } else {
            compact.push_back(c);
        }
    }
    if (compact.ends_with(' '))
        compact.pop_back();
    return compact;
}

/// "@a.example,@b.example:ann@example.com" → "ann@example.com" (RFC 5322 section 4.4, obs-route).
std::string_view without_route(std::string_view address) {
    if (!address.starts_with('@'))
        return address;
    const auto colon = address.find(':');
    return colon == address.npos ? address : base::trim(address.substr(colon + 1));
}

std::string clean_address(std::string_view raw) {
    const auto compact = without_superfluous_blanks(base::trim(without_route(base::trim(raw))));
    return without_controls(to_utf8(compact, {}).text);
}

/// Of several words without angle brackets the one with an @ is the address and the others are the name.
Address divide_words(std::string_view words) {
    const auto at_sign = words.find('@');
    auto begin = words.find_last_of(' ', at_sign);
    begin = begin == words.npos ? 0 : begin + 1;
    const auto end = std::min(words.find(' ', at_sign), words.size());
    std::string name(words.substr(0, begin));
    name.append(words.substr(end));
    return {decode_field(name), without_controls(to_utf8(words.substr(begin, end - begin), {}).text)};
}

class Reader {
public:
    Reader(std::string_view text, std::size_t max_addresses) : text_(text), max_addresses_(max_addresses) {}

    AddressList read() {
        while (at_ < text_.size() && !list_.truncated)
            take(text_[at_]);
        list_.damaged |= in_angle_;
        finish_mailbox();
        return std::move(list_);
    }

private:
    void take(char c) {
        switch (c) {
            case '"':
                return take_quoted();
            case '(':
                return take_comment();
            case '<':
                return open_angle();
            case '>':
                return close_angle();
            case '[':
                return take_domain_literal();
            case ',':
            case ';':
            case ':':
                return take_separator(c);
            case '=':
                return take_encoded_word();
            case '@':
                draft_.has_at |= !in_angle_;
                return take_plain(1);
            default:
                return take_plain(plain_run());
        }
    }

    std::size_t plain_run() const {
        constexpr std::string_view special = "\"(<>[,;:=@";
        const auto rest = text_.substr(at_);
        const auto end =
            std::find_if(rest.begin(), rest.end(), [&](char c) { return special.find(c) != special.npos; });
        return static_cast<std::size_t>(end - rest.begin());
    }

    void take_plain(std::size_t length) {
        const auto run = text_.substr(at_, length);
        if (in_angle_) {
            draft_.angle.append(run);
        } else {
            draft_.phrase.append(run);
            draft_.bare.append(run);
        }
        at_ += run.size();
    }

    void take_quoted() {
        std::string content;
        const auto end = closing_quote(content);
        if (end == text_.npos) {
            list_.damaged = true;
            return take_plain(1);
        }
        const auto raw = text_.substr(at_, end - at_);
        if (in_angle_) {
            draft_.angle.append(raw);
        } else {
            draft_.bare.append(raw);
            draft_.phrase.append(content);
        }
        at_ = end;
    }

    /// One past the quote that closes the one here; npos when none does, which is then true for every later
    /// one too.
    std::size_t closing_quote(std::string& content) {
        if (quotes_are_broken_)
            return text_.npos;
        for (std::size_t at = at_ + 1; at < text_.size(); ++at) {
            if (text_[at] == '"')
                return at + 1;
            if (text_[at] == '\\' && at + 1 < text_.size())
                ++at;
            content.push_back(text_[at]);
        }
        quotes_are_broken_ = true;
        return text_.npos;
    }

    void take_comment() {
        std::string content;
        const auto end = closing_parenthesis(content);
        if (end == text_.npos) {
            list_.damaged = true;
            return take_plain(1);
        }
        draft_.comment = std::move(content);
        at_ = end;
    }

    std::size_t closing_parenthesis(std::string& content) {
        if (comments_are_broken_)
            return text_.npos;
        std::size_t depth = 1;
        for (std::size_t at = at_ + 1; at < text_.size(); ++at) {
            const char c = text_[at];
            depth += c == '(' ? 1 : 0;
            depth -= c == ')' ? 1 : 0;
            if (depth == 0)
                return at + 1;
            if (c == '\\' && at + 1 < text_.size())
                ++at;
            content.push_back(text_[at]);
        }
        comments_are_broken_ = true;
        return text_.npos;
    }

    void open_angle() {
        list_.damaged |= in_angle_;
        if (draft_.has_angle && !in_angle_) {  // a comma is missing; what is in these brackets becomes text
            list_.damaged = true;
            ++at_;
            return;
        }
        draft_.angle.clear();
        draft_.has_angle = in_angle_ = true;
        ++at_;
    }

    void close_angle() {
        list_.damaged |= !in_angle_;
        in_angle_ = false;
        ++at_;
    }

    /// "[IPv6:2001:db8::1]": colons inside are no groups (RFC 5321 section 4.1.3).
    void take_domain_literal() {
        const auto end = text_.find_first_of("][,<>\"", at_ + 1);
        const bool closed = end != text_.npos && text_[end] == ']';
        take_plain(closed ? end + 1 - at_ : 1);
    }

    void take_separator(char c) {
        const bool in_route = in_angle_ && base::trim(draft_.angle).starts_with('@');
        const bool in_address = c == ':' && (in_angle_ || draft_.has_at || draft_.has_angle);
        if (in_route || in_address)
            return take_plain(1);
        if (c == ':') {  // the name of a group ends here (RFC 5322 section 3.4); its members follow
            draft_ = {};
            ++at_;
            return;
        }
        list_.damaged |= in_angle_;
        in_angle_ = false;
        finish_mailbox();
        ++at_;
    }

    /// An encoded word is taken as one piece: some senders leave commas in it.
    void take_encoded_word() {
        const auto window = text_.substr(at_, max_encoded_word_bytes);
        if (in_angle_ || !window.starts_with("=?"))
            return take_plain(1);
        const auto encoding = window.find('?', 2);
        const auto encoded = encoding == window.npos ? window.npos : window.find('?', encoding + 1);
        const auto end = encoded == window.npos ? window.npos : window.find("?=", encoded + 1);
        const bool whole = end != window.npos && encoded - encoding == 2;
        take_plain(whole ? end + 2 : 1);
    }

    void finish_mailbox() {
        if (draft_.is_empty()) {
            draft_ = {};
            return;
        }
        if (list_.addresses.size() == max_addresses_) {
            list_.truncated = true;
            return;
        }
        auto address = finished();
        if (address.name == address.address)
            address.name.clear();
        list_.damaged |= address.address.find('@') == address.address.npos;
        list_.addresses.push_back(std::move(address));
        draft_ = {};
    }

    Address finished() const {
        if (draft_.has_angle) {
            auto name = decode_field(draft_.phrase);
            return {name.empty() ? decode_field(draft_.comment) : std::move(name),
                    clean_address(draft_.angle)};
        }
        if (!draft_.has_at)
            return {decode_field(base::trim(draft_.phrase).empty() ? draft_.comment : draft_.phrase), {}};
        const auto words = without_superfluous_blanks(draft_.bare);
        const bool quoted = words.find('"') != words.npos;
        if (!quoted && words.find(' ') != words.npos)
            return divide_words(words);
        return {decode_field(draft_.comment), without_controls(to_utf8(words, {}).text)};
    }

    std::string_view text_;
    std::size_t max_addresses_;
    std::size_t at_ = 0;
    bool in_angle_ = false;
    bool quotes_are_broken_ = false, comments_are_broken_ = false;
    Draft draft_;
    AddressList list_;
};

}  // namespace

AddressList parse_addresses(std::string_view value, std::size_t max_addresses) {
    return Reader(value, max_addresses).read();
}

}  // namespace mime
