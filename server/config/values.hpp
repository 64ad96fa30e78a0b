// Values as people write them: sizes, durations, counts.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace config {

/// "4096", "64KB", "50 MB", "2GiB": octets. K, M, G count by 1024, with or without B or iB, in any case.
base::Result<std::uint64_t> parse_size(std::string_view text);
std::string show_size(std::uint64_t octets);

/// "500ms", "30s", "5m", "2h"; a bare number is seconds.
base::Result<std::chrono::milliseconds> parse_duration(std::string_view text);
std::string show_duration(std::chrono::milliseconds duration);

/// A whole number without sign, not above `max`.
base::Result<std::uint64_t> parse_count(std::string_view text, std::uint64_t max);

}  // namespace config
