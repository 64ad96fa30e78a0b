#include "store/opening.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <system_error>

#include "base/clock.hpp"
#include "store/migrations.hpp"

namespace store {
namespace {

namespace fs = std::filesystem;

/// Up to here the whole file is checked before it is used: some milliseconds.
constexpr std::uintmax_t max_bytes_checked_at_start = std::uintmax_t{8} << 20;

std::uintmax_t size_of(const std::string& path) {
    std::error_code none;
    const auto size = fs::file_size(path, none);
    return none ? 0 : size;
}

[[noreturn]] void fail(FaultKind kind, const std::string& path, std::string_view what) {
    throw DatabaseError({kind, fmt::format("{}: {}", path, what)});
}

/// "20260102T030405Z"
std::string name_of_now() {
    auto text = base::to_rfc3339(base::SystemClock().now()).substr(0, 19);
    std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
    return text + "Z";
}

std::string move_aside(const std::string& path) {
    const auto wanted = fmt::format("{}.corrupt-{}", path, name_of_now());
    auto target = wanted;
    for (int again = 2; fs::exists(target); ++again)
        target = fmt::format("{}.{}", wanted, again);
    std::error_code reason;
    fs::rename(path, target, reason);
    if (reason)
        fail(FaultKind::error, path, fmt::format("damaged, and cannot be moved aside: {}", reason.message()));
    // An empty log is what our own look at the file has left.
    const bool has_log = size_of(path + "-wal") > 0;
    for (const char* const companion : {"-wal", "-shm"}) {
        if (has_log)
            fs::rename(path + companion, target + companion, reason);
        else
            fs::remove(path + companion, reason);
    }
    return target;
}

/// What lists and arrivals need at once can be read.
void read_a_little(Database& database) {
    if (database.query("SELECT total, unread, bytes, last_number FROM counters WHERE inbox = ''").step() ==
        false)
        fail(FaultKind::damaged, database.path(), "the counters are missing");
    const auto newest = database.integer("SELECT max(number) FROM messages");
    database.query("SELECT * FROM messages WHERE number = ?", newest).step();
    database.query("SELECT details, length(octets) FROM contents WHERE message = ?", newest).step();
    database.query("SELECT * FROM parts WHERE message = ?", newest).step();
}

std::unique_ptr<Database> open_and_check(const std::string& path, const ConnectionSettings& settings,
                                         Database::Sync sync, bool look_closely) {
    // SQLite would throw the log away.
    if (size_of(path) == 0 && size_of(path + "-wal") > 0)
        fail(FaultKind::damaged, path, "empty, but its log is not");
    auto database = std::make_unique<Database>(path, settings);
    database->set_checkpoint_on_close(false);
    check_schema(*database);
    database->use_log(sync);
    if (look_closely || size_of(path) <= max_bytes_checked_at_start)
        quick_check(*database);
    migrate(*database);
    read_a_little(*database);
    database->set_checkpoint_on_close(true);
    return database;
}

/// A folder was made where the file should be, as container tools do for a missing file.
void check_for_folder(const std::string& path) {
    std::error_code none;
    if (!fs::is_directory(path, none))
        return;
    if (fs::is_empty(path, none))
        fail(FaultKind::damaged, path, "a folder");
    fail(FaultKind::error, path, "a folder with something in it, not a database");
}

}  // namespace

Opened open_database(const std::string& path, const ConnectionSettings& settings, Database::Sync sync,
                     InstanceLock& lock) {
    Opened opened;
    opened.stopped_cleanly = size_of(path + "-wal") == 0;
    try {
        check_for_folder(path);
        opened.database = open_and_check(path, settings, sync, lock.remembers_damage());
    } catch (const DatabaseError& error) {
        if (error.fault.kind != FaultKind::damaged)
            throw;
        opened.moved_aside = move_aside(path);
        opened.stopped_cleanly = true;
        opened.database = open_and_check(path, settings, sync, false);
    }
    lock.remember_damage(false);
    return opened;
}

std::unique_ptr<Database> reopen_database(const std::string& path, ConnectionSettings settings,
                                          Database::Sync sync) {
    settings.create = false;
    auto database = std::make_unique<Database>(path, settings);
    check_schema(*database);
    database->use_log(sync);
    read_a_little(*database);
    if (!database->checkpoint(Database::Checkpoint::empty_the_log))
        fail(FaultKind::busy, path, "another process reads the log and keeps it from being synced");
    return database;
}

void quick_check(Database& database) {
    auto finding = database.query("PRAGMA quick_check(1)");
    if (finding.step() && finding.text(0) != "ok")
        fail(FaultKind::damaged, database.path(), fmt::format("damaged: {}", finding.text(0)));
}

}  // namespace store
