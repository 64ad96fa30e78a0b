// The service extensions (RFC 5321 section 2.2) this server knows: one row each, in the order in which EHLO
// lists them.
#pragma once

#include <bitset>
#include <cstdint>
#include <span>
#include <string_view>

namespace smtp {

enum class Extension : std::uint8_t {
    size,                   // RFC 1870
    eight_bit_mime,         // RFC 6152
    pipelining,             // RFC 2920
    smtputf8,               // RFC 6531
    enhanced_status_codes,  // RFC 2034
    vrfy,
    help,
};

struct ExtensionInfo {
    Extension extension;
    std::string_view keyword;
};

/// HELP comes last.
std::span<const ExtensionInfo> extensions();

/// Which of them are offered.
class ExtensionSet {
public:
    static ExtensionSet all() {
        ExtensionSet set;
        set.bits_.set();
        return set;
    }
    bool contains(Extension extension) const { return bits_.test(static_cast<std::size_t>(extension)); }
    void set(Extension extension, bool offered) { bits_.set(static_cast<std::size_t>(extension), offered); }

private:
    std::bitset<static_cast<std::size_t>(Extension::help) + 1> bits_;
};

}  // namespace smtp
