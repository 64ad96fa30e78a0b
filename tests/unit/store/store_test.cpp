#include "store/store.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/asio/detached.hpp>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "unit/store/support.hpp"

using namespace store;
using test::a_message;
using test::await;

namespace {

Settings settings_for(const std::string& path) {
    Settings settings;
    settings.path = path;
    settings.min_free_bytes = 0;
    settings.min_free_percent = 0;
    return settings;
}

/// Keeps the writer busy until it is let go, so that what comes meanwhile is one batch.
struct Gate {
    std::promise<void> reached, opened;
};

int wait_at(Database&, const std::shared_ptr<Gate>& gate) {
    gate->reached.set_value();
    gate->opened.get_future().wait();
    return 0;
}

/// The writer waits at it when this returns.
std::shared_ptr<Gate> close_gate(asio::io_context& io, Store& store) {
    auto gate = std::make_shared<Gate>();
    asio::co_spawn(io, store.write(wait_at, gate), asio::detached);
    io.restart();
    io.poll();
    gate->reached.get_future().wait();
    return gate;
}

int fail_oddly(Database& database) {
    database.execute("UPDATE counters SET total = 1000");
    throw std::logic_error("odd");
}

std::int64_t count_rows(Database& database) {
    return database.integer("SELECT count(*) FROM messages");
}

std::int64_t run_endlessly(Database& database) {
    return database.integer(
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT sum(x) FROM n");
}

/// Starts inserts behind a gate, opens it, and says of each whether it was stored.
std::vector<bool> insert_in_one_batch(asio::io_context& io, Store& store, std::vector<NewMessage> messages) {
    std::vector<bool> stored(messages.size());
    const auto gate = close_gate(io, store);
    for (std::size_t i = 0; i < messages.size(); ++i) {
        asio::co_spawn(io, store.write(insert_message, std::move(messages[i])),
                       [&stored, i](std::exception_ptr error, std::int64_t) { stored[i] = !error; });
    }
    io.restart();
    io.poll();
    gate->opened.set_value();
    io.restart();
    io.run();
    return stored;
}

}  // namespace

TEST_CASE("what was written is read, in memory and in a file, and a file keeps it") {
    const test::TemporaryFolder folder;
    for (const auto& path : {std::string(":memory:"), folder / "mail.db"}) {
        CAPTURE(path);
        asio::io_context io;
        const auto message = a_message("octets");
        {
            Store store(io, settings_for(path));
            CHECK(store.durable() == (path != ":memory:"));
            CHECK(await(io, store.write(insert_message, message)) == 1);
            const auto page = await(io, store.read(find_messages, MessageFilter{}));
            REQUIRE(page.items.size() == 1);
            CHECK(page.items[0].id == message.summary.id);
            CHECK_FALSE(store.fault());
            CHECK(store.moved_aside().empty());
        }
        Store again(io, settings_for(path));
        const auto content =
            await(io, again.read(find_content, message.summary.id, std::uint64_t{0}, std::uint64_t{9}));
        CHECK(content == (path == ":memory:" ? std::nullopt : std::optional<std::string>("octets")));
    }
}

TEST_CASE("a clean stop leaves one file of the database, without a log") {
    const test::TemporaryFolder folder;
    asio::io_context io;
    {
        Store store(io, settings_for(folder / "mail.db"));
        await(io, store.write(insert_message, a_message()));
        CHECK(test::fs::exists(folder / "mail.db-wal"));
    }
    CHECK_FALSE(test::fs::exists(folder / "mail.db-wal"));
    CHECK_FALSE(test::fs::exists(folder / "mail.db-shm"));
}

TEST_CASE("without full syncs the store does not call itself durable") {
    const test::TemporaryFolder folder;
    asio::io_context io;
    auto settings = settings_for(folder / "mail.db");
    settings.synchronous = Synchronous::normal;
    CHECK_FALSE(Store(io, settings).durable());
}

TEST_CASE("changes that wait for the same commit are all made, in their order") {
    asio::io_context io;
    Store store(io, settings_for(":memory:"));
    std::vector<NewMessage> messages;
    std::vector<base::Id> ids;
    for (int i = 0; i < 300; ++i) {
        messages.push_back(a_message());
        ids.push_back(messages.back().summary.id);
    }
    const auto stored = insert_in_one_batch(io, store, std::move(messages));
    CHECK(std::count(stored.begin(), stored.end(), true) == 300);
    const auto page = await(io, store.read(find_messages, MessageFilter{.limit = 500}));
    REQUIRE(page.items.size() == 300);
    for (std::size_t i = 0; i < ids.size(); ++i)
        CHECK(page.items[i].id == ids[ids.size() - 1 - i]);
}

TEST_CASE("the callers of one commit go on in one wake-up of the network thread") {
    asio::io_context io;
    Store store(io, settings_for(":memory:"));
    const auto gate = close_gate(io, store);
    int resumed = 0;
    const auto insert = [](Store& to, int& done) -> asio::awaitable<void> {
        auto message = a_message();
        co_await to.write(insert_message, std::move(message));
        ++done;
    };
    for (int i = 0; i < 100; ++i)
        asio::co_spawn(io, insert(store, resumed), asio::detached);
    io.restart();
    io.poll();
    gate->opened.set_value();
    io.restart();
    while (resumed == 0)
        io.run_one();
    CHECK(resumed == 100);
    io.run();
}

TEST_CASE("a change that cannot be made does not take the others of its batch with it") {
    asio::io_context io;
    Store store(io, settings_for(":memory:"));
    const auto twice = a_message();
    const auto stored = insert_in_one_batch(io, store, {a_message(), twice, a_message(), twice, a_message()});
    CHECK(stored == std::vector<bool>{true, true, true, false, true});
    CHECK(await(io, store.read(count_messages)).total == 4);
    CHECK_FALSE(store.fault());
}

TEST_CASE("an exception comes back to its caller, and what was changed before it is undone") {
    asio::io_context io;
    Store store(io, settings_for(":memory:"));
    CHECK_THROWS_AS(await(io, store.write(fail_oddly)), std::logic_error);
    CHECK(await(io, store.read(count_messages)).total == 0);
    CHECK_FALSE(store.fault());
}

TEST_CASE("a query that takes too long is ended, and the reader goes on") {
    for (const auto in_memory : {true, false}) {
        const test::TemporaryFolder folder;
        asio::io_context io;
        auto settings = settings_for(in_memory ? ":memory:" : folder / "mail.db");
        settings.query_deadline = std::chrono::milliseconds(20);
        Store store(io, settings);
        CHECK_THROWS_AS(await(io, store.read(run_endlessly)), DatabaseError);
        CHECK(await(io, store.read(count_rows)) == 0);
        CHECK(await(io, store.write(insert_message, a_message())) == 1);
    }
}

TEST_CASE("a query cannot change anything") {
    const test::TemporaryFolder folder;
    asio::io_context io;
    Store store(io, settings_for(folder / "mail.db"));
    CHECK_THROWS_AS(await(io, store.read(insert_message, a_message())), DatabaseError);
}

TEST_CASE("closing the store makes what was asked for, though nobody waits any more") {
    const test::TemporaryFolder folder;
    {
        asio::io_context io;
        Store store(io, settings_for(folder / "mail.db"));
        for (int i = 0; i < 50; ++i)
            asio::co_spawn(io, store.write(insert_message, a_message()), asio::detached);
        io.poll();
    }
    asio::io_context io;
    Store store(io, settings_for(folder / "mail.db"));
    CHECK(await(io, store.read(count_rows)) == 50);
}

TEST_CASE("a second instance is refused at once and leaves the first alone") {
    const test::TemporaryFolder folder;
    asio::io_context io;
    {
        Store first(io, settings_for(folder / "mail.db"));
        const auto begin = std::chrono::steady_clock::now();
        try {
            const Store second(io, settings_for(folder / "mail.db"));
            FAIL("two instances use one database");
        } catch (const DatabaseError& error) {
            CHECK(error.fault.kind == FaultKind::locked);
            CHECK(error.fault.message.find("mail.db.lock") != std::string::npos);
        }
        CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(1));
        CHECK(await(io, first.write(insert_message, a_message())) == 1);
    }
    CHECK_NOTHROW(Store(io, settings_for(folder / "mail.db")));
}

TEST_CASE("a log that a killed program left behind is taken over, and the database checked") {
    const test::TemporaryFolder folder;
    asio::io_context io;
    test::fs::create_directories(folder / "copy");
    {
        Store store(io, settings_for(folder / "mail.db"));
        for (int i = 0; i < 20; ++i)
            await(io, store.write(insert_message, a_message()));
        test::fs::copy(folder / "mail.db", folder / "copy/mail.db");
        test::fs::copy(folder / "mail.db-wal", folder / "copy/mail.db-wal");
    }
    REQUIRE(test::fs::file_size(folder / "copy/mail.db-wal") > 0);
    Store store(io, settings_for(folder / "copy/mail.db"));
    CHECK(store.moved_aside().empty());
    CHECK(await(io, store.read(count_rows)) == 20);
    CHECK(await(io, store.write(insert_message, a_message())) == 21);
    CHECK_FALSE(store.fault());
}
