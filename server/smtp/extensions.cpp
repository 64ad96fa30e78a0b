#include "smtp/extensions.hpp"

namespace smtp {

std::span<const ExtensionInfo> extensions() {
    static constexpr ExtensionInfo table[] = {
        {Extension::size, "SIZE"},
        {Extension::eight_bit_mime, "8BITMIME"},
        {Extension::pipelining, "PIPELINING"},
        {Extension::smtputf8, "SMTPUTF8"},
        {Extension::enhanced_status_codes, "ENHANCEDSTATUSCODES"},
        {Extension::vrfy, "VRFY"},
        {Extension::help, "HELP"},
    };
    return table;
}

}  // namespace smtp
