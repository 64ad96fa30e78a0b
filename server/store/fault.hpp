// Why the world of files failed, and the exception that says so.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace store {

/// Why something could not be stored or read; decides the reply (security.md's fixed replies).
enum class FaultKind {
    storage_full,  // no room: disk, quota, file-size limit, or the free-space rule
    busy,          // another process kept the database locked for too long
    error,         // reading or writing failed, or the file at the path is not the one that is open
    damaged,       // the file is not a database, or not a whole one any more
    locked,        // another instance of this program uses the database (only at the start)
    too_new,       // made by a newer version of this program (only at the start)
    interrupted,   // a query passed its deadline
};

/// `message` is a sentence for the operator.
struct Fault {
    FaultKind kind = FaultKind::error;
    std::string message;
    bool operator==(const Fault&) const = default;
};

/// What SQLite's functions throw. `code` is SQLite's extended result code, 0 when the fault was not SQLite's.
struct DatabaseError : std::runtime_error {
    explicit DatabaseError(Fault why, int result_code = 0)
        : std::runtime_error(why.message), fault(std::move(why)), code(result_code) {}
    Fault fault;
    int code;
};

/// Whether another statement might succeed where this one failed: a broken constraint rather than a broken
/// disk.
bool concerns_only_the_statement(const DatabaseError& error);

}  // namespace store
