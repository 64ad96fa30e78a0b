// security.md's storage cases, as far as one process can make them happen.
#include <doctest/doctest.h>
#include <sys/resource.h>

#include <csignal>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "store/store.hpp"
#include "unit/store/support.hpp"

using namespace store;
using test::a_message;
using test::await;
using test::eventually;

namespace {

struct Fixture {
    test::TemporaryFolder folder;
    std::string path = folder / "mail.db";
    asio::io_context io;
    Settings settings;
    std::unique_ptr<Store> store;
    std::vector<NewMessage> acknowledged;

    Fixture() {
        settings.path = path;
        settings.min_free_bytes = 0;
        settings.min_free_percent = 0;
    }

    void open() { store = std::make_unique<Store>(io, settings); }

    /// Nothing when the message was stored.
    std::optional<FaultKind> insert(std::size_t bytes = 100) {
        auto message = a_message(std::string(bytes, 'x'));
        const auto failure = failure_of([&] { await(io, store->write(insert_message, message)); });
        if (!failure)
            acknowledged.push_back(std::move(message));
        return failure;
    }

    std::string last_failure;
    std::optional<FaultKind> failure_of(const std::function<void()>& action) {
        try {
            action();
            return std::nullopt;
        } catch (const DatabaseError& error) {
            last_failure = error.what();
            return error.fault.kind;
        }
    }

    bool has_fault(FaultKind kind) { return store->fault() && store->fault()->kind == kind; }

