// Talks to a session as the connection does, one line in and one reply out.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "smtp/command.hpp"
#include "smtp/session.hpp"

namespace dialogue {

inline smtp::Step step(smtp::Session& session, std::string_view line) {
    auto command = smtp::parse_command(line);
    if (auto refusal = session.check(command))
        return session.refuse(smtp::verb_of(command), *std::move(refusal));
    return session.proceed(std::move(command));
}

/// The reply's first line as it goes over the wire, without CRLF.
inline std::string answer(smtp::Session& session, std::string_view line) {
    const auto reply = step(session, line).reply.string();
    return reply.substr(0, reply.find('\r'));
}

/// "250 2.1.0", or "250" when there is no enhanced status code.
inline std::string codes(const smtp::Reply& reply) {
    std::string codes = std::to_string(reply.code);
    if (reply.status)
        codes += " " + codes.substr(0, 1) + "." + std::to_string(reply.status->subject) + "." +
                 std::to_string(reply.status->detail);
    return codes;
}

inline std::string codes(smtp::Session& session, std::string_view line) {
    return codes(step(session, line).reply);
}

/// Sends all lines and forgets the replies.
template <class... Lines>
void say(smtp::Session& session, Lines... lines) {
    (step(session, lines), ...);
}

}  // namespace dialogue
