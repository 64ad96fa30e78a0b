// Message content as it arrives after a 354 reply: removes the dot-stuffing and finds the end (RFC 5321
// section 4.5.2). Only CRLF "." CRLF ends the content, or "." CRLF straight away; nothing that merely looks
// like it does, or a message could smuggle a second one in. Holds no socket and no content; time is linear
// however the input is cut.
#pragma once

#include <cstdint>
#include <string_view>

namespace smtp {

/// How the client's DATA command line ended. One that ended in a bare LF was typed or piped by somebody who
/// has no CRLF: for this message a LF alone ends a line too.
enum class LineEnd : std::uint8_t { crlf, lf };

class DataDecoder {
public:
    explicit DataDecoder(LineEnd line_end = LineEnd::crlf) : line_end_(line_end) {}

    /// Takes octets off the front of `input` and returns the content among them: a run that is a part of the
    /// input, or a CR held back earlier; it may be empty. Call it until the input is used up or done():
    /// octets behind the end are left alone, they are the next command.
    std::string_view next(std::string_view& input);

    bool done() const { return state_ == State::done; }

    /// How often something came that a careless server would take for the end: CRLF "." followed by a bare
    /// LF, a bare CR or NUL.
    std::uint64_t ambiguous_ends() const { return ambiguous_ends_; }

private:
    enum class State : std::uint8_t {
        line_start,
        dot,     // a dot at the start of a line, held back
        dot_cr,  // and a CR behind it, held back too
        text,
        cr,  // the last octet was a CR
        done,
    };

    bool after_dot(std::string_view& input);
    std::string_view take_run(std::string_view& input);

    LineEnd line_end_;
    State state_ = State::line_start;
    std::uint64_t ambiguous_ends_ = 0;
};

}  // namespace smtp
