#include "store/migrations.hpp"

#include <fmt/format.h>

#include <span>

#include "base/embedded.hpp"
#include "migrations/migrations.hpp"

namespace store {
namespace {

// "Mwei": tells our databases from those of other programs.
constexpr std::int64_t application_id = 0x4d776569;

std::int64_t schema_of(Database& database) {
    return database.integer("PRAGMA user_version");
}

void check_owner(Database& database) {
    const auto owner = database.integer("PRAGMA application_id");
    if (owner == application_id)
        return;
    if (database.integer("SELECT count(*) FROM sqlite_schema") == 0 && owner == 0)
        return;  // new
    // Our own tables under a foreign mark: the header is damaged.
    const auto ours = database.integer(
        "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('messages', 'contents', "
        "'counters')");
    if (ours == 3)
        throw DatabaseError({FaultKind::damaged, fmt::format("{}: the header is damaged", database.path())});
    throw DatabaseError(
        {FaultKind::error, fmt::format("{} is the database of another program", database.path())});
}

void check_age(Database& database) {
    const auto version = schema_of(database);
    if (version >= 0 && version <= newest_schema())
        return;
    // No version of this program will ever have that many files.
    if (version < 0 || version > 9999)
        throw DatabaseError({FaultKind::damaged, fmt::format("{}: the header is damaged", database.path())});
    throw DatabaseError(
        {FaultKind::too_new, fmt::format("{} was made by a newer version of this program (schema {}, "
                                         "this version knows {}); use that one, or another file",
                                         database.path(), version, newest_schema())});
}

}  // namespace

int newest_schema() {
    return static_cast<int>(embedded::migrations().size());
}

void check_schema(Database& database) {
    check_owner(database);
    check_age(database);
}

void migrate(Database& database) {
    check_schema(database);
    const auto files = embedded::migrations();
    for (auto done = static_cast<std::size_t>(schema_of(database)); done < files.size(); ++done) {
        Transaction transaction(database);
        database.execute_script(files[done].bytes);
        database.execute_script(
            fmt::format("PRAGMA user_version = {}; PRAGMA application_id = {}", done + 1, application_id));
        transaction.commit();
    }
}

}  // namespace store
