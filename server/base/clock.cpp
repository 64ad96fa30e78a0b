#include "base/clock.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace base {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr Timestamp first_writable = sys_days{std::chrono::year{0} / 1 / 1};
constexpr Timestamp last_writable =
    Timestamp{sys_days{std::chrono::year{10'000} / 1 / 1}} - std::chrono::milliseconds{1};

/// Writes `digits` digits that end before `end`.
void put(char* end, unsigned value, int digits) {
    while (digits-- > 0) {
        *--end = static_cast<char>('0' + value % 10);
        value /= 10;
    }
}

/// Reads from the front of a text; once something did not fit, failed() stays true.
class Reader {
public:
    explicit Reader(std::string_view text) : text_(text) {}

    int number(std::size_t digits, int min, int max) {
        int value = 0;
        for (std::size_t i = 0; i < digits; ++i)
            value = value * 10 + digit();
        failed_ = failed_ || value < min || value > max;
        return value;
    }

    int digit() {
        if (!next_is_digit()) {
            failed_ = true;
            return 0;
        }
        return take() - '0';
    }

    void expect(char c) { failed_ = !skip(c) || failed_; }

    bool skip(char c) {
        if (text_.empty() || to_ascii_upper(text_.front()) != c)
            return false;
        take();
        return true;
    }

    bool next_is_digit() const { return !text_.empty() && is_ascii_digit(text_.front()); }
    bool failed() const { return failed_; }
    bool at_end() const { return text_.empty(); }

private:
    char take() {
        const char c = text_.front();
        text_.remove_prefix(1);
        return c;
    }

    std::string_view text_;
    bool failed_ = false;
};

/// The digits after the point, those after the third without rounding away.
std::chrono::milliseconds read_fraction(Reader& reader) {
    int milliseconds = 0;
    int unit = 100;
    do {
        milliseconds += unit * reader.digit();
        unit /= 10;
    } while (reader.next_is_digit());
    return std::chrono::milliseconds{milliseconds};
}

std::chrono::minutes read_offset(Reader& reader) {
    if (reader.skip('Z'))
        return {};
    const bool west = reader.skip('-');
    if (!west)
        reader.expect('+');
    const std::chrono::hours hours{reader.number(2, 0, 23)};
    reader.expect(':');
    const std::chrono::minutes offset = hours + std::chrono::minutes{reader.number(2, 0, 59)};
    return west ? -offset : offset;
}

}  // namespace

Timestamp SystemClock::now() const {
    return floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

std::string to_rfc3339(Timestamp time) {
    time = std::clamp(time, first_writable, last_writable);
    const auto day = floor<days>(time);
    const year_month_day date{day};
    const auto of_day = static_cast<unsigned>((time - day).count());
    std::string text = "0000-00-00T00:00:00.000Z";
    char* const begin = text.data();
    put(begin + 4, static_cast<unsigned>(static_cast<int>(date.year())), 4);
    put(begin + 7, static_cast<unsigned>(date.month()), 2);
    put(begin + 10, static_cast<unsigned>(date.day()), 2);
    put(begin + 13, of_day / 3'600'000, 2);
    put(begin + 16, of_day / 60'000 % 60, 2);
    put(begin + 19, of_day / 1'000 % 60, 2);
    put(begin + 23, of_day % 1'000, 3);
    return text;
}

std::optional<Timestamp> parse_rfc3339(std::string_view text) {
    Reader reader(text);
    const std::chrono::year year{reader.number(4, 0, 9999)};
    reader.expect('-');
    const std::chrono::month month{static_cast<unsigned>(reader.number(2, 1, 12))};
    reader.expect('-');
    const std::chrono::day day{static_cast<unsigned>(reader.number(2, 1, 31))};
    reader.expect('T');
    const std::chrono::hours hours{reader.number(2, 0, 23)};
    reader.expect(':');
    const std::chrono::minutes minutes{reader.number(2, 0, 59)};
    reader.expect(':');
    // A leap second (RFC 3339 section 5.7) is the first one of the next minute.
    const std::chrono::seconds seconds{reader.number(2, 0, minutes.count() == 59 ? 60 : 59)};
    const auto fraction = reader.skip('.') ? read_fraction(reader) : std::chrono::milliseconds{};
    const auto offset = read_offset(reader);
    const year_month_day date{year, month, day};
    if (reader.failed() || !reader.at_end() || !date.ok())
        return std::nullopt;
    return Timestamp{sys_days{date}} + hours + minutes + seconds + fraction - offset;
}

}  // namespace base
