#include "http/head_scanner.hpp"

namespace http {
namespace {

constexpr Defect bad_line{.message = "header lines must end in CRLF and hold no NUL"};
constexpr Defect folded_line{.message = "header lines must not be folded"};
constexpr Defect head_too_large{
    .status = 431, .code = "too_large", .message = "the request's header section is too large"};
constexpr Defect target_too_large{
    .status = 414, .code = "too_large", .message = "the request's target is too long"};

/// Method, blanks and version stand in the request line too.
constexpr std::size_t rest_of_request_line = 64;

}  // namespace

bool HeadScanner::scan(std::string_view received) {
    while (position_ < received.size()) {
        const char c = received[position_];
        const char before = position_ > line_start_ ? received[position_ - 1] : '\0';
        const bool first_of_line = position_ == line_start_;
        if (c == '\0' || (c == '\n') != (before == '\r'))
            return fail(bad_line);
        if (first_of_line && position_ > 0 && (c == ' ' || c == '\t'))
            return fail(folded_line);
        ++position_;
        if (check_size())
            return true;
        if (c != '\n')
            continue;
        const bool empty = position_ - line_start_ == 2;
        line_start_ = position_;
        if (empty)
            return true;
    }
    return false;
}

bool HeadScanner::fail(Defect defect) {
    defect_ = defect;
    return true;
}

bool HeadScanner::check_size() {
    const bool in_request_line = line_start_ == 0;
    if (in_request_line && position_ > max_target_bytes_ + rest_of_request_line)
        return fail(target_too_large);
    return position_ > max_head_bytes_ && fail(head_too_large);
}

}  // namespace http
