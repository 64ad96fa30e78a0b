// The one way in and out for JSON: every text from outside is parsed here, within limits that keep later
// copying and writing safe, and every JSON text is written here. Field names do not live here. Sources that
// build or take values apart include <nlohmann/json.hpp> themselves; everybody else needs only the forward
// declaration.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace base {

/// The size of the whole text is for the caller to limit, before it is in memory.
struct JsonLimits {
    std::size_t max_depth = 32;
    std::size_t max_array_elements = 10'000;
    std::size_t max_string_bytes = 256 * 1024;  // of a name as well as of a value
};

/// Exactly one value. Refuses what RFC 8259 does not allow, invalid UTF-8, an object that has a name twice
/// (which of the two counts differs from program to program), and what is over the limits: too_large.
Result<nlohmann::json> parse_json(std::string_view text, const JsonLimits& limits = {});

/// On one line; invalid UTF-8 becomes U+FFFD. Never throws for what a value holds.
std::string dump_json(const nlohmann::json& value);

/// Readers of an object's members. Each gives an Error with the member's name as its field when `object` is
/// not an object, the member is missing or null, or it is of another type; numbers are never rounded, cut or
/// wrapped.
Result<std::string> read_string(const nlohmann::json& object, std::string_view name);
Result<bool> read_bool(const nlohmann::json& object, std::string_view name);
Result<std::uint64_t> read_uint64(const nlohmann::json& object, std::string_view name, std::uint64_t min = 0,
                                  std::uint64_t max = UINT64_MAX);
Result<std::vector<std::string>> read_strings(const nlohmann::json& object, std::string_view name);

/// Whether `object` is an object with that member, and it is not null.
bool has_member(const nlohmann::json& object, std::string_view name);

/// An Error that names the first member that is not in `names`, so that a misspelt one is not silently
/// ignored.
Result<void> expect_only_members(const nlohmann::json& object, std::initializer_list<std::string_view> names);

}  // namespace base
