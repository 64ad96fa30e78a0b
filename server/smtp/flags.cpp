#include "smtp/flags.hpp"

#include <algorithm>
#include <iterator>

namespace smtp {
namespace {

// In the order of FlagKind.
constexpr FlagInfo table[] = {
    {"space_after_colon", "Space after the colon; RFC 5321 section 4.1.2 allows none"},
    {"missing_brackets", "Address without angle brackets"},
    {"extra_space", "More than one space, or a tab, between words"},
    {"missing_domain", "Address without a domain"},
    {"odd_dots", "Local part begins or ends with a dot, or has two in a row"},
    {"odd_domain", "Not a proper domain name"},
    {"long_local_part", "Local part of more than 64 octets"},
    {"long_domain", "Domain of more than 255 octets"},
    {"non_ascii_path", "Address beyond ASCII without the parameter SMTPUTF8"},
    {"odd_client_name", "The name given with HELO or EHLO is neither a domain name nor an address literal"},
    {"parameters_after_helo", "Parameters after HELO; they need EHLO"},
    {"lf_line_end", "Command line ended by LF instead of CRLF"},
    {"talked_before_greeting", "The client did not wait for the greeting"},
    {"talked_before_354", "Message text was sent before the reply to DATA"},
    {"lf_content", "Lines of the message end in LF, as the DATA command did"},
    {"bare_lf", "LF without CR"},
    {"bare_cr", "CR without LF"},
    {"nul_octet", "NUL octet"},
    {"undeclared_8bit", "Octets above 127 without BODY=8BITMIME"},
    {"long_line", "Line of more than 998 octets"},
    {"ambiguous_end",
     "Some servers would take this for the end of the message: it would be a smuggling attempt"},
};
static_assert(std::size(table) == static_cast<std::size_t>(FlagKind::ambiguous_end) + 1);

}  // namespace

const FlagInfo& info(FlagKind kind) {
    return table[static_cast<std::size_t>(kind)];
}

void Flags::raise(FlagKind kind, std::string_view where, std::uint64_t count) {
    const auto same = std::ranges::find(list_, kind, &Flag::kind);
    if (same != list_.end())
        same->count += count;
    else
        list_.push_back({kind, std::string(where), count});
}

void Flags::raise(const FlagSet& kinds, std::string_view where) {
    if (kinds.empty())
        return;
    for (std::size_t i = 0; i < std::size(table); ++i) {
        if (kinds.contains(static_cast<FlagKind>(i)))
            raise(static_cast<FlagKind>(i), where);
    }
}

bool Flags::contains(FlagKind kind) const {
    return std::ranges::find(list_, kind, &Flag::kind) != list_.end();
}

}  // namespace smtp
