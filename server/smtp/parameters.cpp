#include "smtp/parameters.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "smtp/replies.hpp"

namespace smtp {
namespace {

bool is_space(char c) {
    return c == ' ' || c == '\t';
}

bool is_keyword(std::string_view text) {
    return !text.empty() && text.front() != '-' &&
           std::ranges::all_of(text, [](char c) { return base::is_ascii_alnum(c) || c == '-'; });
}

/// esmtp-value; beyond ASCII as RFC 6531 section 3.3 extends it.
bool is_value(std::string_view text) {
    const auto allowed = [](char c) { return c != '=' && c != ' ' && !base::is_ascii_control(c); };
    return !text.empty() && std::ranges::all_of(text, allowed) && base::is_utf8(text);
}

std::optional<Parameter> parse_parameter(std::string_view word) {
    const auto equals = word.find('=');
    Parameter parameter{std::string(word.substr(0, equals)), std::nullopt};
    if (!is_keyword(parameter.keyword))
        return std::nullopt;
    if (equals == std::string_view::npos)
        return parameter;
    const auto value = word.substr(equals + 1);
    if (!is_value(value))
        return std::nullopt;
    parameter.value = value;
    return parameter;
}

/// RFC 1870 section 3: 1*20DIGIT. What does not fit into 64 bits is certainly too large.
std::optional<Reply> check_size(const Parameter& parameter, const Settings& settings) {
    const auto& value = parameter.value;
    if (!value || value->size() > 20 || !std::ranges::all_of(*value, base::is_ascii_digit))
        return replies::bad_parameter("SIZE takes a number of octets");
    const auto octets = base::parse_uint64(*value);
    if (settings.max_message_bytes != 0 && (!octets || *octets > settings.max_message_bytes))
        return replies::message_too_large(settings.max_message_bytes);
    return std::nullopt;
}

/// RFC 6152 section 2.
std::optional<Reply> check_body(const Parameter& parameter, const Settings&) {
    const auto is = [&](std::string_view word) { return base::equals_ignoring_case(*parameter.value, word); };
    if (parameter.value && (is("7BIT") || is("8BITMIME")))
        return std::nullopt;
    return replies::bad_parameter("BODY takes 7BIT or 8BITMIME");
}

std::optional<Reply> check_no_value(const Parameter& parameter, const Settings&) {
    if (!parameter.value)
        return std::nullopt;
    return replies::bad_parameter(parameter.keyword + " takes no value");
}

struct Row {
    std::string_view keyword;
    Verb verb;
    Extension extension;
    std::optional<Reply> (*check)(const Parameter&, const Settings&);
};

constexpr Row table[] = {
    {"SIZE", Verb::mail, Extension::size, check_size},
    {"BODY", Verb::mail, Extension::eight_bit_mime, check_body},
    {"SMTPUTF8", Verb::mail, Extension::smtputf8, check_no_value},
};

std::optional<Reply> check_one(Verb verb, const Parameter& parameter, const Settings& settings) {
    const auto named = [&](const Row& row) {
        return row.verb == verb && base::equals_ignoring_case(row.keyword, parameter.keyword);
    };
    const auto* const row = std::ranges::find_if(table, named);
    if (row == std::end(table) || !settings.extensions.contains(row->extension))
        return replies::unknown_parameter(verb, parameter.keyword);
    return row->check(parameter, settings);
}

bool has_duplicates(const Parameters& parameters) {
    for (std::size_t i = 1; i < parameters.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (base::equals_ignoring_case(parameters[i].keyword, parameters[j].keyword))
                return true;
        }
    }
    return false;
}

}  // namespace

std::optional<Parameters> parse_parameters(std::string_view text, FlagSet& flags) {
    Parameters parameters;
    while (!text.empty()) {
        if (!is_space(text.front()))
            return std::nullopt;
        const auto begin = std::min(text.find_first_not_of(" \t"), text.size());
        if (begin > 1 || text.front() == '\t')
            flags.add(FlagKind::extra_space);
        text.remove_prefix(begin);
        const auto word = text.substr(0, text.find_first_of(" \t"));
        auto parameter = parse_parameter(word);
        if (!parameter)
            return std::nullopt;
        parameters.push_back(*std::move(parameter));
        text.remove_prefix(word.size());
    }
    return parameters;
}

const Parameter* find_parameter(const Parameters& parameters, std::string_view keyword) {
    const auto named = [keyword](const Parameter& parameter) {
        return base::equals_ignoring_case(parameter.keyword, keyword);
    };
    const auto found = std::ranges::find_if(parameters, named);
    return found == parameters.end() ? nullptr : &*found;
}

std::optional<Reply> check_parameters(Verb verb, const Parameters& parameters, const Settings& settings) {
    if (has_duplicates(parameters))
        return replies::bad_parameter("A parameter may be given only once");
    for (const auto& parameter : parameters) {
        if (auto refusal = check_one(verb, parameter, settings))
            return refusal;
    }
    return std::nullopt;
}

}  // namespace smtp