    void check_nothing_lost() {
        for (const auto& message : acknowledged) {
            const auto content = await(
                io, store->read(find_content, message.summary.id, std::uint64_t{0}, std::uint64_t{1} << 20));
            CHECK(content == std::optional(std::string(message.content.view())));
        }
    }
};

int set_max_pages(Database& database, int pages) {
    database.execute("PRAGMA max_page_count = " + std::to_string(pages));
    return 0;
}

Slice delete_all(Database& database) {
    return delete_messages(database, {.all = true}, 0, 0, 1000);
}

std::int64_t check_integrity(Database& database) {
    return database.integer("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'");
}

/// For one scope; output of the test itself stays far below it.
class FileSizeLimit {
public:
    explicit FileSizeLimit(std::uint64_t bytes) {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

private:
    rlimit before_{};
};

}  // namespace

TEST_CASE_FIXTURE(
    Fixture, "a full database refuses mail, lets itself be emptied, and then takes mail again (STO-03)") {
    open();
    await(io, store->write(set_max_pages, 40));
    std::optional<FaultKind> failure;
    for (int i = 0; i < 200 && !failure; ++i)
        failure = insert(4000);
    CHECK(failure == FaultKind::storage_full);
    CHECK(has_fault(FaultKind::storage_full));
    check_nothing_lost();
    CHECK(await(io, store->write(delete_all)).changed.size() == acknowledged.size());
    acknowledged.clear();
    CHECK(eventually(io, [&] { return !store->fault(); }));
    CHECK_FALSE(insert(4000));
    check_nothing_lost();
}

TEST_CASE_FIXTURE(Fixture, "in a batch only what does not fit is refused") {
    open();
    await(io, store->write(set_max_pages, 40));
    CHECK(insert(1'000'000) == FaultKind::storage_full);
    CHECK_FALSE(insert(100));
    CHECK_FALSE(store->fault());
}

TEST_CASE_FIXTURE(Fixture,
                  "below the free-space floor new mail is refused while deletes and reads work (STO-03)") {
    open();
    for (int i = 0; i < 3; ++i)
        CHECK_FALSE(insert());
    store.reset();
    settings.min_free_bytes = std::uint64_t{1} << 60;
    open();
    CHECK(eventually(io, [&] { return has_fault(FaultKind::storage_full); }));
    CHECK(insert() == FaultKind::storage_full);
    check_nothing_lost();
    CHECK(await(io, store->write(delete_all)).changed.size() == 3);
    CHECK(insert() == FaultKind::storage_full);
}

TEST_CASE_FIXTURE(Fixture, "a file-size limit is storage_full, and mail is taken when it is gone (STO-04)") {
    open();
    CHECK_FALSE(insert());
    {
        const FileSizeLimit limit(300'000);
        std::optional<FaultKind> failure;
        for (int i = 0; i < 100 && !failure; ++i)
            failure = insert(10'000);
        CAPTURE(last_failure);
        CHECK(failure == FaultKind::storage_full);
        CHECK(has_fault(FaultKind::storage_full));
        check_nothing_lost();
    }
    CHECK(eventually(io, [&] { return !store->fault(); }));
    CHECK_FALSE(insert(10'000));
    check_nothing_lost();
    CHECK(await(io, store->read(check_integrity)) == 1);
}

TEST_CASE_FIXTURE(Fixture, "a lock of another process is waited for (STO-08)") {
    open();
    Database other(path);
    std::optional<Transaction> transaction(other);
    std::thread release([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
        transaction.reset();
    });
    const auto begin = std::chrono::steady_clock::now();
    CHECK_FALSE(insert());
    CHECK(std::chrono::steady_clock::now() - begin > std::chrono::milliseconds(200));
    release.join();
    CHECK_FALSE(store->fault());
}

TEST_CASE_FIXTURE(Fixture,
                  "a lock that is not let go of is busy, nobody waits twice, and it clears (STO-08)") {
    settings.busy_timeout = std::chrono::milliseconds(200);
    open();
    CHECK_FALSE(insert());
    Database other(path);
    std::optional<Transaction> transaction(other);
    CHECK(insert() == FaultKind::busy);
    CHECK(has_fault(FaultKind::busy));
    check_nothing_lost();
    CHECK(insert() == FaultKind::busy);
    transaction.reset();
    CHECK(eventually(io, [&] { return !store->fault(); }));
    CHECK_FALSE(insert());
    check_nothing_lost();
}

TEST_CASE_FIXTURE(Fixture, "a database that was renamed takes nothing until it is back (STO-12)") {
    open();
    CHECK_FALSE(insert());
    test::fs::rename(path, folder / "elsewhere");
    CHECK(insert() == FaultKind::error);
    CHECK(has_fault(FaultKind::error));
    check_nothing_lost();
    test::fs::rename(folder / "elsewhere", path);
    CHECK(eventually(io, [&] { return !store->fault(); }));
    CHECK_FALSE(insert());
    check_nothing_lost();
}

TEST_CASE_FIXTURE(Fixture,
                  "a database that was deleted takes nothing, and no new one appears by itself (STO-12)") {
    open();
    CHECK_FALSE(insert());
    test::fs::remove(path);
    CHECK(insert() == FaultKind::error);
    CHECK(insert() == FaultKind::error);
    CHECK_FALSE(test::fs::exists(path));
    check_nothing_lost();
}

TEST_CASE_FIXTURE(Fixture, "a deleted log or index is noticed, and nothing is lost with it (STO-13)") {
    open();
    for (const auto* const companion : {"-wal", "-shm"}) {
        CAPTURE(companion);
        CHECK_FALSE(insert());
        CHECK_FALSE(insert(5000));
        test::fs::remove(path + companion);
        CHECK(insert() == FaultKind::error);
        CHECK(eventually(io, [&] { return !store->fault(); }));
        CHECK_FALSE(insert());
        check_nothing_lost();
    }
    store.reset();
    open();
    check_nothing_lost();
    CHECK(await(io, store->read(check_integrity)) == 1);
}

TEST_CASE_FIXTURE(Fixture, "a moved file is noticed also while no mail comes") {
    open();
    CHECK_FALSE(insert());
    test::fs::rename(path, folder / "elsewhere");
    CHECK(eventually(io, [&] { return has_fault(FaultKind::error); }));
    test::fs::rename(folder / "elsewhere", path);
    CHECK(eventually(io, [&] { return !store->fault(); }));
    check_nothing_lost();
}

TEST_CASE_FIXTURE(
    Fixture, "a database that gets damaged takes nothing more, and the next start moves it aside (STO-11)") {
    open();
    for (int i = 0; i < 200; ++i)
        CHECK_FALSE(insert(3000));
    store.reset();
    open();
    const auto size = test::fs::file_size(path);
    {
        std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
        for (std::uintmax_t at = 2 * 8192; at + 8192 <= size; at += 8192) {
            file.seekp(static_cast<std::streamoff>(at));
            file << std::string(64, '\x7f');
        }
    }
    const auto damaged = test::read_file(path);
    failure_of([&] { await(io, store->read(find_messages, MessageFilter{})); });
    CHECK(insert() == FaultKind::damaged);
    CHECK(has_fault(FaultKind::damaged));
    CHECK(insert() == FaultKind::damaged);
    store.reset();
    open();
    REQUIRE_FALSE(store->moved_aside().empty());
    CHECK((test::read_file(store->moved_aside()) == damaged));
    CHECK_FALSE(insert());
    const auto moved_aside = store->moved_aside();
    store.reset();
    open();
    CHECK(store->moved_aside().empty());
    CHECK(test::fs::exists(moved_aside));
}

TEST_CASE_FIXTURE(Fixture,
                  "a damaged file is moved aside as it was, with its log, and a new one begun (STO-10)") {
    open();
    for (int i = 0; i < 30; ++i)
        CHECK_FALSE(insert(3000));
    store.reset();
    const auto good = test::read_file(path);
    const auto with = [&](std::size_t at, const std::string& octets) {
        auto mutant = good;
        return mutant.replace(at, octets.size(), octets);
    };
    const std::vector<std::string> mutants{
        "This is not a database.",
        std::string(20'000, '\x55'),
        std::string(100'000, '\0'),
        good.substr(0, 50),
        good.substr(0, 8192),
        good.substr(0, good.size() - 4096),
        good.substr(0, good.size() / 2),
        with(0, "SQLite format 4"),
        with(16, "\x12\x34"),
        with(18, std::string(64, '\xee')),
        with(60, "\x7f\x11\x22\x33"),
        with(68, "\x7f\x11\x22\x33"),
        with(100, std::string(64, '\x99')),
        with(2 * 8192, std::string(64, '\xff')),
    };
    for (std::size_t i = 0; i < mutants.size(); ++i) {
        CAPTURE(i);
        for (const bool has_log : {false, true}) {
            CAPTURE(has_log);
            test::write_file(path, mutants[i]);
            if (has_log)
                test::write_file(path + "-wal", "a log of something else");
            open();
            const auto aside = store->moved_aside();
            REQUIRE(aside.find(path + ".corrupt-20") == 0);
            CHECK((test::read_file(aside) == mutants[i]));
            CHECK(test::fs::exists(aside + "-wal") == has_log);
            acknowledged.clear();
            CHECK_FALSE(insert());
            check_nothing_lost();
            CHECK_FALSE(store->fault());
            store.reset();
            test::fs::remove(path);
        }
    }
}

TEST_CASE_FIXTURE(Fixture, "damage in a large file is found in the background after an unclean stop (L20)") {
    open();
    for (int i = 0; i < 100; ++i)
        CHECK_FALSE(insert(100'000));
    store.reset();
    {
        // Where each page of a long value says which is the next.
        std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
        for (std::streamoff page = 400; page < 410; ++page) {
            file.seekp(page * 8192);
            file << std::string(4, '\x7f');
        }
    }
    test::write_file(path + "-wal", "left behind");
    open();
    CHECK(store->moved_aside().empty());
    CHECK(eventually(io, [&] { return has_fault(FaultKind::damaged); }));
    CHECK(insert() == FaultKind::damaged);
    store.reset();
    open();
    CHECK_FALSE(store->moved_aside().empty());
}

TEST_CASE_FIXTURE(Fixture, "an empty file is a new database, but not when there is a log beside it") {
    test::write_file(path, "");
    open();
    CHECK(store->moved_aside().empty());
    CHECK_FALSE(insert());
    store.reset();

    test::write_file(path, "");
    test::write_file(path + "-wal", "something");
    open();
    CHECK((test::read_file(store->moved_aside() + "-wal") == "something"));
}

TEST_CASE_FIXTURE(Fixture,
                  "an empty folder in the place of the database is moved aside, one with files is refused") {
    test::fs::create_directories(path);
    open();
    CHECK(test::fs::is_directory(store->moved_aside()));
    store.reset();
    test::fs::remove(path);
    test::fs::create_directories(path);
    test::write_file(path + "/precious", "x");
    CHECK(failure_of([&] { open(); }) == FaultKind::error);
    CHECK(test::fs::exists(path + "/precious"));
}

TEST_CASE_FIXTURE(Fixture, "a newer database is refused and left as it is (STO-14)") {
    open();
    store.reset();
    {
        Database database(path);
        database.execute_script("PRAGMA user_version = 9999");
    }
    const auto before = test::read_file(path);
    CHECK(failure_of([&] { open(); }) == FaultKind::too_new);
    CHECK((test::read_file(path) == before));
}

TEST_CASE_FIXTURE(Fixture, "another program's database is refused and left as it is") {
    {
        Database database(path);
        database.execute_script("CREATE TABLE notes (text)");
    }
    const auto before = test::read_file(path);
    CHECK(failure_of([&] { open(); }) == FaultKind::error);
    CHECK((test::read_file(path) == before));
}

TEST_CASE_FIXTURE(Fixture, "a folder that is not there is an error") {
    settings.path = folder / "nowhere/mail.db";
    CHECK(failure_of([&] { open(); }) == FaultKind::error);
}
