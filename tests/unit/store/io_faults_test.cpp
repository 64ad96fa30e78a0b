// STO-05: the N-th call to the disk fails, once or from then on. No acknowledged message may be lost or
// doubled, and the store must come back by itself.
#include <doctest/doctest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "store/store.hpp"
#include "unit/store/faulty_disk.hpp"
#include "unit/store/support.hpp"

using namespace store;
using test::a_message;
using test::await;
using test::eventually;
using test::FaultyDisk;

namespace {

struct Fixture {
    FaultyDisk disk;
    test::TemporaryFolder folder;
    asio::io_context io;
    Settings settings;
    std::unique_ptr<Store> store;
    std::vector<base::Id> acknowledged;

    Fixture() {
        settings.path = folder / "mail.db";
        settings.min_free_bytes = 0;
        settings.min_free_percent = 0;
        store = std::make_unique<Store>(io, settings);
    }

    /// Nothing when it was stored.
    std::optional<FaultKind> insert(std::size_t bytes) {
        const auto message = a_message(std::string(bytes, 'x'));
        try {
            await(io, store->write(insert_message, message));
            acknowledged.push_back(message.summary.id);
            return std::nullopt;
        } catch (const DatabaseError& error) {
            return error.fault.kind;
        }
    }

    void check_store() {
        CHECK(await(io, store->read(+[](Database& database) {
                  return database.integer(
                      "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'");
              })) == 1);
        CHECK(await(io, store->read(+[](Database& database) {
                  return database.integer("SELECT total FROM counters WHERE inbox = ''") -
                         database.integer("SELECT count(*) FROM messages");
              })) == 0);
        for (const auto& id : acknowledged) {
            const auto content =
                await(io, store->read(find_content, id, std::uint64_t{0}, std::uint64_t{100'000}));
            REQUIRE(content);
            CHECK(content->find_first_not_of('x') == std::string::npos);
        }
    }

    void reopen() {
        store.reset();
        store = std::make_unique<Store>(io, settings);
        CHECK(store->moved_aside().empty());
    }
};

struct Fault {
    const char* name;
    FaultyDisk::Call call;
    int result;
    FaultKind kind;
};

const std::vector<Fault> faults{
    {"a write fails", FaultyDisk::Call::write, SQLITE_IOERR_WRITE, FaultKind::error},
    {"the disk is full", FaultyDisk::Call::write, SQLITE_FULL, FaultKind::storage_full},
    {"a sync fails", FaultyDisk::Call::sync, SQLITE_IOERR_FSYNC, FaultKind::error},
    {"a read fails", FaultyDisk::Call::read, SQLITE_IOERR_READ, FaultKind::error},
    {"a truncation fails", FaultyDisk::Call::truncate, SQLITE_IOERR_TRUNCATE, FaultKind::error},
};

}  // namespace

TEST_CASE_FIXTURE(Fixture,
                  "one call to the disk fails: at most the messages of that commit are refused (STO-05)") {
    for (const auto& fault : faults) {
        const std::string name = fault.name;
        CAPTURE(name);
        int refused = 0;
        for (int n = 1; n <= 40; n += n < 12 ? 1 : 5) {
            CAPTURE(n);
            disk.fail(fault.call, n, fault.result, false);
            int refused_now = 0;
            for (int i = 0; i < 6; ++i) {
                if (const auto failure = insert(i == 3 ? 30'000 : 500)) {
                    CHECK(*failure == fault.kind);
                    ++refused_now;
                }
            }
            // The second one can be a read that fails while the database is opened anew.
            CHECK(refused_now <= 2);
            refused += refused_now;
            disk.heal();
            CHECK(eventually(io, [&] { return !store->fault(); }));
            CHECK_FALSE(insert(100));
        }
        if (fault.call == FaultyDisk::Call::write || fault.call == FaultyDisk::Call::sync)
            CHECK(refused > 0);
        check_store();
    }
    reopen();
    check_store();
}

TEST_CASE_FIXTURE(Fixture,
                  "every call to the disk fails until it is repaired: nothing is acknowledged meanwhile") {
    for (const auto& fault : faults) {
        if (fault.call == FaultyDisk::Call::read || fault.call == FaultyDisk::Call::truncate)
            continue;  // a small store is in memory, and its log is not cut
        const std::string name = fault.name;
        CAPTURE(name);
        CHECK_FALSE(insert(1000));
        disk.fail(fault.call, 2, fault.result, true);
        for (int i = 0; i < 5; ++i)
            insert(10'000);
        REQUIRE(disk.has_struck());
        CHECK(insert(10'000).has_value());
        CHECK(store->fault());
        disk.heal();
        CHECK(eventually(io, [&] { return !store->fault(); }));
        CHECK_FALSE(insert(1000));
        check_store();
    }
    reopen();
    check_store();
}
