#include "base/id.hpp"

#include <algorithm>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "base/text.hpp"

namespace base {
namespace {

constexpr char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::uint64_t radix = sizeof digits - 1;
constexpr std::uint64_t radix_to_the_10th = 839'299'365'868'340'224;

__extension__ using Number = unsigned __int128;

/// Writes `value` as `count` digits that end before `end`.
void put(char* end, std::uint64_t value, int count) {
    while (count-- > 0) {
        *--end = digits[value % radix];
        value /= radix;
    }
}

}  // namespace

std::optional<Id> Id::parse(std::string_view text) {
    if (text.size() != length || !std::all_of(text.begin(), text.end(), is_ascii_alnum))
        return std::nullopt;
    Id id;
    std::copy(text.begin(), text.end(), id.text_.begin());
    return id;
}

Id IdGenerator::next() {
    std::array<std::uint8_t, 10> octets;
    random_.fill(octets);
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    for (const auto octet : std::span(octets).first<2>())
        high = high << 8 | octet;
    for (const auto octet : std::span(octets).last<8>())
        low = low << 8 | octet;

    const auto milliseconds = std::max<std::int64_t>(clock_.now().time_since_epoch().count(), 0);
    high |= static_cast<std::uint64_t>(milliseconds) << 16;
    if (high >> 16 <= last_high_ >> 16) {
        // No later than the one before: a random step further, so that an id tells nothing about the next.
        const std::uint64_t step = (low & 0xffff'ffffU) + 1;
        low = last_low_ + step;
        high = last_high_ + (low < step ? 1 : 0);
    }
    last_high_ = high;
    last_low_ = low;

    // Ten digits at a time: dividing 64 bits by a constant is a multiplication, dividing 128 bits is a call.
    Number number = Number{high} << 64 | low;
    Id id;
    char* const end = id.text_.data() + id.text_.size();
    put(end, static_cast<std::uint64_t>(number % radix_to_the_10th), 10);
    number /= radix_to_the_10th;
    put(end - 10, static_cast<std::uint64_t>(number % radix_to_the_10th), 10);
    put(end - 20, static_cast<std::uint64_t>(number / radix_to_the_10th), 2);
    return id;
}

}  // namespace base
