// Query parameters read strictly: what is misspelt, doubled or out of range is an error that names it. A
// filter that was silently ignored would mean "everything".
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "http/request.hpp"
#include "store/messages.hpp"

namespace api {

/// Refuses parameters that are not among `known` and those that come twice. A known name that ends in "*" may
/// come as often as one likes; empty names are passed over.
base::Result<void> expect_only_parameters(const http::Pairs& query, std::span<const std::string_view> known);

/// inbox, read, limit (1 to 500), cursor.
base::Result<store::MessageFilter> parse_message_filter(const http::Pairs& query);

/// "true" or "false"; false when it is not there.
base::Result<bool> parse_flag(const http::Pairs& query, std::string_view name);

/// The live stream's `since`.
base::Result<std::optional<std::uint64_t>> parse_since(const http::Pairs& query);

/// Where the next page begins, as opaque text.
std::string to_cursor(std::int64_t number);
base::Result<std::int64_t> parse_cursor(std::string_view text);

}  // namespace api
