#include "smtp/data_decoder.hpp"

namespace smtp {
namespace {

std::string_view take(std::string_view& input, std::size_t octets) {
    const auto taken = input.substr(0, octets);
    input.remove_prefix(octets);
    return taken;
}

}  // namespace

std::string_view DataDecoder::next(std::string_view& input) {
    if (input.empty() || done())
        return {};
    if (state_ == State::line_start && input.front() == '.') {
        take(input, 1);
        state_ = State::dot;
    }
    if (state_ == State::dot && !after_dot(input))
        return {};
    if (state_ == State::dot_cr) {
        if (input.empty())
            return {};
        if (input.front() != '\n') {
            ++ambiguous_ends_;
            state_ = State::cr;
            return "\r";
        }
        take(input, 1);
        state_ = State::done;
        return {};
    }
    return take_run(input);
}

/// The line began with a dot. Returns whether there is more to do with the input.
bool DataDecoder::after_dot(std::string_view& input) {
    if (input.empty())
        return false;
    const char c = input.front();
    if (c == '\r') {
        take(input, 1);
        state_ = State::dot_cr;
    } else if (c == '\n' && line_end_ == LineEnd::lf) {
        take(input, 1);
        state_ = State::done;
        return false;
    } else {
        ambiguous_ends_ += c == '\n' || c == '\0';
        state_ = State::text;  // the line has more than the dot: that dot was stuffing
    }
    return true;
}

/// Everything up to the next line that begins with a dot.
std::string_view DataDecoder::take_run(std::string_view& input) {
    std::size_t begin = 0;
    while (true) {
        const auto lf = input.find('\n', begin);
        if (lf == std::string_view::npos) {
            // Nothing new behind the last line end leaves its state as it is.
            if (begin < input.size())
                state_ = input.back() == '\r' ? State::cr : State::text;
            return take(input, input.size());
        }
        const bool after_cr = lf > 0 ? input[lf - 1] == '\r' : state_ == State::cr;
        begin = lf + 1;
        const bool ends_line = after_cr || line_end_ == LineEnd::lf;
        state_ = ends_line ? State::line_start : State::text;
        if (ends_line && begin < input.size() && input[begin] == '.')
            return take(input, begin);
    }
}

}  // namespace smtp
