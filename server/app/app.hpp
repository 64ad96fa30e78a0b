// Owns every long-lived object, starts them in order and stops them in order. Nothing else knows all the
// others.
#pragma once

#include <memory>

#include "config/configuration.hpp"

namespace app {

/// What main() returns (sysexits.h): scripts tell a wrong option from a busy port by it.
enum class ExitCode : int { ok = 0, unavailable = 69, software = 70, busy = 75, configuration = 78 };

class App {
public:
    explicit App(config::Configuration configuration);
    ~App();
    App(const App&) = delete;
    App& operator=(const App&) = delete;

    /// Opens the database and the listeners, says on standard output where they are, and serves until SIGTERM
    /// or SIGINT; a second signal ends the process at once. What cannot be opened is said on standard error.
    ExitCode run();

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

/// "0.1.0"
const char* version();

}  // namespace app
