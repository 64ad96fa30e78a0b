// Looks for damage in the whole file, in the background, after a stop that was not a clean one. On a thread
// and a connection of its own, so that lists do not wait for it.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "store/database.hpp"
#include "store/health.hpp"

namespace store {

class HealthCheck {
public:
    HealthCheck(std::string path, Health& health);
    /// Interrupts it as soon as SQLite lets itself be interrupted.
    ~HealthCheck();

private:
    void run();

    std::string path_;
    Health& health_;
    std::mutex mutex_;
    Database* running_ = nullptr;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace store
