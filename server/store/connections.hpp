// The connections of the two database threads to one database, and whether its files are still where they
// were. A file has a connection for each thread. A database in memory has one that the threads take in turns:
// several connections to one memory would block each other by the table.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "store/database.hpp"

namespace store {

/// Tells a file from another one that has its name.
struct FileIdentity {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    bool operator==(const FileIdentity&) const = default;
};

class Connections {
public:
    /// `writer` is open already.
    Connections(std::unique_ptr<Database> writer, const ConnectionSettings& settings, Database::Sync sync);
    ~Connections();
    Connections(const Connections&) = delete;
    Connections& operator=(const Connections&) = delete;

    /// `database` is nullptr while it could not be reopened.
    struct Lease {
        std::unique_lock<std::mutex> lock;
        Database* database = nullptr;
    };
    Lease lease_writer();
    Lease lease_reader();

    /// Why a commit now would go to files that nobody will find. Writer thread, about 2 µs.
    std::optional<Fault> find_moved_file() const;

    /// Closes and opens everything. Writer thread, without a lease. Throws DatabaseError; until another call
    /// succeeds there is no writer then, and a reader only if that much could be opened.
    void reopen();

    bool in_memory() const { return in_memory_; }

private:
    void note_files();
    void open_reader();

    std::string path_;
    bool in_memory_;
    ConnectionSettings settings_;
    Database::Sync sync_;
    std::mutex mutex_;  // whoever uses reader_, or the one connection to memory
    std::unique_ptr<Database> writer_;
    std::unique_ptr<Database> reader_;
    FileIdentity log_, index_;
};

}  // namespace store
