// One connection to SQLite, and the four things that are done with it: statements, transactions, slices of
// blobs, and the deadline of a query. Blocking; one thread at a time. sqlite3.h stays in the sources.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>

struct sqlite3;
struct sqlite3_stmt;
struct sqlite3_blob;

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

/// The result of `Function(Database&, Arguments...)`.
template <class Function, class... Arguments>
using QueryResult = std::invoke_result_t<Function&, class Database&, const Arguments&...>;

/// Binds as a blob; the octets must outlive the statement.
struct Octets {
    std::string_view octets;
};
/// Binds as a blob of zeros, to be filled through Blob.
struct ZeroBlob {
    std::uint64_t size = 0;
};

/// A prepared statement on loan from the connection's cache. Columns count from 0.
class Statement {
public:
    ~Statement();
    Statement(Statement&& other) noexcept
        : database_(other.database_), handle_(std::exchange(other.handle_, {})) {}
    Statement& operator=(Statement&&) = delete;

    /// True: there is a row. False: there are no more.
    bool step();

    bool is_null(int column) const;
    std::int64_t integer(int column) const;
    std::uint64_t unsigned_integer(int column) const { return static_cast<std::uint64_t>(integer(column)); }
    bool boolean(int column) const { return integer(column) != 0; }
    /// Valid until the next step.
    std::string_view text(int column) const;
    std::string string(int column) const { return std::string(text(column)); }

private:
    friend class Database;
    enum class Lifetime { copied, borrowed };
    Statement(Database& database, sqlite3_stmt* handle, bool* on_loan)
        : database_(&database), handle_(handle), on_loan_(on_loan) {}

    template <class... Values>
    void bind_all(Lifetime lifetime, const Values&... values) {
        int index = 0;
        (bind(++index, values, lifetime), ...);
    }
    template <class Integer>
        requires std::is_integral_v<Integer>
    void bind(int index, Integer value, Lifetime) {
        bind_integer(index, static_cast<std::int64_t>(value));
    }
    template <class Value>
    void bind(int index, const std::optional<Value>& value, Lifetime lifetime) {
        if (value)
            bind(index, *value, lifetime);  // parameters are NULL until they are bound
    }
    void bind(int index, std::string_view text, Lifetime lifetime);
    void bind(int index, Octets octets, Lifetime);
    void bind(int index, ZeroBlob blob, Lifetime);
    void bind_integer(int index, std::int64_t value);

    Database* database_;
    sqlite3_stmt* handle_;
    bool* on_loan_;  // in the cache; nullptr: not kept there
};

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

/// Whether another statement might succeed where this one failed: a broken constraint rather than a broken
/// disk.
bool concerns_only_the_statement(const DatabaseError& error);

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

/// One blob, read and written in slices without loading it.
class Blob {
public:
    enum class Access { read_only, read_write };
    /// `row` must exist; throws DatabaseError.
    Blob(Database& database, const char* table, const char* column, std::int64_t row, Access access);
    ~Blob();
    Blob(const Blob&) = delete;
    Blob& operator=(const Blob&) = delete;

    std::uint64_t size() const;
    /// Fewer octets at the end of the blob, none behind it.
    std::string read(std::uint64_t offset, std::uint64_t length) const;
    /// Within size().
    void write(std::uint64_t offset, std::string_view octets);

private:
    Database& database_;
    sqlite3_blob* handle_ = nullptr;
};

}  // namespace store
