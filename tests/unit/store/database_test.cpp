#include "store/database.hpp"

#include <doctest/doctest.h>

#include <string>

#include "base/embedded.hpp"
#include "migrations/migrations.hpp"
#include "store/migrations.hpp"
#include "unit/store/support.hpp"

using namespace store;

namespace {

FaultKind kind_of_failure(const std::function<void()>& action) {
    try {
        action();
    } catch (const DatabaseError& error) {
        return error.fault.kind;
    }
    FAIL("nothing was thrown");
    return {};
}

}  // namespace

TEST_CASE("all migrations apply to an empty database, and twice is the same as once") {
    Database database(":memory:");
    migrate(database);
    CHECK(database.integer("PRAGMA user_version") == newest_schema());
    CHECK(newest_schema() == static_cast<int>(embedded::migrations().size()));
    CHECK(newest_schema() >= 1);
    const auto tables = database.integer("SELECT count(*) FROM sqlite_schema");
    CHECK(tables > 0);
    migrate(database);
    CHECK(database.integer("SELECT count(*) FROM sqlite_schema") == tables);
    CHECK(database.integer("SELECT count(*) FROM counters") == 1);
}

TEST_CASE("the files of schema/database are numbered from 0001 without a gap") {
    int number = 0;
    for (const auto& file : embedded::migrations()) {
        CAPTURE(file.path);
        CHECK(std::stoi(std::string(file.path.substr(1, 4))) == ++number);
    }
}

TEST_CASE("a database of a newer program is refused") {
    test::MemoryDatabase database;
    database.execute_script("PRAGMA user_version = " + std::to_string(newest_schema() + 1));
    CHECK(kind_of_failure([&] { migrate(database); }) == FaultKind::too_new);
}

TEST_CASE("the database of another program is refused, and one of ours with a broken header is damaged") {
    Database foreign(":memory:");
    foreign.execute_script("CREATE TABLE notes (text)");
    CHECK(kind_of_failure([&] { migrate(foreign); }) == FaultKind::error);
    CHECK(foreign.integer("SELECT count(*) FROM sqlite_schema") == 1);

    test::MemoryDatabase ours;
    ours.execute_script("PRAGMA application_id = 5");
    CHECK(kind_of_failure([&] { migrate(ours); }) == FaultKind::damaged);
    test::MemoryDatabase version;
    version.execute_script("PRAGMA user_version = -7");
    CHECK(kind_of_failure([&] { migrate(version); }) == FaultKind::damaged);
}

TEST_CASE("values are bound as what they are") {
    Database database(":memory:");
    const std::string with_nul("a\0b", 3);
    auto row = database.query("SELECT ?, ?, typeof(?), ?, length(?), ?", 1LL << 62, with_nul,
                              std::optional<std::string>(), std::string_view(), ZeroBlob{7}, true);
    REQUIRE(row.step());
    CHECK(row.integer(0) == 1LL << 62);
    CHECK(row.text(1) == with_nul);
    CHECK(row.text(2) == "null");
    CHECK_FALSE(row.is_null(3));
    CHECK(row.text(3).empty());
    CHECK(row.integer(4) == 7);
    CHECK(row.boolean(5));
    CHECK_FALSE(row.step());
}

TEST_CASE("a kept statement begins anew each time, also while it is still in use") {
    Database database(":memory:");
    const char* const sql = "SELECT value + ? FROM json_each('[1,2]')";
    auto outer = database.query(sql, 0);
    REQUIRE(outer.step());
    CHECK(database.integer(sql, 10) == 11);
    REQUIRE(outer.step());
    CHECK(outer.integer(0) == 2);
    CHECK(database.integer(sql, 20) == 21);
}

TEST_CASE("a statement that was handed on is given back by its last holder") {
    Database database(":memory:");
    const char* const sql = "SELECT ? + 1";
    {
        auto first = database.query(sql, 1);
        auto second = std::move(first);
        REQUIRE(second.step());
        CHECK(second.integer(0) == 2);
        CHECK(database.integer(sql, 5) == 6);
    }
    CHECK(database.integer(sql, 7) == 8);
}

TEST_CASE("a transaction that is not committed leaves nothing behind") {
    test::MemoryDatabase database;
    {
        const Transaction transaction(database);
        database.execute("UPDATE counters SET total = 5");
    }
    CHECK(database.integer("SELECT total FROM counters") == 0);
    CHECK_FALSE(database.in_transaction());
}

TEST_CASE("a full database is storage_full, and a broken constraint only concerns its statement") {
    test::MemoryDatabase database;
    database.execute_script("PRAGMA max_page_count = 20");
    try {
        for (int i = 0; i < 100; ++i)
            insert_message(database, test::a_message(std::string(8192, 'x')));
        FAIL("it was never full");
    } catch (const DatabaseError& error) {
        CHECK(error.fault.kind == FaultKind::storage_full);
        CHECK_FALSE(concerns_only_the_statement(error));
    }
    try {
        database.execute("INSERT INTO counters (inbox) VALUES ('')");
        FAIL("it was accepted");
    } catch (const DatabaseError& error) {
        CHECK(concerns_only_the_statement(error));
    }
}

TEST_CASE("a query that passes its deadline is interrupted, and the next one runs") {
    Database database(":memory:");
    const char* const endless =
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT sum(x) FROM n";
    database.set_deadline(std::chrono::steady_clock::now() + std::chrono::milliseconds(10));
    CHECK(kind_of_failure([&] { database.integer(endless); }) == FaultKind::interrupted);
    database.set_deadline(std::nullopt);
    CHECK(database.integer("SELECT 3") == 3);
}

TEST_CASE("what a hostile statement would need is off") {
    test::MemoryDatabase database;
    CHECK_THROWS_AS(database.execute_script("ATTACH ':memory:' AS other"), DatabaseError);
    CHECK_THROWS_AS(database.execute_script("SELECT load_extension('x')"), DatabaseError);
    CHECK_THROWS_AS(database.execute_script("SELECT \"not a column\""), DatabaseError);
    database.execute_script("PRAGMA writable_schema = ON");
    CHECK_THROWS_AS(database.execute_script("DELETE FROM sqlite_schema"), DatabaseError);
    CHECK_THROWS_AS(database.execute_script("SELECT '" + std::string(200'000, 'x') + "'"), DatabaseError);
}
