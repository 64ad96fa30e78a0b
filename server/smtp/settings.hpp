// What a user can decide about the language itself: the name the server gives, what it offers, how much it
// takes.
#pragma once

#include <cstdint>
#include <string>

#include "smtp/extensions.hpp"

namespace smtp {

/// In all limits 0 means none.
struct Settings {
    std::string hostname = "localhost";  // first word of the greeting and of the replies to HELO and EHLO
    ExtensionSet extensions = ExtensionSet::all();

    std::uint64_t max_message_bytes = 50 << 20;  // as stored: without stuffing dots (RFC 1870)
    std::size_t max_recipients = 1000;  // of one transaction; above it 452 (RFC 5321 section 4.5.3.1.10)
    std::size_t max_excess_recipients =
        1000;                              // recipients refused in one transaction before the session ends
    std::size_t max_errors = 1000;         // refused commands before the session ends
    std::size_t max_junk_commands = 1000;  // NOOP, RSET and the like between two messages
    std::size_t max_messages = 1'000'000;  // in one session
};

}  // namespace smtp
