// Keeps a second instance away from a database: a lock on the file NAME.lock beside it. The kernel drops it
// with the process, however that ends; the file stays. It also remembers that the database was found damaged.
#pragma once

#include <string>

namespace store {

class InstanceLock {
public:
    /// Throws DatabaseError: `locked` at once when another process has it, `error` when the file cannot be
    /// made.
    explicit InstanceLock(const std::string& database_path);
    ~InstanceLock();
    InstanceLock(const InstanceLock&) = delete;
    InstanceLock& operator=(const InstanceLock&) = delete;

    /// The database was found damaged while it was in use: the next start looks closely and moves it aside.
    void remember_damage(bool damaged);
    bool remembers_damage() const;

private:
    std::string path_;
    int file_ = -1;
};

}  // namespace store
