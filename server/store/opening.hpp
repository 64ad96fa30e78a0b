// Opening the database file at the start: checks it, migrates it, and moves a damaged one aside.
#pragma once

#include <memory>
#include <string>

#include "store/database.hpp"
#include "store/instance_lock.hpp"

namespace store {

struct Opened {
    std::unique_ptr<Database> database;
    std::string moved_aside;      // where the damaged file is now; empty when there was none
    bool stopped_cleanly = true;  // the last user closed it
};

/// Never takes time by the size of the database, unless `lock` remembers damage. A damaged file, with its
/// log, becomes NAME.corrupt-UTC, octet for octet, and a new one is begun. Throws DatabaseError.
Opened open_database(const std::string& path, const ConnectionSettings& settings, Database::Sync sync,
                     InstanceLock& lock);

/// Opens a file that was open before and has to be there still; everything of it that is in the log is synced
/// to the file itself, since a log whose sync has failed cannot be relied on. Throws DatabaseError.
std::unique_ptr<Database> reopen_database(const std::string& path, ConnectionSettings settings,
                                          Database::Sync sync);

/// Throws DatabaseError `damaged` when SQLite's quick_check finds something. About half a second a gigabyte.
void quick_check(Database& database);

}  // namespace store
