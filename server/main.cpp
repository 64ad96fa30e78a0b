// Reads the configuration, builds the App, runs it until a signal.
#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "app/app.hpp"
#include "base/log.hpp"
#include "config/load.hpp"

namespace {

int code(app::ExitCode exit) {
    return static_cast<int>(exit);
}

int say(const std::string& text) {
    fmt::print("{}", text);
    return code(app::ExitCode::ok);
}

int refuse(const std::vector<std::string>& mistakes) {
    for (const auto& mistake : mistakes)
        fmt::print(stderr, "mailweir: {}\n", mistake);
    return code(app::ExitCode::configuration);
}

int run(const std::vector<std::string>& arguments) {
    auto loaded = config::load(arguments, config::Environment::of_process());
    switch (loaded.request) {
        case config::Request::help:
            return say(config::help_text());
        case config::Request::help_markdown:
            return say(config::help_markdown());
        case config::Request::version:
            return say(fmt::format("mailweir {}\n", app::version()));
        case config::Request::run:
            break;
    }
    if (!loaded.mistakes.empty())
        return refuse(loaded.mistakes);
    base::log::configure(loaded.configuration.log);
    for (const auto& warning : loaded.warnings)
        base::log::warn("odd configuration", {{"warning", warning}});
    app::App app(std::move(loaded.configuration));
    return code(app.run());
}

}  // namespace

int main(int argc, char** argv) {
    // A peer that has gone, or a file-size limit, is an error to handle and not the end of the process.
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
    try {
        return run({argv + 1, argv + argc});
    } catch (const std::exception& error) {
        base::log::error("the program failed", {{"reason", error.what()}});
        return code(app::ExitCode::software);
    }
}
