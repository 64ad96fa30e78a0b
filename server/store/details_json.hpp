// How lists of a message are kept in one column: as JSON, so that other programs can read it too. Not the
// API's JSON.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/messages.hpp"

namespace store {

/// [["Ann","ann@example.com"],…]
std::string pack_addresses(const std::vector<NamedAddress>& addresses);
/// Throws DatabaseError `damaged` for what pack_addresses() cannot have written.
std::vector<NamedAddress> unpack_addresses(std::string_view text);

/// Everything but the parts, which have a table of their own.
std::string pack_details(const MessageDetails& details);
/// Throws DatabaseError `damaged`.
MessageDetails unpack_details(std::string_view text);

}  // namespace store
