// The named moments of a session at which something may be made to happen instead of the usual.
#pragma once

#include <cstdint>
#include <string_view>

namespace smtp {

enum class Stage : std::uint8_t {
    connect,  // before the greeting
    helo,
    ehlo,
    starttls,
    auth,
    mail,
    rcpt,
    data,       // before 354
    data_body,  // while content arrives
    data_end,   // the message is complete, before its reply
    bdat,
    rset,
    noop,
    vrfy,
    expn,
    help,
    quit,
    etrn,
    atrn,
    turn,
    send,
    xclient,
    unknown,  // anything that is no command
    idle,     // unasked, between commands
};

/// As users write it: "data_end".
std::string_view name(Stage stage);

}  // namespace smtp
