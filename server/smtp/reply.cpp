#include "smtp/reply.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace smtp {
namespace {

constexpr std::size_t max_line_bytes = 512;

void append_number(std::string& out, unsigned number) {
    char digits[12];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    out.append(digits, end);
}

/// "5.1.3 ", or nothing.
std::string prefix_of(const Reply& reply) {
    std::string prefix;
    if (!reply.status)
        return prefix;
    append_number(prefix, static_cast<unsigned>(reply.code) / 100);
    for (const unsigned number : {reply.status->subject, reply.status->detail}) {
        prefix += '.';
        append_number(prefix, number);
    }
    return prefix += ' ';
}

/// Takes the next line off the front of `text`, at most `max_bytes` of it; at a space where there is one.
std::string_view take_line(std::string_view& text, std::size_t max_bytes) {
    const auto end = std::min(text.find('\n'), text.size());
    auto line = text.substr(0, end);
    if (line.size() > max_bytes) {
        const auto space = line.substr(0, max_bytes).rfind(' ');
        line = line.substr(0, space == std::string_view::npos || space == 0 ? max_bytes : space);
    }
    text.remove_prefix(line.size());
    if (!text.empty() && (text.front() == '\n' || text.front() == ' '))
        text.remove_prefix(1);
    return line;
}

void append_printable(std::string& out, std::string_view text) {
    const auto begin = out.size();
    out += text;
    std::replace_if(
        out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(),
        [](char c) { return c < 0x20 || c > 0x7e; }, '?');
}

}  // namespace

void Reply::append_to(std::string& out) const {
    const auto prefix = prefix_of(*this);
    const auto room = max_line_bytes - std::string_view("250-\r\n").size() - prefix.size();
    std::string_view rest = text;
    do {
        const auto line = take_line(rest, room);
        append_number(out, static_cast<unsigned>(code));
        out += rest.empty() ? ' ' : '-';
        out += prefix;
        append_printable(out, line);
        out += "\r\n";
    } while (!rest.empty());
}

std::string Reply::string() const {
    std::string out;
    append_to(out);
    return out;
}

}  // namespace smtp
