// One reply to a client (RFC 5321 section 4.2) and how it looks on the wire. What is said is in replies.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace smtp {

/// Subject and detail of an enhanced status code (RFC 3463). Its class is not kept: it is always the reply
/// code's first digit.
struct Status {
    std::uint16_t subject = 0;
    std::uint16_t detail = 0;
    bool operator==(const Status&) const = default;
};

namespace status {
inline constexpr Status other{0, 0}, bad_recipient_domain{1, 2}, bad_recipient{1, 3}, recipient{1, 5},
    bad_sender{1, 7}, sender{1, 0}, system_error{3, 0}, system_full{3, 1}, shutting_down{3, 2},
    too_large{3, 4}, bad_connection{4, 2}, invalid_command{5, 1}, syntax{5, 2}, too_many_recipients{5, 3},
    invalid_arguments{5, 4}, policy{7, 0};
}  // namespace status

struct Reply {
    int code = 0;
    std::optional<Status> status;  // none: the greeting, HELO and EHLO, and all 3xx (RFC 2034 section 4)
    std::string text;              // lines separated by LF

    bool is_refusal() const { return code >= 400; }
    bool operator==(const Reply&) const = default;

    /// Adds the reply as it goes over the wire to `out`: the code on each line, and the enhanced status code
    /// too. A line that would exceed 512 octets (RFC 5321 section 4.5.3.1.5) becomes two. Octets that are not
    /// printable ASCII become '?', so that nothing a client said can break out of the reply.
    void append_to(std::string& out) const;
    std::string string() const;
};

}  // namespace smtp
