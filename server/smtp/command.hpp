// One command line as a typed value (RFC 5321 section 4.1). Reading never fails: what cannot be read is
// itself a command. Whether a command is allowed now is the session's business.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "smtp/flags.hpp"
#include "smtp/parameters.hpp"
#include "smtp/path.hpp"
#include "smtp/reply.hpp"
#include "smtp/verb.hpp"

namespace smtp {

// Each has a `verb`. `flags` of a command: what a stricter server would refuse in it.
struct Helo {
    static constexpr Verb verb = Verb::helo;
    std::string name;
    FlagSet flags;
};
struct Ehlo {
    static constexpr Verb verb = Verb::ehlo;
    std::string name;
    FlagSet flags;
};
struct Mail {
    static constexpr Verb verb = Verb::mail;
    ReversePath reverse_path;
    Parameters parameters;
    FlagSet flags;
};
struct Rcpt {
    static constexpr Verb verb = Verb::rcpt;
    ForwardPath forward_path;
    Parameters parameters;
    FlagSet flags;
};
struct Data {
    static constexpr Verb verb = Verb::data;
};
struct Rset {
    static constexpr Verb verb = Verb::rset;
};
struct Noop {
    static constexpr Verb verb = Verb::noop;
};
struct Quit {
    static constexpr Verb verb = Verb::quit;
};
struct Help {
    static constexpr Verb verb = Verb::help;
    std::string topic;
};
struct Vrfy {
    static constexpr Verb verb = Verb::vrfy;
    std::string argument;
};

/// What follows the command line is a chunk (RFC 3030 section 2), whatever becomes of the command.
struct Bdat {
    static constexpr Verb verb = Verb::bdat;
    std::optional<std::uint64_t>
        octets;  // none when no number could be read; the greatest when it has over 18 digits
};

/// A known verb that this server does not implement; its arguments are not looked at.
struct Unimplemented {
    Verb verb;
};

/// A known verb with arguments that are wrong: 501. `problem` says so in a line for people.
struct Malformed {
    Verb verb;
    Status status;
    std::string problem;
};

/// No verb of this server: 500. `problem` may know what was meant.
struct Unrecognized {
    static constexpr Verb verb = Verb::unknown;
    Status status;
    std::string problem;
};

/// A web browser, or something that uses one: the first line of an HTTP request, or its Host field.
struct HttpRequest {
    static constexpr Verb verb = Verb::unknown;
};

using Command = std::variant<Helo, Ehlo, Mail, Rcpt, Data, Rset, Noop, Quit, Help, Vrfy, Bdat, Unimplemented,
                             Malformed, Unrecognized, HttpRequest>;

/// `line` is without its end.
Command parse_command(std::string_view line);

inline Verb verb_of(const Command& command) {
    return std::visit([](const auto& one) { return one.verb; }, command);
}

}  // namespace smtp
