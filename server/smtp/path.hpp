// Reverse-path and forward-path: the arguments of MAIL and RCPT (RFC 5321 section 4.1.2). A small scanner,
// since a quoted local part may contain anything, '>' and '@' too.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "smtp/flags.hpp"

namespace smtp {

class Path {
public:
    /// The null path, "<>".
    Path() : text_("<>") {}

    /// As it came, angle brackets and source route included.
    std::string_view text() const { return text_; }
    /// Without brackets and route: "ann@example.com", or "postmaster", or nothing.
    std::string_view mailbox() const {
        return std::string_view(text_).substr(mailbox_begin_, mailbox_length_);
    }
    /// "@one.example,@two.example", or nothing (RFC 5321 appendix C).
    std::string_view route() const { return std::string_view(text_).substr(1, route_length_); }
    bool is_null() const { return mailbox_length_ == 0; }

private:
    friend class PathScanner;
    std::string text_;
    std::size_t mailbox_begin_ = 1;
    std::size_t mailbox_length_ = 0;
    std::size_t route_length_ = 0;
};

using ReversePath = Path;
using ForwardPath = Path;

enum class PathDefect : std::uint8_t { syntax, domain };

struct ScannedPath {
    Path path;
    FlagSet flags;                     // what a stricter server would refuse
    std::string_view rest;             // of the input, behind the path
    std::optional<PathDefect> defect;  // then nothing else counts
};

/// Takes a path off the front of `input`, which has no spaces in front.
ScannedPath scan_path(std::string_view input);

/// "[192.0.2.1]" or "[IPv6:2001:db8::1]" (RFC 5321 section 4.1.3).
bool is_address_literal(std::string_view text);
/// Letters, digits and hyphens in labels that are neither empty nor begin or end with a hyphen; also beyond
/// ASCII.
bool is_domain_name(std::string_view text);

}  // namespace smtp
