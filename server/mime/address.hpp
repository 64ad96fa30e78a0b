// Address lists of header fields (RFC 5322 section 3.4, with obsolete forms and RFC 6532). Groups are
// flattened.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mime {

/// Both decoded to clean UTF-8; `name` is empty when there is none. `address` is the addr-spec without
/// comments and superfluous white space, in the case it came in; it is empty for what is no address at all,
/// and then the text is the name.
struct Address {
    std::string name;
    std::string address;
    bool operator==(const Address&) const = default;
};

struct AddressList {
    std::vector<Address> addresses;
    bool truncated = false;  // there were more than `max_addresses`
    bool damaged = false;    // something in it was not an address
};

/// `value` is an unfolded or folded field body, as it came.
AddressList parse_addresses(std::string_view value, std::size_t max_addresses = 5'000);

}  // namespace mime
