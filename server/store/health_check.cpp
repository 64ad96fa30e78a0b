#include "store/health_check.hpp"

#include <utility>

#include "store/opening.hpp"

namespace store {

HealthCheck::HealthCheck(std::string path, Health& health)
    : path_(std::move(path)), health_(health), thread_([this] { run(); }) {}

HealthCheck::~HealthCheck() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        if (running_)
            running_->interrupt();
    }
    thread_.join();
}

void HealthCheck::run() {
    try {
        ConnectionSettings settings;
        settings.create = false;
        settings.query_only = true;
        Database database(path_, settings);
        {
            const std::lock_guard lock(mutex_);
            if (stopping_)
                return;
            running_ = &database;
        }
        try {
            quick_check(database);
        } catch (const DatabaseError& error) {
            if (error.fault.kind == FaultKind::damaged)
                health_.report_damage(error.fault);
        }
        const std::lock_guard lock(mutex_);
        running_ = nullptr;
    } catch (const DatabaseError&) {
        // Whatever keeps it from being opened meets the writer too, who has somebody to tell.
    }
}

}  // namespace store
