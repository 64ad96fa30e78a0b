// Whether the database was found damaged while it is in use. There is no way back but a new start, which
// moves the file aside. Any thread.
#pragma once

#include <mutex>
#include <optional>

#include "store/database.hpp"
#include "store/instance_lock.hpp"

namespace store {

class Health {
public:
    /// `lock` remembers the damage for the next start; nullptr for a database in memory.
    explicit Health(InstanceLock* lock) : lock_(lock) {}

    void report_damage(const Fault& fault) {
        const std::lock_guard guard(mutex_);
        if (damage_)
            return;
        damage_ = fault;
        if (lock_)
            lock_->remember_damage(true);
    }

    std::optional<Fault> damage() const {
        const std::lock_guard guard(mutex_);
        return damage_;
    }

private:
    InstanceLock* lock_;
    mutable std::mutex mutex_;
    std::optional<Fault> damage_;
};

}  // namespace store
