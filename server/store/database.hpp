// One connection to SQLite: statements, transactions, checkpoints, and the deadline of a query. Blocking; one
// thread at a time. sqlite3.h stays in the sources.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>

#include "store/fault.hpp"
#include "store/statement.hpp"

struct sqlite3;

namespace store {

/// The result of `Function(Database&, Arguments...)`.
template <class Function, class... Arguments>
using QueryResult = std::invoke_result_t<Function&, class Database&, const Arguments&...>;

struct ConnectionSettings {
    bool create = true;
    bool query_only = false;
    std::chrono::milliseconds busy_timeout{5000};
};

class Database {
public:
    /// Opens and hardens (defensive mode, untrusted schema, limits). ":memory:" is a database of its own.
    /// Throws DatabaseError.
    explicit Database(const std::string& path, const ConnectionSettings& settings = {});
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// `sql` is one statement with as many ? as there are values: integers, bool, text, Octets, ZeroBlob,
    /// optional of these. Text is copied. Statements are kept prepared, so `sql` should come from a fixed set
    /// of texts.
    template <class... Values>
    Statement query(std::string_view sql, const Values&... values) {
        auto statement = prepare(sql);
        statement.bind_all(Statement::Lifetime::copied, values...);
        return statement;
    }

    /// As query(), run to its end without copying the values. Returns how many rows changed.
    template <class... Values>
    std::int64_t execute(std::string_view sql, const Values&... values) {
        auto statement = prepare(sql);
        statement.bind_all(Statement::Lifetime::borrowed, values...);
        while (statement.step()) {
        }
        return changes();
    }

    /// Several statements without values; not kept prepared.
    void execute_script(std::string_view sql);

    /// The one integer of the one row that `sql` gives; 0 when there is none.
    template <class... Values>
    std::int64_t integer(std::string_view sql, const Values&... values) {
        auto statement = query(sql, values...);
        return statement.step() ? statement.integer(0) : 0;
    }

    std::int64_t last_insert_number() const;
    bool in_transaction() const;

    /// Statements after this moment fail with `interrupted`; nullopt: no deadline.
    void set_deadline(std::optional<std::chrono::steady_clock::time_point> deadline);
    enum class Sync { full, normal };
    /// Changes go through a write-ahead log from now on; Sync::full: on the disk when a commit returns.
    void use_log(Sync sync);
    /// Whether closing the last connection brings the log into the file; off while the file may be a damaged
    /// one.
    void set_checkpoint_on_close(bool on);

    void set_busy_timeout(std::chrono::milliseconds timeout);
    /// Makes the running statement fail with `interrupted`. Any thread.
    void interrupt();

    /// The file at the path is no longer the one that is open (renamed, deleted, replaced).
    bool has_moved() const;
    enum class Checkpoint { what_is_free, empty_the_log };
    /// Writes the log into the database file and syncs that. False when a reader was in the way of some of
    /// it.
    bool checkpoint(Checkpoint kind);
    const std::string& path() const { return path_; }

    /// Throws the DatabaseError that belongs to SQLite's result `code`.
    [[noreturn]] void fail(int code) const;

private:
    friend class Statement;
    friend class Blob;
    struct Closer {
        void operator()(sqlite3* handle) const;
    };
    Statement prepare(std::string_view sql);
    std::int64_t changes() const;
    void configure(const ConnectionSettings& settings);
    static int on_progress(void* database);

    std::string path_;
    std::unique_ptr<sqlite3, Closer> handle_;
    struct Cached {
        sqlite3_stmt* handle = nullptr;
        bool on_loan = false;
    };
    struct Hash : std::hash<std::string_view> {
        using is_transparent = void;
    };
    std::unordered_map<std::string, Cached, Hash, std::equal_to<>> statements_;
    std::optional<std::chrono::steady_clock::time_point> deadline_;
};

/// Rolls back unless committed. One that writes takes the write lock at once (BEGIN IMMEDIATE).
class Transaction {
public:
    enum class Kind { read, write };
    explicit Transaction(Database& database, Kind kind = Kind::write);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

private:
    Database& database_;
};

}  // namespace store
