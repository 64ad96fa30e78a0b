#include "config/values.hpp"

#include <fmt/format.h>

#include <array>
#include <limits>
#include <optional>
#include <utility>

#include "base/text.hpp"

namespace config {

namespace {

struct Unit {
    std::string_view name;
    std::uint64_t factor;
};

constexpr std::array size_units{
    Unit{"gib", 1ULL << 30},
    Unit{"gb", 1ULL << 30},
    Unit{"g", 1ULL << 30},
    Unit{"mib", 1ULL << 20},
    Unit{"mb", 1ULL << 20},
    Unit{"m", 1ULL << 20},
    Unit{"kib", 1ULL << 10},
    Unit{"kb", 1ULL << 10},
    Unit{"k", 1ULL << 10},
    Unit{"b", 1},
    Unit{"", 1},
};

constexpr std::array duration_units{
    Unit{"ms", 1},       Unit{"s", 1000},      Unit{"m", 60'000},
    Unit{"min", 60'000}, Unit{"h", 3'600'000}, Unit{"", 1000},
};

template <std::size_t N>
std::optional<std::uint64_t> number_with_unit(std::string_view text, const std::array<Unit, N>& units) {
    const auto trimmed = base::trim(text);
    std::size_t digits = 0;
    while (digits < trimmed.size() && base::is_ascii_digit(trimmed[digits]))
        ++digits;
    const auto number = base::parse_uint64(trimmed.substr(0, digits));
    const auto unit_name = base::to_ascii_lower(base::trim(trimmed.substr(digits)));
    if (!number)
        return std::nullopt;
    for (const auto& unit : units) {
        if (unit.name != unit_name)
            continue;
        if (*number > std::numeric_limits<std::int64_t>::max() / unit.factor)
            return std::nullopt;
        return *number * unit.factor;
    }
    return std::nullopt;
}

base::Error invalid(std::string message) {
    return {base::ErrorCode::invalid, std::move(message)};
}

}  // namespace

base::Result<std::uint64_t> parse_size(std::string_view text) {
    if (const auto octets = number_with_unit(text, size_units))
        return *octets;
    return invalid(
        fmt::format("'{}' is not a size; write octets, or a number with KB, MB or GB, such as 50MB",
                    base::printable(text, 64)));
}

std::string show_size(std::uint64_t octets) {
    constexpr std::array shown{Unit{"GB", 1ULL << 30}, Unit{"MB", 1ULL << 20}, Unit{"KB", 1ULL << 10}};
    for (const auto& unit : shown) {
        if (octets >= unit.factor && octets % unit.factor == 0)
            return fmt::format("{}{}", octets / unit.factor, unit.name);
    }
    return std::to_string(octets);
}

base::Result<std::chrono::milliseconds> parse_duration(std::string_view text) {
    if (const auto milliseconds = number_with_unit(text, duration_units))
        return std::chrono::milliseconds(*milliseconds);
    return invalid(
        fmt::format("'{}' is not a duration; write seconds, or a number with ms, s, m or h, such as 5m",
                    base::printable(text, 64)));
}

std::string show_duration(std::chrono::milliseconds duration) {
    const auto count = static_cast<std::uint64_t>(duration.count());
    if (count % 1000 != 0)
        return fmt::format("{}ms", count);
    if (count >= 60'000 && count % 60'000 == 0)
        return fmt::format("{}m", count / 60'000);
    return fmt::format("{}s", count / 1000);
}

base::Result<std::uint64_t> parse_count(std::string_view text, std::uint64_t max) {
    const auto number = base::parse_uint64(base::trim(text));
    if (number && *number <= max)
        return *number;
    return invalid(fmt::format("'{}' is not a whole number from 0 to {}", base::printable(text, 64), max));
}

}  // namespace config
