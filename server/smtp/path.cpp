#include "smtp/path.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace smtp {
namespace {

constexpr std::size_t max_local_part_bytes = 64;  // RFC 5321 section 4.5.3.1.1
constexpr std::size_t max_domain_bytes = 255;     // section 4.5.3.1.2

bool is_utf8_octet(char c) {
    return static_cast<unsigned char>(c) >= 0x80;
}

/// atext of RFC 5322 section 3.2.3, the dot, and what RFC 6531 adds.
bool is_local_part_octet(char c) {
    constexpr std::string_view others = "!#$%&'*+-/=?^_`{|}~.";
    return base::is_ascii_alnum(c) || is_utf8_octet(c) || others.find(c) != std::string_view::npos;
}

/// What a domain may be made of; the underscore is no letter of domain names, but of test networks' names.
bool is_domain_octet(char c) {
    return base::is_ascii_alnum(c) || is_utf8_octet(c) || c == '-' || c == '.' || c == '_';
}

bool is_label(std::string_view label) {
    const auto allowed = [](char c) { return base::is_ascii_alnum(c) || is_utf8_octet(c) || c == '-'; };
    return !label.empty() && label.front() != '-' && label.back() != '-' &&
           std::ranges::all_of(label, allowed);
}

bool is_ip_address(int family, std::string_view text) {
    std::array<char, INET6_ADDRSTRLEN> terminated{};
    if (text.size() >= terminated.size() || text.find('\0') != std::string_view::npos)
        return false;
    std::ranges::copy(text, terminated.begin());
    in6_addr address{};
    return inet_pton(family, terminated.data(), &address) == 1;
}

}  // namespace

bool is_address_literal(std::string_view text) {
    if (text.size() < 2 || text.front() != '[' || text.back() != ']')
        return false;
    const auto address = text.substr(1, text.size() - 2);
    constexpr std::string_view tag = "IPv6:";
    if (base::starts_with_ignoring_case(address, tag))
        return is_ip_address(AF_INET6, address.substr(tag.size()));
    return is_ip_address(AF_INET, address);
}

bool is_domain_name(std::string_view text) {
    while (true) {
        const auto dot = text.find('.');
        if (!is_label(text.substr(0, dot)))
            return false;
        if (dot == std::string_view::npos)
            return true;
        text.remove_prefix(dot + 1);
    }
}

/// Goes through the input once, from left to right; each step returns false at a defect.
class PathScanner {
public:
    explicit PathScanner(std::string_view input) : input_(input) {}

    ScannedPath scan();

private:
    bool path();
    bool route();
    bool mailbox();
    bool local_part();
    bool quoted_string();
    bool dot_string();
    bool domain();

    bool at_end() const { return at_ == input_.size(); }
    bool sees(char c) const { return at_ < input_.size() && input_[at_] == c; }
    bool take(char c) {
        const bool there = sees(c);
        at_ += there;
        return there;
    }
    template <class Allowed>
    std::string_view take_while(Allowed allowed) {
        const auto begin = at_;
        while (!at_end() && allowed(input_[at_]))
            ++at_;
        return input_.substr(begin, at_ - begin);
    }
    void flag_if(bool condition, FlagKind kind) {
        if (condition)
            flags_.add(kind);
    }
    bool fail(PathDefect defect) {
        defect_ = defect;
        return false;
    }

    std::string_view input_;
    std::size_t at_ = 0;
    FlagSet flags_;
    PathDefect defect_ = PathDefect::syntax;
    std::size_t mailbox_begin_ = 1, mailbox_end_ = 1, route_length_ = 0;
};

ScannedPath PathScanner::scan() {
    ScannedPath result;
    if (!path() || !base::is_utf8(input_.substr(0, at_))) {
        result.defect = defect_;
        return result;
    }
    result.path.text_ = input_.substr(0, at_);
    result.path.mailbox_begin_ = mailbox_begin_;
    result.path.mailbox_length_ = mailbox_end_ - mailbox_begin_;
    result.path.route_length_ = route_length_;
    flag_if(!base::is_ascii(result.path.text_), FlagKind::non_ascii_path);
    result.flags = flags_;
    result.rest = input_.substr(at_);
    return result;
}

bool PathScanner::path() {
    const bool bracketed = take('<');
    if (bracketed && take('>'))
        return true;
    flag_if(!bracketed, FlagKind::missing_brackets);
    if (bracketed && !route())
        return false;
    mailbox_begin_ = at_;
    if (!mailbox())
        return false;
    mailbox_end_ = at_;
    // Text right behind the path, such as a second address, is a mistake that real servers refuse.
    return (!bracketed || take('>')) && (at_end() || sees(' ') || sees('\t'));
}

/// A-d-l ":" (obsolete, but to be taken: RFC 5321 section 3.3 and appendix C), or nothing.
bool PathScanner::route() {
    const auto begin = at_;
    if (!sees('@'))
        return true;
    while (take('@')) {
        if (take_while(is_domain_octet).empty())
            return false;
        if (take(':')) {
            route_length_ = at_ - 1 - begin;
            return true;
        }
        take(',');
    }
    return false;
}

bool PathScanner::mailbox() {
    if (!local_part())
        return false;
    if (take('@'))
        return domain();
    flag_if(!base::equals_ignoring_case(input_.substr(mailbox_begin_, at_ - mailbox_begin_), "postmaster"),
            FlagKind::missing_domain);
    return true;
}

bool PathScanner::local_part() {
    const auto begin = at_;
    if (!(sees('"') ? quoted_string() : dot_string()))
        return false;
    flag_if(at_ - begin > max_local_part_bytes, FlagKind::long_local_part);
    return true;
}

bool PathScanner::quoted_string() {
    take('"');
    while (!at_end()) {
        const char c = input_[at_++];
        if (c == '"')
            return true;
        if (base::is_ascii_control(c))
            return false;
        if (c == '\\' && (at_end() || base::is_ascii_control(input_[at_++])))
            return false;
    }
    return false;
}

bool PathScanner::dot_string() {
    const auto text = take_while(is_local_part_octet);
    if (text.empty())
        return false;
    flag_if(text.front() == '.' || text.back() == '.' || text.find("..") != std::string_view::npos,
            FlagKind::odd_dots);
    return true;
}

bool PathScanner::domain() {
    if (sees('[')) {
        const auto begin = at_;
        take_while([](char c) { return c != ']' && !base::is_ascii_control(c); });
        return take(']') && is_address_literal(input_.substr(begin, at_ - begin));
    }
    const auto text = take_while(is_domain_octet);
    if (text.find_first_not_of(".-_") == std::string_view::npos)
        return fail(PathDefect::domain);
    flag_if(!is_domain_name(text), FlagKind::odd_domain);
    flag_if(text.size() > max_domain_bytes, FlagKind::long_domain);
    return true;
}

ScannedPath scan_path(std::string_view input) {
    return PathScanner(input).scan();
}

}  // namespace smtp
