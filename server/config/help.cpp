// --help and the README's table, both from the table of options.
#include <fmt/format.h>

#include "config/load.hpp"
#include "config/options.hpp"

namespace config {

namespace {

constexpr std::string_view default_database = "in your data folder";

/// The default as a user would write it. The database's depends on who asks, so it is told in words.
std::string shown_default(const Option& option) {
    static const Configuration defaults;
    return option.name == "db" ? std::string(default_database) : option.show(defaults);
}

}  // namespace

std::string help_text() {
    std::string text =
        "Mailweir catches every mail that a program sends, keeps it, and shows it.\n\n"
        "Usage: mailweir [OPTIONS]\n\n"
        "Every option is also a variable (--max-messages: MAILWEIR_MAX_MESSAGES, lists separated by\n"
        "commas) and a key in the configuration file (max_messages = 500). A flag goes before a variable,\n"
        "a variable before the file.\n";
    std::string_view group;
    for (const auto& option : options()) {
        if (option.group != group) {
            group = option.group;
            text += fmt::format("\n{}:\n", group);
        }
        const auto flag = fmt::format("{} {}", flag_name(option), option.value);
        const auto value = shown_default(option);
        text += fmt::format("  {:<32} {}\n", flag, option.help);
        if (!value.empty())
            text += fmt::format("  {:<32}   [{}]\n", "", value);
    }
    text +=
        "  -c, --config FILE                Read options from a TOML file\n"
        "  -V, --version                    Say the version\n"
        "  -h, --help                       Say this\n";
    return text;
}

std::string help_markdown() {
    std::string text =
        "| Flag | Variable | File key | Default | What it does |\n| --- | --- | --- | --- | --- |\n";
    for (const auto& option : options()) {
        std::string value;
        for (const char c : option.value)
            value += c == '|' ? std::string("\\|") : std::string(1, c);
        const auto shown = shown_default(option);
        text += fmt::format("| `{} {}` | `{}` | `{}` | {} | {} |\n", flag_name(option), value,
                            variable_name(option), file_key(option), shown.empty() ? "" : "`" + shown + "`",
                            option.help);
    }
    return text;
}

}  // namespace config
