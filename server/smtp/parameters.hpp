// Parameters of MAIL and RCPT (RFC 5321 section 4.1.1.11): how they are written, and which ones this server
// takes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "smtp/flags.hpp"
#include "smtp/reply.hpp"
#include "smtp/settings.hpp"
#include "smtp/verb.hpp"

namespace smtp {

/// In the spelling it came in.
struct Parameter {
    std::string keyword;
    std::optional<std::string> value;
};
using Parameters = std::vector<Parameter>;

/// Reads what is behind a path: nothing, or spaces and parameters. nullopt when it is malformed.
std::optional<Parameters> parse_parameters(std::string_view text, FlagSet& flags);

/// The value of the first parameter of that name, in any case of letters: nullptr when there is no such
/// parameter.
const Parameter* find_parameter(const Parameters& parameters, std::string_view keyword);

/// The refusal that these parameters of MAIL or RCPT deserve: one given twice or with a bad value 501, an
/// unknown one or one whose extension is not offered 555, SIZE over the limit 552.
std::optional<Reply> check_parameters(Verb verb, const Parameters& parameters, const Settings& settings);

}  // namespace smtp
