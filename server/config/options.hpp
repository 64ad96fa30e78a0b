// The one table of options: name, help, default and effect. Flags, variables, file keys, --help and the
// README's table all come from it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "config/configuration.hpp"

namespace config {

using Values = std::span<const std::string>;

/// One row: `--max-message-size`, `MAILWEIR_MAX_MESSAGE_SIZE` and the file's `max_message_size` are the same
/// option.
struct Option {
    std::string_view group;
    std::string_view name;   // "max-message-size"
    std::string_view value;  // what --help shows for the value: "SIZE"
    std::string_view help;   // one line
    /// Takes the values (one, unless `repeatable`); an error's message says what is allowed.
    std::function<base::Result<void>(Configuration&, Values)> set;
    /// The present value as a user would write it: shows the default in --help.
    std::function<std::string(const Configuration&)> show;
    bool repeatable = false;
    /// A limit in plain numbers (octets, seconds, counts), shown by /api/info.
    std::function<std::uint64_t(const Configuration&)> limit = {};
};

/// All rows, in the order of --help; the groups stand together.
const std::vector<Option>& options();

std::string flag_name(const Option& option);      // --max-message-size
std::string variable_name(const Option& option);  // MAILWEIR_MAX_MESSAGE_SIZE
std::string file_key(const Option& option);       // max_message_size

/// The limits in force, by their names with underscores.
std::vector<std::pair<std::string, std::uint64_t>> limits(const Configuration& configuration);

}  // namespace config
