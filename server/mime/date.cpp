// Date fields (RFC 5322 section 3.3), as programs of forty years wrote them.
#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/text.hpp"
#include "mime/header.hpp"

namespace mime {
namespace {

using std::chrono::minutes;

constexpr std::size_t max_date_bytes = 256;
constexpr std::array<std::string_view, 12> months = {"jan", "feb", "mar", "apr", "may", "jun",
                                                     "jul", "aug", "sep", "oct", "nov", "dec"};

/// RFC 5322 section 4.3. Other names, and the single letters that RFC 822 got wrong, mean -0000: UTC.
constexpr std::pair<std::string_view, int> zones[] = {
    {"est", -5}, {"edt", -4}, {"cst", -6}, {"cdt", -5}, {"mst", -7}, {"mdt", -6}, {"pst", -8},
    {"pdt", -7}, {"cet", 1},  {"cest", 2}, {"met", 1},  {"mest", 2}, {"bst", 1},  {"jst", 9},
};

enum class Kind : unsigned char { number, word, sign, colon, other };

struct Token {
    Kind kind = Kind::other;
    std::string_view text;
    int number = 0;
};

/// The pieces of a date, without comments and blanks; at most as many as a date has.
class Tokens {
public:
    explicit Tokens(std::string_view text) {
        while (!text.empty() && count_ < tokens_.size()) {
            if (text.front() == '(') {
                text.remove_prefix(std::min(text.find(')'), text.size() - 1) + 1);
                continue;
            }
            const auto token = first_token(text);
            text.remove_prefix(token.text.size());
            if (token.kind != Kind::other ||
                base::trim(token.text).find_first_not_of(",.") != token.text.npos)
                tokens_[count_++] = token;
        }
    }

    /// The token `ahead` of the next one; an empty one of kind `other` past the end.
    const Token& peek(std::size_t ahead = 0) const {
        static constexpr Token none{};
        return at_ + ahead < count_ ? tokens_[at_ + ahead] : none;
    }
    bool next_is(Kind kind, std::size_t ahead = 0) const { return peek(ahead).kind == kind; }
    void skip() { ++at_; }

private:
    static Token first_token(std::string_view text) {
        const auto run = [&](auto test) {
            return text.substr(
                0, static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), test) - text.begin()));
        };
        const char c = text.front();
        if (base::is_ascii_digit(c)) {
            Token token{Kind::number, run(base::is_ascii_digit), -1};
            std::from_chars(token.text.data(), token.text.data() + token.text.size(), token.number);
            return token;
        }
        if (base::is_ascii_alpha(c))
            return {Kind::word, run(base::is_ascii_alpha)};
        if (c == '+' || c == '-')
            return {Kind::sign, text.substr(0, 1)};
        return {c == ':' ? Kind::colon : Kind::other, text.substr(0, 1)};
    }

    std::array<Token, 24> tokens_;
    std::size_t count_ = 0, at_ = 0;
};

struct Date {
    int year = -1, month = 0, day = 0;
    int hour = 0, minute = 0, second = 0;
    minutes offset{0};
};

/// 1 to 12, or 0. Full names are cut to three letters.
int month_of(const Token& token) {
    if (token.kind != Kind::word || token.text.size() < 3)
        return 0;
    const auto name = base::to_ascii_lower(token.text.substr(0, 3));
    const auto found = std::find(months.begin(), months.end(), name);
    return found == months.end() ? 0 : static_cast<int>(found - months.begin()) + 1;
}

/// Two and three digits as RFC 5322 section 4.3 reads them; -1 for what is no year.
int year_of(const Token& token) {
    if (token.kind != Kind::number || token.number < 0)
        return -1;
    switch (token.text.size()) {
        case 2:
            return token.number + (token.number < 50 ? 2000 : 1900);
        case 3:
            return token.number + 1900;
        case 4:
            return token.number;
        default:
            return -1;
    }
}

void skip_separators(Tokens& tokens) {
    while (tokens.next_is(Kind::sign) || (tokens.next_is(Kind::other) && !tokens.peek().text.empty()))
        tokens.skip();
}

