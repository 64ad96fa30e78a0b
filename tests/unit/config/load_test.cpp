#include "config/load.hpp"

#include <doctest/doctest.h>

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include "config/options.hpp"

namespace {

config::Environment environment(std::map<std::string, std::string> variables) {
    variables.emplace("HOME", "/home/ann");
    config::Environment result;
    for (const auto& [name, value] : variables)
        result.names.push_back(name);
    result.get = [variables](const std::string& name) -> std::optional<std::string> {
        const auto found = variables.find(name);
        return found == variables.end() ? std::nullopt : std::optional(found->second);
    };
    return result;
}

config::Loaded load(const std::vector<std::string>& arguments,
                    std::map<std::string, std::string> variables = {}) {
    return config::load(arguments, environment(std::move(variables)));
}

/// A configuration file that goes away with the test.
class File {
public:
    explicit File(const std::string& text) {
        const int descriptor = ::mkstemp(path_.data());
        REQUIRE(descriptor >= 0);
        ::close(descriptor);
        std::ofstream(path_) << text;
    }
    ~File() { std::remove(path_.c_str()); }
    const std::string& path() const { return path_; }

private:
    std::string path_ = std::filesystem::temp_directory_path() / "mailweir-test-XXXXXX";
};

bool any_contains(const std::vector<std::string>& sentences, std::string_view text) {
    for (const auto& sentence : sentences) {
        if (sentence.find(text) != std::string::npos)
            return true;
    }
    return false;
}

}  // namespace

TEST_CASE("without options the program listens on loopback, and keeps mail in the user's data folder") {
    const auto loaded = load({});
    CHECK(loaded.mistakes.empty());
    REQUIRE(loaded.configuration.smtp.addresses.size() == 2);
    CHECK(loaded.configuration.smtp.addresses[0].string() == "127.0.0.1:1025");
    CHECK(loaded.configuration.smtp.addresses[1].string() == "[::1]:1025");
    CHECK_FALSE(loaded.configuration.smtp.named_by_user);
    CHECK(loaded.configuration.http.addresses[0].string() == "127.0.0.1:8025");
    CHECK(loaded.configuration.store.path == "/home/ann/.local/share/mailweir/mailweir.db");
}

TEST_CASE("naming one listener replaces both defaults, and more may be named") {
    const auto one = load({"--smtp", "127.0.0.1:2525"});
    REQUIRE(one.configuration.smtp.addresses.size() == 1);
    CHECK(one.configuration.smtp.named_by_user);
    CHECK(one.configuration.http.addresses.size() == 2);
    const auto two = load({"--smtp", "127.0.0.1:2525", "--smtp=[::1]:2526"});
    REQUIRE(two.configuration.smtp.addresses.size() == 2);
    CHECK(two.configuration.smtp.addresses[1].port == 2526);
}

TEST_CASE("a flag goes before a variable, a variable before the file, the file before the default") {
    const File file("max_messages = 1\nmax_store_size = '1MB'\nhostname = 'file.example'\n");
    const auto loaded = load({"--config", file.path(), "--max-messages", "3"},
                             {{"MAILWEIR_MAX_MESSAGES", "2"}, {"MAILWEIR_MAX_STORE_SIZE", "2MB"}});
    CHECK(loaded.mistakes.empty());
    CHECK(loaded.configuration.mailroom.max_messages == 3);
    CHECK(loaded.configuration.mailroom.max_bytes == 2U << 20);
    CHECK(loaded.configuration.incoming.session.hostname == "file.example");
}

TEST_CASE("lists are repeated flags, comma-separated variables, and arrays in the file") {
    const File file("smtp = ['127.0.0.1:1', '127.0.0.1:2']\n");
    CHECK(load({"--config", file.path()}).configuration.smtp.addresses.size() == 2);
    const auto loaded = load({}, {{"MAILWEIR_SMTP", "127.0.0.1:1, [::1]:2,127.0.0.1:3"}});
    CHECK(loaded.mistakes.empty());
    CHECK(loaded.configuration.smtp.addresses.size() == 3);
}

TEST_CASE("the variable MAILWEIR_CONFIG names the file") {
    const File file("max_messages = 7\n");
    CHECK(load({}, {{"MAILWEIR_CONFIG", file.path()}}).configuration.mailroom.max_messages == 7);
}

