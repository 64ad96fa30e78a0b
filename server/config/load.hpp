// Reads flags, MAILWEIR_* variables and the file, in that precedence, into a Configuration. Collects every
// mistake rather than stopping at the first.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/configuration.hpp"

namespace config {

enum class Request { run, help, help_markdown, version };

/// Looks up an environment variable; injected so that tests bring their own.
struct Environment {
    std::function<std::optional<std::string>(const std::string& name)> get;
    std::vector<std::string> names;  // all that are set

    static Environment of_process();
};

struct Loaded {
    Request request = Request::run;
    Configuration configuration;
    std::vector<std::string> mistakes;  // each names the option, says what is wrong and what is allowed
    std::vector<std::string> warnings;  // odd, but the program can run
};

/// `arguments` without the program's name.
Loaded load(std::span<const std::string> arguments, const Environment& environment);

/// Grouped and readable, for a terminal of 100 columns.
std::string help_text();
/// The README's table, held equal to it by a test.
std::string help_markdown();

}  // namespace config
