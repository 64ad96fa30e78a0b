// The public name of a message or a session: 22 characters 0-9A-Za-z, sortable by the time it was made.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace base {

class Clock;
class Random;

class Id {
public:
    static constexpr std::size_t length = 22;

    /// All zeros: sorts before every made id.
    Id() { text_.fill('0'); }

    /// nullopt unless `text` is exactly 22 characters 0-9A-Za-z.
    static std::optional<Id> parse(std::string_view text);

    std::string_view view() const { return {text_.data(), text_.size()}; }
    std::string string() const { return std::string(view()); }

    auto operator<=>(const Id&) const = default;

private:
    friend class IdGenerator;
    std::array<char, length> text_;
};

/// Makes ids: 48 bits of milliseconds since 1970, then 80 random bits, in base 62 with digits before capitals
/// before small letters, so that comparing the octets compares the times. Never makes an id that is not
/// greater than the one before, also within one millisecond or when the clock is set back. Not for several
/// threads at once.
class IdGenerator {
public:
    IdGenerator(const Clock& clock, Random& random) : clock_(clock), random_(random) {}
    Id next();

private:
    const Clock& clock_;
    Random& random_;
    std::uint64_t last_high_ = 0;  // 48 bits of time, 16 random bits
    std::uint64_t last_low_ = 0;   // 64 random bits
};

}  // namespace base
