#include "store/database.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <cstring>

namespace store {
namespace {

using std::chrono::steady_clock;

constexpr int steps_between_looks_at_the_clock = 1000;

/// What no statement of this program needs, and nobody who finds a way to one may use (security.md
/// section 6.8).
constexpr std::array<std::pair<int, int>, 5> limits{{
    {SQLITE_LIMIT_SQL_LENGTH, 100'000},
    {SQLITE_LIMIT_EXPR_DEPTH, 50},
    {SQLITE_LIMIT_COMPOUND_SELECT, 10},
    {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 256},
    {SQLITE_LIMIT_ATTACHED, 0},
}};

constexpr std::array<std::pair<int, int>, 5> switches{{
    {SQLITE_DBCONFIG_DEFENSIVE, 1},
    {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
    {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
    {SQLITE_DBCONFIG_DQS_DML, 0},
    {SQLITE_DBCONFIG_DQS_DDL, 0},
}};

bool is_full(int system_error) {
    return system_error == ENOSPC || system_error == EDQUOT || system_error == EFBIG;
}

FaultKind kind_of(int code, int system_error) {
    switch (code & 0xff) {
        case SQLITE_FULL:
            return FaultKind::storage_full;
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return FaultKind::busy;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return FaultKind::damaged;
        case SQLITE_INTERRUPT:
            return FaultKind::interrupted;
        case SQLITE_IOERR:
        case SQLITE_CANTOPEN:
            // Growing the log's index and a file-size limit are reported as failures to write.
            return is_full(system_error) ? FaultKind::storage_full : FaultKind::error;
        default:
            return FaultKind::error;
    }
}

/// What the system said, as far as SQLite remembers it: for the connection, else for the log, else for the
/// file.
int system_error_of(sqlite3* handle, int code) {
    if (!handle || ((code & 0xff) != SQLITE_IOERR && (code & 0xff) != SQLITE_CANTOPEN))
        return 0;
    if (const int error = sqlite3_system_errno(handle))
        return error;
    int error = 0;
    sqlite3_file* log = nullptr;
    sqlite3_file_control(handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
    if (log && log->pMethods)
        log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &error);
    if (error == 0)
        sqlite3_file_control(handle, "main", SQLITE_FCNTL_LAST_ERRNO, &error);
    return error;
}

}  // namespace

void Database::Closer::operator()(sqlite3* handle) const {
    sqlite3_close_v2(handle);
}

Database::Database(const std::string& path, const ConnectionSettings& settings) : path_(path) {
    // Nobody asks how much memory SQLite has; keeping count takes a lock for each allocation.
    static const int once = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    static_cast<void>(once);
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                      (settings.create ? SQLITE_OPEN_CREATE : 0);
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
    handle_.reset(handle);
    if (code != SQLITE_OK)
        fail(code);
    configure(settings);
}

Database::~Database() {
    for (auto& [sql, cached] : statements_)
        sqlite3_finalize(cached.handle);
}

void Database::configure(const ConnectionSettings& settings) {
    for (const auto& [name, value] : limits)
        sqlite3_limit(handle_.get(), name, value);
    for (const auto& [name, value] : switches)
        sqlite3_db_config(handle_.get(), name, value, nullptr);
    sqlite3_busy_timeout(handle_.get(), static_cast<int>(settings.busy_timeout.count()));
    execute_script(
        "PRAGMA page_size = 8192;"
        "PRAGMA temp_store = MEMORY;"
        "PRAGMA secure_delete = FAST;"
        "PRAGMA cell_size_check = ON;");
    if (settings.query_only)
        execute_script("PRAGMA query_only = ON");
}

void Database::use_log(Sync sync) {
    execute_script(
        "PRAGMA journal_mode = WAL;"
        "PRAGMA journal_size_limit = 67108864;"
        "PRAGMA wal_autocheckpoint = 1000;");
    execute_script(sync == Sync::full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
}

void Database::set_checkpoint_on_close(bool on) {
    sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, on ? 0 : 1, nullptr);
}

Statement Database::prepare(std::string_view sql) {
    const auto found = statements_.find(sql);
    if (found != statements_.end() && !found->second.on_loan) {
        found->second.on_loan = true;
        return Statement(*this, found->second.handle, &found->second.on_loan);
    }
    sqlite3_stmt* handle = nullptr;
    const int code = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
    if (code != SQLITE_OK)
        fail(code);
    assert(handle);
    if (found != statements_.end())
        return Statement(*this, handle, nullptr);  // the kept one is in use further up
    auto& cached = statements_.emplace(std::string(sql), Cached{handle, true}).first->second;
    return Statement(*this, handle, &cached.on_loan);
}

void Database::execute_script(std::string_view sql) {
    const std::string script(sql);
    if (const int code = sqlite3_exec(handle_.get(), script.c_str(), nullptr, nullptr, nullptr))
        fail(code);
}

std::int64_t Database::changes() const {
    return sqlite3_changes64(handle_.get());
}

std::int64_t Database::last_insert_number() const {
    return sqlite3_last_insert_rowid(handle_.get());
}

bool Database::in_transaction() const {
    return sqlite3_get_autocommit(handle_.get()) == 0;
}

int Database::on_progress(void* database) {
    const auto& deadline = static_cast<Database*>(database)->deadline_;
    return deadline && steady_clock::now() > *deadline ? 1 : 0;
}

void Database::set_deadline(std::optional<steady_clock::time_point> deadline) {
    deadline_ = deadline;
    if (deadline)
        sqlite3_progress_handler(handle_.get(), steps_between_looks_at_the_clock, on_progress, this);
    else
        sqlite3_progress_handler(handle_.get(), 0, nullptr, nullptr);
}

void Database::set_busy_timeout(std::chrono::milliseconds timeout) {
    sqlite3_busy_timeout(handle_.get(), static_cast<int>(timeout.count()));
}

void Database::interrupt() {
    sqlite3_interrupt(handle_.get());
}

bool Database::has_moved() const {
    int moved = 0;
    sqlite3_file_control(handle_.get(), "main", SQLITE_FCNTL_HAS_MOVED, &moved);
    return moved != 0;
}

bool Database::checkpoint(Checkpoint kind) {
    const int mode =
        kind == Checkpoint::empty_the_log ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
    int in_log = 0;
    int written = 0;
    const int code = sqlite3_wal_checkpoint_v2(handle_.get(), nullptr, mode, &in_log, &written);
    if ((code & 0xff) == SQLITE_BUSY)
        return false;
    if (code != SQLITE_OK)
        fail(code);
    return in_log == written;
}

void Database::fail(int code) const {
    const int system_error = system_error_of(handle_.get(), code);
    std::string message = sqlite3_errstr(code);
    if (handle_ && (sqlite3_extended_errcode(handle_.get()) & 0xff) == (code & 0xff))
        message = sqlite3_errmsg(handle_.get());
    if (system_error != 0)
        message += fmt::format(" ({})", std::strerror(system_error));
    throw DatabaseError({kind_of(code, system_error), fmt::format("database: {}, code {}", message, code)},
                        code);
}

bool concerns_only_the_statement(const DatabaseError& error) {
    constexpr std::array<int, 6> own{SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_RANGE,
                                     SQLITE_TOOBIG,     SQLITE_ERROR,    SQLITE_MISUSE};
    return std::find(own.begin(), own.end(), error.code & 0xff) != own.end();
}

Transaction::Transaction(Database& database, Kind kind) : database_(database) {
    database_.execute(kind == Kind::write ? "BEGIN IMMEDIATE" : "BEGIN");
}

Transaction::~Transaction() {
    if (!database_.in_transaction())
        return;  // committed, or rolled back by SQLite itself
    try {
        database_.execute("ROLLBACK");
    } catch (const DatabaseError&) {
        // The connection is not usable any more; the next BEGIN says so to somebody who can answer for it.
    }
}

void Transaction::commit() {
    database_.execute("COMMIT");
}

}  // namespace store