TEST_CASE("every mistake is told at once, with the name by which it was given") {
    const File file("max_messages = 'many'\nno_such_key = 1\n[table]\n");
    const auto loaded = load({"--config", file.path(), "--smtp", "nowhere", "--max-json-size", "big",
                              "--hostnam", "x", "--log-format", "xml", "--http"},
                             {{"MAILWEIR_MAX_WEBSOCKETS", "-4"}});
    for (const auto* name : {"--smtp", "--max-json-size", "--hostnam", "--log-format", "--http",
                             "max_messages in", "no_such_key in", "table in", "MAILWEIR_MAX_WEBSOCKETS"}) {
        CAPTURE(name);
        CHECK(any_contains(loaded.mistakes, name));
    }
}

TEST_CASE("fifteen bad configurations are refused, each naming its option") {
    const std::vector<std::vector<std::string>> bad{{"--smtp", "1025"},
                                                    {"--smtp", "127.0.0.1:65536"},
                                                    {"--smtp", "127.0.0.1:"},
                                                    {"--smtp", "[::1:25"},
                                                    {"--http", "127.0.0.1:x"},
                                                    {"--max-messages", "0"},
                                                    {"--max-messages", "1.5"},
                                                    {"--max-message-size", "lots"},
                                                    {"--hostname", "a b"},
                                                    {"--hostname", ""},
                                                    {"--log-level", "loud"},
                                                    {"--synchronous", "off"},
                                                    {"--allowed-origin", "evil"},
                                                    {"--stop-grace", "never"},
                                                    {"--min-free-percent", "100"},
                                                    {"--db"},
                                                    {"--max-messages", "1", "--max-messages", "2"}};
    for (const auto& arguments : bad) {
        CAPTURE(arguments[0]);
        const auto loaded = load(arguments);
        REQUIRE(loaded.mistakes.size() == 1);
        CHECK(loaded.mistakes[0].find(arguments[0]) != std::string::npos);
        CHECK(loaded.mistakes[0].find('\n') == std::string::npos);
    }
}

TEST_CASE("a file that is not there or no TOML is a mistake that names it") {
    CHECK(any_contains(load({"--config", "/nonexistent/mailweir.toml"}).mistakes,
                       "/nonexistent/mailweir.toml"));
    const File file("smtp = [unclosed\n");
    CHECK(any_contains(load({"--config", file.path()}).mistakes, file.path()));
}

TEST_CASE("an unknown MAILWEIR_ variable is a warning, since container platforms set such names") {
    const auto loaded = load({}, {{"MAILWEIR_SERVICE_HOST", "10.0.0.1"}});
    CHECK(loaded.mistakes.empty());
    CHECK(any_contains(loaded.warnings, "MAILWEIR_SERVICE_HOST"));
}

TEST_CASE("without a home folder the database must be named") {
    config::Environment nothing;
    nothing.get = [](const std::string&) -> std::optional<std::string> { return std::nullopt; };
    CHECK(any_contains(config::load({}, nothing).mistakes, "--db"));
    CHECK(config::load(std::vector<std::string>{"--db", ":memory:"}, nothing).mistakes.empty());
}

TEST_CASE("help, version and the table are asked for by flags, whatever else is given") {
    CHECK(load({"--help"}).request == config::Request::help);
    CHECK(load({"-h", "--smtp", "127.0.0.1:1"}).request == config::Request::help);
    CHECK(load({"--version"}).request == config::Request::version);
    CHECK(load({"--help-markdown"}).request == config::Request::help_markdown);
    CHECK(load({}).request == config::Request::run);
}

TEST_CASE("every option is in the help once, by its flag, and its default reads back as itself") {
    const auto help = config::help_text();
    for (const auto& option : config::options()) {
        CAPTURE(option.name);
        CHECK(help.find(config::flag_name(option) + " ") != std::string::npos);
        config::Configuration configuration;
        const auto shown = option.show(configuration);
        if (shown.empty() || option.repeatable)
            continue;
        const std::vector<std::string> values{shown};
        CHECK(option.set(configuration, values).has_value());
        CHECK(option.show(configuration) == shown);
    }
}

TEST_CASE("no limit is without bound by default") {
    for (const auto& [name, value] : config::limits({})) {
        CAPTURE(name);
        CHECK(value > 0);
    }
}
