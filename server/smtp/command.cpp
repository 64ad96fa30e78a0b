#include "smtp/command.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/text.hpp"

namespace smtp {
namespace {

bool is_space(char c) {
    return c == ' ' || c == '\t';
}

bool has_control(std::string_view text) {
    return std::ranges::any_of(text, base::is_ascii_control);
}

std::string syntax_of(Verb verb) {
    return "Syntax: " + std::string(info(verb).syntax);
}

Malformed malformed(Verb verb) {
    return {verb, status::invalid_arguments, syntax_of(verb)};
}

/// What is between verb and argument.
std::string_view skip_spaces(std::string_view text, FlagSet& flags) {
    const auto begin = std::min(text.find_first_not_of(" \t"), text.size());
    if (begin > 1 || text.starts_with('\t'))
        flags.add(FlagKind::extra_space);
    return text.substr(begin);
}

// Each of these reads the argument of one verb; `flags` holds what was odd up to there.

Command without_argument(Verb verb, std::string_view argument, Command command) {
    if (!argument.empty())
        return malformed(verb);
    return command;
}

/// Domain or address literal; a name that is neither is taken, since many clients send what their machine is
/// called.
template <class Hello>
Command parse_hello(Verb verb, std::string_view argument, FlagSet flags) {
    if (argument.empty() || has_control(argument) || !base::is_utf8(argument))
        return malformed(verb);
    if (!is_domain_name(argument) && !is_address_literal(argument))
        flags.add(FlagKind::odd_client_name);
    return Hello{std::string(argument), flags};
}

Malformed bad_path(Verb verb, PathDefect defect) {
    if (verb == Verb::mail)
        return {verb, status::bad_sender, "Not an address. " + syntax_of(verb)};
    if (defect == PathDefect::domain)
        return {verb, status::bad_recipient_domain, "The address has no domain behind the @"};
    return {verb, status::bad_recipient, "Not an address. " + syntax_of(verb)};
}

/// "FROM:" or "TO:", then the path, then parameters.
template <class WithPath>
Command parse_with_path(Verb verb, std::string_view word, std::string_view argument, FlagSet flags) {
    if (!base::starts_with_ignoring_case(argument, word))
        return malformed(verb);
    argument.remove_prefix(word.size());
    if (!argument.empty() && is_space(argument.front())) {
        flags.add(FlagKind::space_after_colon);
        argument.remove_prefix(std::min(argument.find_first_not_of(" \t"), argument.size()));
    }
    auto scanned = scan_path(argument);
    if (scanned.defect)
        return bad_path(verb, *scanned.defect);
    auto parameters = parse_parameters(scanned.rest, flags);
    if (!parameters)
        return malformed(verb);
    flags.add(scanned.flags);
    return WithPath{std::move(scanned.path), *std::move(parameters), flags};
}

Command parse_rcpt(std::string_view argument, FlagSet flags) {
    auto command = parse_with_path<Rcpt>(Verb::rcpt, "TO:", argument, flags);
    const auto* const rcpt = std::get_if<Rcpt>(&command);
    if (rcpt && rcpt->forward_path.is_null())
        return bad_path(Verb::rcpt, PathDefect::syntax);
    return command;
}

/// Reads the number even when the rest is wrong: the chunk comes all the same.
Command parse_bdat(std::string_view argument) {
    const auto digits = argument.substr(0, std::min(argument.find_first_of(" \t"), argument.size()));
    if (digits.empty() || !std::ranges::all_of(digits, base::is_ascii_digit))
        return Bdat{};
    const auto significant = digits.substr(std::min(digits.find_first_not_of('0'), digits.size() - 1));
    if (significant.size() > 18)
        return Bdat{std::numeric_limits<std::uint64_t>::max()};
    return Bdat{base::parse_uint64(significant)};
}

Command parse_argument(Verb verb, std::string_view argument, FlagSet flags) {
    switch (verb) {
        case Verb::helo:
            return parse_hello<Helo>(verb, argument, flags);
        case Verb::ehlo:
            return parse_hello<Ehlo>(verb, argument, flags);
        case Verb::mail:
            return parse_with_path<Mail>(verb, "FROM:", argument, flags);
        case Verb::rcpt:
            return parse_rcpt(argument, flags);
        case Verb::data:
            return without_argument(verb, argument, Data{});
        case Verb::rset:
            return without_argument(verb, argument, Rset{});
        case Verb::quit:
            return without_argument(verb, argument, Quit{});
        case Verb::noop:
            return Noop{};
        case Verb::help:
            return Help{std::string(argument)};
        case Verb::vrfy:
            if (argument.empty())
                return malformed(verb);
            return Vrfy{std::string(argument)};
        case Verb::bdat:
            return parse_bdat(argument);
        default:
            return Unimplemented{verb};
    }
}

/// Words that people take for commands.
struct Mistake {
    std::string_view word;
    std::string_view problem;
};
constexpr Mistake mistakes[] = {
    {"ELHO", "Command unrecognized; did you mean EHLO?"},
    {"HEHLO", "Command unrecognized; did you mean EHLO?"},
    {"HELLO", "Command unrecognized; did you mean EHLO?"},
    {"SIZE", "SIZE is a parameter of MAIL FROM, not a command"},
    {"BODY", "BODY is a parameter of MAIL FROM, not a command"},
    {"SMTPUTF8", "SMTPUTF8 is a parameter of MAIL FROM, not a command"},
    {"RET", "RET is a parameter of MAIL FROM, not a command"},
    {"ENVID", "ENVID is a parameter of MAIL FROM, not a command"},
    {"NOTIFY", "NOTIFY is a parameter of RCPT TO, not a command"},
    {"ORCPT", "ORCPT is a parameter of RCPT TO, not a command"},
};

/// field-name ":" (RFC 5322 section 3.6.8), as in "Subject: x".
bool is_header_line(std::string_view line) {
    const auto name = line.substr(0, line.find(':'));
    return name.size() < line.size() && !name.empty() &&
           std::ranges::all_of(name, [](char c) { return base::is_ascii_alnum(c) || c == '-'; });
}

/// A method and, at the end, HTTP/n.n: a browser can be made to send this to any port, with mail in the body.
bool is_http_request(std::string_view word, std::string_view line) {
    constexpr std::string_view methods[] = {"GET",     "HEAD",  "POST",  "PUT",    "DELETE",
                                            "OPTIONS", "PATCH", "TRACE", "CONNECT"};
    constexpr std::string_view form = "HTTP/n.n";
    if (std::ranges::find(methods, word) == std::end(methods) || line.size() <= word.size() + form.size())
        return base::equals_ignoring_case(word, "Host:");
    const auto version = line.substr(line.size() - form.size());
    return version.starts_with("HTTP/") && base::is_ascii_digit(version[5]) && version[6] == '.' &&
           base::is_ascii_digit(version[7]);
}

Command unrecognized(std::string_view word, std::string_view line) {
    if (is_http_request(word, line))
        return HttpRequest{};
    if (word.empty() || has_control(line) || !base::is_utf8(line))
        return Unrecognized{status::syntax, "Not a command line"};
    const auto name = word.substr(0, word.find('='));
    const auto named = [name](const Mistake& row) { return base::equals_ignoring_case(row.word, name); };
    if (const auto* const mistake = std::ranges::find_if(mistakes, named); mistake != std::end(mistakes))
        return Unrecognized{status::invalid_command, std::string(mistake->problem)};
    if (is_header_line(line))
        return Unrecognized{status::invalid_command, "This is a message header; DATA must come first"};
    return Unrecognized{status::invalid_command, "Command unrecognized"};
}

}  // namespace

Command parse_command(std::string_view line) {
    if (line.find('\0') != std::string_view::npos || line.find('\r') != std::string_view::npos)
        return Unrecognized{status::syntax, "NUL or a CR without LF in a command line"};
    const auto end = line.find_last_not_of(" \t");
    line = line.substr(0, end == std::string_view::npos ? 0 : end + 1);
    const auto word = line.substr(0, line.find_first_of(" \t"));
    const auto verb = find_verb(word);
    if (verb == Verb::unknown)
        return unrecognized(word, line);
    FlagSet flags;
    const auto argument = skip_spaces(line.substr(word.size()), flags);
    return parse_argument(verb, argument, flags);
}

}  // namespace smtp
