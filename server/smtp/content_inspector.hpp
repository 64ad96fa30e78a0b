// Looks at message content on its way into the store and counts what RFC 5321 and RFC 5322 do not allow in
// it. The content is not changed; what is found becomes flags.
#pragma once

#include <cstdint>
#include <string_view>

#include "smtp/data_decoder.hpp"
#include "smtp/flags.hpp"

namespace smtp {

class ContentInspector {
public:
    explicit ContentInspector(LineEnd line_end) : line_end_(line_end) {}

    /// The next octets of the content, dots unstuffed; it may be cut anywhere.
    void inspect(std::string_view octets);

    struct Finding {
        std::uint64_t count = 0;
        std::uint64_t first = 0;  // offset in the content
    };
    Finding of(FlagKind kind) const;

    /// All findings that came at least once, undeclared_8bit among them whether it was declared or not.
    void report(Flags& flags) const;

private:
    void inspect_values(std::string_view octets);
    void inspect_line(std::string_view line, bool ended);
    void watch_dots(std::string_view octets);
    void found(Finding& finding, std::uint64_t offset);

    LineEnd line_end_;
    std::uint64_t offset_ = 0;      // of what comes next
    std::uint64_t line_bytes_ = 0;  // of the line under way
    bool after_cr_ = false;         // the last octet was a CR; what comes next tells whether it was bare
    bool odd_ = false;              // something in these octets could make a dot ambiguous
    char last_ = '\n';
    int dot_progress_ = 0;  // 1: after a bare CR, bare LF or NUL; 2: and a dot
    Finding bare_lf_, bare_cr_, nul_, eight_bit_, long_line_, ambiguous_;
};

}  // namespace smtp
