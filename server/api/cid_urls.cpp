#include "api/cid_urls.hpp"

#include <algorithm>
#include <iterator>
#include <optional>

#include "base/digest.hpp"
#include "base/text.hpp"

namespace api {
namespace {

using namespace std::string_view_literals;
constexpr auto npos = std::string_view::npos;

constexpr bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

std::optional<unsigned> hex_digit(char c) {
    if (base::is_ascii_digit(c))
        return static_cast<unsigned>(c - '0');
    const char lower = base::to_ascii_lower(c);
    if (lower >= 'a' && lower <= 'f')
        return static_cast<unsigned>(lower - 'a' + 10);
    return std::nullopt;
}

/// The Content-ID that the URL (behind "cid:") names (RFC 2392 section 2).
std::string decode_content_id(std::string_view url) {
    std::string id;
    for (std::size_t i = 0; i < url.size(); ++i) {
        const auto high = url[i] == '%' && i + 2 < url.size() ? hex_digit(url[i + 1]) : std::nullopt;
        const auto low = high ? hex_digit(url[i + 2]) : std::nullopt;
        if (low) {
            id += static_cast<char>(*high << 4 | *low);
            i += 2;
        } else {
            id += url[i];
            if (url.substr(i).starts_with("&amp;"sv))
                i += "amp;"sv.size();
        }
    }
    return id;
}

/// Walks over the HTML once, from tag to tag, as a browser's tokenizer would.
class Scanner {
public:
    explicit Scanner(std::string_view html) : html_(html) {}

    std::vector<CidUrl> scan() {
        while ((at_ = html_.find('<', at_)) != npos) {
            if (rest().starts_with("<!--"sv))
                skip_comment();
            else if (at_ + 1 < html_.size() && base::is_ascii_alpha(html_[at_ + 1]))
                read_tag();
            else
                ++at_;
        }
        return std::move(urls_);
    }

private:
    std::string_view rest() const { return html_.substr(at_); }
    bool ended() const { return at_ >= html_.size(); }
    void skip_blanks() {
        while (!ended() && is_blank(html_[at_]))
            ++at_;
    }

    void skip_comment() {
        at_ += "<!"sv.size();  // so that <!--> ends where it begins
        const auto end = html_.find("-->"sv, at_);
        at_ = end == npos ? html_.size() : end + 3;
    }

    void read_tag() {
        const auto begin = ++at_;
        while (!ended() && !is_blank(html_[at_]) && html_[at_] != '>' && html_[at_] != '/')
            ++at_;
        const auto name = html_.substr(begin, at_ - begin);
        while (read_attribute()) {
        }
        if (base::equals_ignoring_case(name, "style"sv))
            read_style_sheet();
    }

    /// False at the end of the tag.
    bool read_attribute() {
        while (!ended() && (is_blank(html_[at_]) || html_[at_] == '/'))
            ++at_;
        if (ended() || html_[at_] == '>')
            return false;
        const auto begin = at_++;  // whatever it is, also "=": a name has one octet at least
        while (!ended() && !is_blank(html_[at_]) && "=>/"sv.find(html_[at_]) == npos)
            ++at_;
        const auto name = html_.substr(begin, at_ - begin);
        skip_blanks();
        if (ended() || html_[at_] != '=')
            return true;
        ++at_;
        skip_blanks();
        read_value(name);
        return true;
    }

    void read_value(std::string_view name) {
        if (ended() || html_[at_] == '>')
            return;
        std::size_t end = 0;
        const char quote = html_[at_];
        if (quote == '"' || quote == '\'') {
            end = html_.find(quote, ++at_);
        } else {
            end = html_.find_first_of(" \t\n\r\f>"sv, at_);
        }
        end = std::min(end, html_.size());
        note_value(name, at_, end);
        at_ = end < html_.size() && html_[end] == quote ? end + 1 : end;
    }

    void note_value(std::string_view name, std::size_t begin, std::size_t end) {
        constexpr std::string_view of_images[] = {"src", "background", "poster"};
        const auto is_name = [name](std::string_view other) {
            return base::equals_ignoring_case(name, other);
        };
        if (is_name("style"))
            note_style(begin, end);
        else if (std::any_of(std::begin(of_images), std::end(of_images), is_name))
            note_url(begin, end);
    }

    void read_style_sheet() {
        if (ended())
            return;
        auto end = at_;
        while ((end = html_.find("</"sv, end)) != npos &&
               !base::starts_with_ignoring_case(html_.substr(end + 2), "style"sv))
            end += 2;
        end = std::min(end, html_.size());
        note_style(at_, end);
        at_ = end;
    }

    /// url(…) with or without quotes; in an attribute the quotes may be character references.
    void note_style(std::size_t begin, std::size_t end) {
        const auto style = html_.substr(0, end);
        while ((begin = style.find('(', begin)) != npos) {
            const bool is_url = begin >= 3 && base::equals_ignoring_case(style.substr(begin - 3, 3), "url"sv);
            ++begin;
            if (!is_url)
                continue;
            const auto close = style.find(')', begin);
            if (close == npos)
                return;
            note_quoted_url(begin, close);
            begin = close;
        }
    }

    void note_quoted_url(std::size_t begin, std::size_t end) {
        trim(begin, end);
        for (const auto quote : {"\""sv, "'"sv, "&quot;"sv, "&apos;"sv, "&#34;"sv, "&#39;"sv}) {
            const auto text = html_.substr(begin, end - begin);
            if (text.size() >= 2 * quote.size() && text.starts_with(quote) && text.ends_with(quote)) {
                begin += quote.size();
                end -= quote.size();
                break;
            }
        }
        note_url(begin, end);
    }

    void trim(std::size_t& begin, std::size_t& end) const {
        while (begin < end && is_blank(html_[begin]))
            ++begin;
        while (begin < end && is_blank(html_[end - 1]))
            --end;
    }

    void note_url(std::size_t begin, std::size_t end) {
        trim(begin, end);
        const auto url = html_.substr(begin, end - begin);
        if (base::starts_with_ignoring_case(url, "cid:"sv))
            urls_.push_back({begin, end, decode_content_id(url.substr(4))});
    }

    std::string_view html_;
    std::size_t at_ = 0;
    std::vector<CidUrl> urls_;
};

}  // namespace

std::vector<CidUrl> find_cid_urls(std::string_view html) {
    return Scanner(html).scan();
}

std::string replace_cid_urls(std::string_view html, const std::vector<CidUrl>& urls,
                             const DataUrls& data_urls, std::size_t max_bytes) {
    std::string result;
    result.reserve(html.size());
    std::size_t copied = 0;
    for (const auto& url : urls) {
        const auto data = data_urls.find(url.content_id);
        if (data == data_urls.end() || data->second.size() > max_bytes)
            continue;
        max_bytes -= data->second.size();
        result += html.substr(copied, url.begin - copied);
        result += data->second;
        copied = url.end;
    }
    result += html.substr(copied);
    return result;
}

std::string data_url(std::string_view type, std::string_view octets) {
    return "data:" + std::string(type) + ";base64," + base::base64_encode(octets);
}

}  // namespace api
