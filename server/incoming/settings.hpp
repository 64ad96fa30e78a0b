// What a user can decide about connections that bring mail. The rules of the language are in smtp::Settings.
#pragma once

#include <chrono>
#include <cstddef>

#include "smtp/settings.hpp"

namespace incoming {

struct Settings {
    smtp::Settings session;

    std::size_t max_connections = 1000;
    std::size_t max_connections_per_address = 200;  // the machine itself (loopback) is not counted

    std::size_t max_line_bytes = 4096;                 // of a command, its CRLF included
    std::size_t max_discarded_line_bytes = 64 * 1024;  // of one longer line; above it the session ends
    std::size_t max_waiting_reply_bytes = 64 * 1024;   // no command is looked at while so many octets wait
    std::size_t min_content_bytes_per_second = 500;    // of message text, averaged over rate_window

    std::chrono::milliseconds command_timeout{
        300'000};  // for a whole command line (RFC 5321 section 4.5.3.2.7)
    std::chrono::milliseconds content_timeout{180'000};  // for message text to go on
    std::chrono::milliseconds rate_window{60'000};
    std::chrono::milliseconds drain_timeout{60'000};  // for the rest of a message that is already refused
    std::chrono::milliseconds write_timeout{30'000};  // for the client to take its replies
    std::chrono::milliseconds session_timeout{3'600'000};
};

}  // namespace incoming
