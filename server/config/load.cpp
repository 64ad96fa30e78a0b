#include "config/load.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <map>
#include <utility>

#include "base/text.hpp"
#include "config/data_folder.hpp"
#include "config/options.hpp"

extern char** environ;

namespace config {

namespace {

constexpr std::string_view file_option = "config";
constexpr std::string_view variable_prefix = "MAILWEIR_";

/// Where an option's value came from, for messages: "--smtp", "MAILWEIR_SMTP", "smtp in FILE".
struct Given {
    std::string source;
    std::vector<std::string> values;
};
using GivenOptions = std::map<std::string, Given, std::less<>>;  // by option name

struct Flags {
    GivenOptions given;
    bool help = false, help_markdown = false, version = false;
};

Flags read_flags(std::span<const std::string> arguments, std::vector<std::string>& mistakes) {
    CLI::App app;
    app.set_help_flag();
    app.allow_extras();
    std::map<std::string, std::vector<std::string>, std::less<>> values;
    Flags flags;
    app.add_flag("-h,--help", flags.help);
    app.add_flag("--help-markdown", flags.help_markdown);
    app.add_flag("-V,--version", flags.version);
    const auto add = [&](std::string_view name, std::string_view spelling) {
        // An option without its value is told with everything else that is wrong, not by the parser alone.
        app.add_option(std::string(spelling), values[std::string(name)])
            ->expected(0, 1)
            ->allow_extra_args(false)
            ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    };
    add(file_option, "-c,--config");
    for (const auto& option : options())
        add(option.name, flag_name(option));

    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    try {
        app.parse(reversed);
    } catch (const CLI::Error& error) {
        mistakes.push_back(fmt::format("{} ('mailweir --help' lists the options)", error.what()));
    }
    for (const auto& extra : app.remaining())
        mistakes.push_back(fmt::format("{}: there is no such option ('mailweir --help' lists them)",
                                       base::printable(extra, 80)));
    for (auto& [name, list] : values) {
        const auto flag = "--" + name;
        if (app.count(flag) == 0)
            continue;
        std::erase(list, "");
        if (list.size() < app.count(flag))
            mistakes.push_back(fmt::format("{}: needs a value", flag));
        else
            flags.given.insert_or_assign(name, Given{flag, list});
    }
    return flags;
}

/// Lists in one variable are separated by commas.
std::vector<std::string> split_list(std::string_view text) {
    std::vector<std::string> result;
    for (const auto part : base::split(text, ',')) {
        if (const auto trimmed = base::trim(part); !trimmed.empty())
            result.emplace_back(trimmed);
    }
    return result;
}

GivenOptions read_variables(const Environment& environment, std::vector<std::string>& warnings) {
    GivenOptions given;
    std::vector<std::string> known{std::string(variable_prefix) + "CONFIG"};
    if (const auto file = environment.get(known.front()))
        given.insert_or_assign(std::string(file_option), Given{known.front(), {*file}});
    for (const auto& option : options()) {
        const auto name = variable_name(option);
        known.push_back(name);
        const auto value = environment.get(name);
        if (!value)
            continue;
        auto values = option.repeatable ? split_list(*value) : std::vector{*value};
        if (values.empty())
            values.emplace_back();
        given.insert_or_assign(std::string(option.name), Given{name, std::move(values)});
    }
    // A container platform sets such names for a service that is called mailweir, so they stop nothing.
    for (const auto& name : environment.names) {
        if (name.starts_with(variable_prefix) && std::find(known.begin(), known.end(), name) == known.end())
            warnings.push_back(fmt::format("the variable {} is not an option and changes nothing",
                                           base::printable(name, 80)));
    }
    return given;
}

std::optional<std::string> scalar(const toml::node& node) {
    if (const auto text = node.value_exact<std::string>())
        return *text;
    if (const auto number = node.value_exact<std::int64_t>())
        return std::to_string(*number);
    if (const auto flag = node.value_exact<bool>())
        return *flag ? "true" : "false";
    return std::nullopt;
}

std::optional<std::vector<std::string>> scalars(const toml::node& node) {
    const auto* list = node.as_array();
    if (!list) {
        if (auto value = scalar(node))
            return std::vector{*value};
        return std::nullopt;
    }
    std::vector<std::string> values;
    for (const auto& element : *list) {
        auto value = scalar(element);
        if (!value)
            return std::nullopt;
        values.push_back(*value);
    }
    return values;
}

GivenOptions read_file(const std::string& path, std::vector<std::string>& mistakes) {
    GivenOptions given;
    toml::table table;
    try {
        table = toml::parse_file(path);
    } catch (const toml::parse_error& error) {
        const auto& where = error.source().begin;
        mistakes.push_back(
            where ? fmt::format("{}:{}:{}: {}", path, where.line, where.column, error.description())
                  : fmt::format("{}: {}", path, error.description()));
        return given;
    }
    for (const auto& [key, node] : table) {
        const std::string name(key.str());
        const auto source = fmt::format("{} in {}", base::printable(name, 64), path);
        const auto row = std::find_if(options().begin(), options().end(),
                                      [&](const Option& option) { return file_key(option) == name; });
        auto values = scalars(node);
        if (row == options().end())
            mistakes.push_back(
                fmt::format("{}: there is no such option ('mailweir --help' lists them)", source));
        else if (!values || values->empty())
            mistakes.push_back(
                fmt::format("{}: must be a value{}", source, row->repeatable ? " or a list" : ""));
        else if (values->size() > 1 && !row->repeatable)
            mistakes.push_back(fmt::format("{}: takes one value, not a list", source));
        else
            given.insert_or_assign(std::string(row->name), Given{source, std::move(*values)});
    }
    return given;
}

const Given* find(std::string_view name, std::initializer_list<const GivenOptions*> in_order) {
    for (const auto* given : in_order) {
        if (const auto found = given->find(name); found != given->end())
            return &found->second;
    }
    return nullptr;
}

}  // namespace

Loaded load(std::span<const std::string> arguments, const Environment& environment) {
    Loaded loaded;
    const auto flags = read_flags(arguments, loaded.mistakes);
    if (flags.help || flags.version || flags.help_markdown) {
        loaded.request = flags.help      ? Request::help
                         : flags.version ? Request::version
                                         : Request::help_markdown;
        return loaded;
    }
    const auto variables = read_variables(environment, loaded.warnings);
    GivenOptions file;
    if (const auto* path = find(file_option, {&flags.given, &variables})) {
        if (path->values.size() > 1)
            loaded.mistakes.push_back("--config: can be given once");
        else
            file = read_file(path->values.front(), loaded.mistakes);
    }
    loaded.configuration.store.path = default_database_path(environment.get);
    for (const auto& option : options()) {
        const auto* given = find(option.name, {&flags.given, &variables, &file});
        if (!given)
            continue;
        if (given->values.size() > 1 && !option.repeatable) {
            loaded.mistakes.push_back(fmt::format("{}: can be given once", given->source));
            continue;
        }
        if (const auto set = option.set(loaded.configuration, given->values); !set)
            loaded.mistakes.push_back(fmt::format("{}: {}", given->source, set.error().message));
    }
    if (loaded.configuration.store.path.empty())
        loaded.mistakes.push_back("--db: no home folder is known, so say where the database shall be");
    return loaded;
}

Environment Environment::of_process() {
    Environment environment;
    environment.get = [](const std::string& name) -> std::optional<std::string> {
        const char* value = std::getenv(name.c_str());
        return value ? std::optional<std::string>(value) : std::nullopt;
    };
    for (char** entry = environ; entry && *entry; ++entry)
        environment.names.emplace_back(base::split(*entry, '=').front());
    return environment;
}

}  // namespace config