/// "21 Nov 1997", "21-Nov-97", "Nov 21 [time] 1997" (as ctime writes it: then the year comes later),
/// "1997-11-21".
bool read_day(Tokens& tokens, Date& date) {
    if (tokens.next_is(Kind::word) && month_of(tokens.peek()) == 0)
        tokens.skip();  // the day of the week
    skip_separators(tokens);
    if ((date.month = month_of(tokens.peek())) != 0) {
        tokens.skip();
        date.day = tokens.peek().number;
        const bool found = tokens.next_is(Kind::number);
        tokens.skip();
        skip_separators(tokens);
        if (found && !tokens.next_is(Kind::colon, 1)) {
            date.year = year_of(tokens.peek());
            tokens.skip();
        }
        return found;
    }
    const Token first = tokens.peek();
    tokens.skip();
    skip_separators(tokens);
    const Token second = tokens.peek();
    tokens.skip();
    skip_separators(tokens);
    const Token third = tokens.peek();
    tokens.skip();
    const bool iso = first.text.size() == 4 && second.kind == Kind::number;
    date.year = year_of(iso ? first : third);
    date.month = iso ? second.number : month_of(second);
    date.day = (iso ? third : first).number;
    return first.kind == Kind::number && third.kind == Kind::number;
}

/// "09:55", "09:55:06", "9:55:06.123 PM", and with dots.
bool read_time(Tokens& tokens, Date& date) {
    if (tokens.next_is(Kind::word) && base::equals_ignoring_case(tokens.peek().text, "t"))
        tokens.skip();  // of ISO 8601
    if (!tokens.next_is(Kind::number) || !tokens.next_is(Kind::colon, 1) || !tokens.next_is(Kind::number, 2))
        return false;
    date.hour = tokens.peek().number;
    date.minute = tokens.peek(2).number;
    for (int i = 0; i < 3; ++i)
        tokens.skip();
    if (tokens.next_is(Kind::colon) && tokens.next_is(Kind::number, 1)) {
        date.second = tokens.peek(1).number;
        tokens.skip();
        tokens.skip();
    }
    const bool afternoon = base::equals_ignoring_case(tokens.peek().text, "pm");
    if (afternoon || base::equals_ignoring_case(tokens.peek().text, "am")) {
        date.hour = date.hour % 12 + (afternoon ? 12 : 0);
        tokens.skip();
    }
    return true;
}

/// "+hhmm", "+hh:mm", "+hh" or a name; "GMT+0100" too. What is missing or no zone is UTC.
void read_zone(Tokens& tokens, Date& date) {
    if (tokens.next_is(Kind::word)) {
        const auto name = base::to_ascii_lower(tokens.peek().text);
        const auto zone = std::find_if(std::begin(zones), std::end(zones),
                                       [&](const auto& candidate) { return candidate.first == name; });
        if (zone != std::end(zones))
            date.offset = minutes(zone->second * 60);
        tokens.skip();
    }
    if (!tokens.next_is(Kind::sign) || !tokens.next_is(Kind::number, 1))
        return;
    const bool west = tokens.peek().text == "-";
    const auto digits = tokens.peek(1).text;
    int number = tokens.peek(1).number;
    if (digits.size() > 4)
        return;
    if (digits.size() <= 2) {
        const bool has_minutes = tokens.next_is(Kind::colon, 2) && tokens.peek(3).text.size() == 2;
        number = number * 100 + (has_minutes ? tokens.peek(3).number : 0);
    }
    date.offset = minutes((number / 100 * 60 + number % 100) * (west ? -1 : 1));
}

std::optional<base::Timestamp> to_timestamp(const Date& date) {
    using namespace std::chrono;
    const year_month_day day{year(date.year), month(static_cast<unsigned>(date.month)),
                             std::chrono::day(static_cast<unsigned>(date.day))};
    if (date.year < 1900 || date.year > 9999 || !day.ok() || date.hour < 0 || date.hour > 23 ||
        date.minute < 0 || date.minute > 59 || date.second < 0 || date.second > 60)
        return std::nullopt;
    const auto time =
        sys_days(day) + hours(date.hour) + minutes(date.minute) + seconds(date.second) - date.offset;
    constexpr sys_days after_the_last = year(10'000) / January / 1;  // RFC 3339 has four digits
    return time < after_the_last ? std::optional<base::Timestamp>(time) : std::nullopt;
}

}  // namespace

std::optional<base::Timestamp> parse_date(std::string_view value) {
    Tokens tokens(value.substr(0, max_date_bytes));
    Date date;
    if (!read_day(tokens, date))
        return std::nullopt;
    skip_separators(tokens);
    const bool year_comes_last = date.year < 0;
    if (!read_time(tokens, date) && year_comes_last)
        return std::nullopt;
    if (year_comes_last && tokens.next_is(Kind::word))  // ctime with a zone: "Nov 21 09:55:06 CET 1997"
        read_zone(tokens, date);
    if (year_comes_last) {
        date.year = year_of(tokens.peek());
        tokens.skip();
    }
    read_zone(tokens, date);
    return to_timestamp(date);
}

}  // namespace mime
