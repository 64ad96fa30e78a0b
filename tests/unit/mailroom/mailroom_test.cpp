#include "mailroom/mailroom.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/asio/detached.hpp>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "unit/store/support.hpp"

using test::await;
using test::eventually;

namespace asio = boost::asio;

namespace {

struct Fixture {
    asio::io_context io;
    asio::thread_pool workers{2};
    base::ManualClock clock{base::Timestamp(std::chrono::milliseconds(1'700'000'000'000))};
    base::SeededRandom random{1};
    base::IdGenerator ids{clock, random};
    events::Bus bus;
    store::Settings store_settings;
    mailroom::Settings settings;
    std::unique_ptr<store::Store> store;
    std::unique_ptr<mailroom::Mailroom> mailroom;
    std::vector<events::Event> seen;
    events::Bus::Subscription subscription =
        bus.subscribe([this](const events::Event& event) { seen.push_back(event); });

    Fixture() { store_settings.path = ":memory:"; }

    void open() {
        mailroom.reset();
        store.reset();
        store = std::make_unique<store::Store>(io, store_settings);
        mailroom = std::make_unique<mailroom::Mailroom>(io, workers, *store, bus, clock, ids, settings);
    }

    base::Id deliver(std::string octets = "From: Ann <ann@example.com>\r\nSubject: hello\r\n\r\nHello.\r\n") {
        mailroom::ReceivedMessage message;
        message.envelope.mail_from = "sender@example.com";
        message.envelope.recipients = {{"bob@example.com", {}}};
        message.content = base::Content(std::move(octets));
        return await(io, mailroom->deliver(std::move(message)));
    }

    std::vector<base::Id> deliver_many(int count) {
        std::vector<base::Id> result;
        for (int i = 0; i < count; ++i)
            result.push_back(deliver());
        return result;
    }

    store::Page<store::MessageSummary> list() {
        return await(io, store->read(store::find_messages, store::MessageFilter{.limit = 500}));
    }

    void check_counts() {
        const auto stored = await(io, store->read(store::count_messages));
        CHECK(mailroom->counts().total == stored.total);
        CHECK(mailroom->counts().unread == stored.unread);
        CHECK(mailroom->counts().bytes == stored.bytes);
        CHECK(mailroom->counts().last_number == stored.last_number);
    }

    std::vector<base::Id> named(const events::Messages& messages) {
        return std::get<std::vector<base::Id>>(messages);
    }
};

int rename_database(store::Database& database, const std::string& to) {
    test::fs::rename(database.path(), to);
    return 0;
}

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a delivered message is stored as it came, and announced when it can be read") {
    open();
    const std::string octets =
        "From: Ann <ann@example.com>\r\nTo: b@example.com, Carl <c@example.com>\r\nSubject: "
        "=?utf-8?q?Gr=C3=BC=C3=9Fe?="
        "\r\nMessage-ID: <1@example.com>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; "
        "boundary=x\r\n\r\n"
        "--x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Hello</p>\r\n"
        "--x\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n"
        "Content-Disposition: attachment; filename=a.pdf\r\n\r\nAAAA\r\n--x--\r\n";
    const auto id = deliver(octets);
    REQUIRE(seen.size() == 1);
    CHECK(std::get<events::MessageReceived>(seen[0].happening).id == id);
    CHECK(std::get<events::MessageReceived>(seen[0].happening).inbox == "default");
    CHECK(await(io, store->read(store::find_content, id, std::uint64_t{0}, std::uint64_t{100'000})) ==
          octets);

    const auto message = await(io, store->read(store::find_message, id));
    REQUIRE(message);
    CHECK(message->summary.received_at == clock.now());
    CHECK(message->summary.size == octets.size());
    CHECK(message->summary.subject == "Gr\u00fc\u00dfe");
    CHECK(message->summary.from == store::NamedAddress{"Ann", "ann@example.com"});
    CHECK(message->summary.to.size() == 2);
    CHECK(message->summary.attachment_count == 1);
    CHECK(message->summary.has_html);
    CHECK(message->details.message_id == "1@example.com");
    CHECK(message->details.envelope.mail_from == "sender@example.com");
    REQUIRE(message->details.parts.size() == 3);
    CHECK(message->details.html_part == 1);
    CHECK(message->details.attachments == std::vector<std::uint32_t>{2});
    CHECK(message->details.parts[2].filename == "a.pdf");
    CHECK(message->details.parts[2].encoding == "base64");
    CHECK(message->details.parts[2].parent == 0);
    const auto& part = message->details.parts[2];
    CHECK(octets.substr(part.body_begin, 4) == "AAAA");
    check_counts();
}

TEST_CASE_FIXTURE(Fixture, "the sender shown is From, else Sender, else the reverse-path") {
    open();
    deliver("From: a@example.com\r\nSender: s@example.com\r\n\r\n");
    deliver("Sender: s@example.com\r\n\r\n");
    deliver("Subject: none\r\n\r\n");
    const auto page = list();
    CHECK(page.items[2].from.address == "a@example.com");
    CHECK(page.items[1].from.address == "s@example.com");
    CHECK(page.items[0].from.address == "sender@example.com");
}

TEST_CASE_FIXTURE(Fixture, "a list names twenty recipients, the message all of them") {
    open();
    std::string to = "To: r0@example.com";
    for (int i = 1; i < 30; ++i)
        to += ",\r\n r" + std::to_string(i) + "@example.com";
    const auto id = deliver(to + "\r\n\r\n");
    CHECK(list().items.at(0).to.size() == 20);
    CHECK(await(io, store->read(store::find_message, id))->details.to.size() == 30);
}

TEST_CASE_FIXTURE(Fixture, "large messages are read on a worker, one at a time, and none is lost") {
    settings.read_on_worker_bytes = 1000;
    open();
    std::vector<base::Id> delivered;
    for (int i = 0; i < 20; ++i) {
        mailroom::ReceivedMessage message;
        message.content =
            base::Content("Subject: " + std::to_string(i) + "\r\n\r\n" + std::string(5000, 'x'));
        asio::co_spawn(io, mailroom->deliver(std::move(message)), [&](std::exception_ptr error, base::Id id) {
            if (!error)
                delivered.push_back(id);
        });
    }
    io.restart();
    io.run();
    CHECK(delivered.size() == 20);
    CHECK(list().total == 20);
    check_counts();
}

TEST_CASE_FIXTURE(Fixture, "marking announces only what changed, in slices") {
    settings.max_slice_rows = 2;
    open();
    const auto delivered = deliver_many(5);
    CHECK(await(io, mailroom->mark_read({.ids = {delivered[1]}}, true)) == 1);
    CHECK(await(io, mailroom->mark_read({.ids = {delivered[1]}}, true)) == 0);
    REQUIRE(seen.size() == 6);
    CHECK(named(std::get<events::MessagesMarked>(seen[5].happening).messages) == std::vector{delivered[1]});
    CHECK(std::get<events::MessagesMarked>(seen[5].happening).read);
    check_counts();
    seen.clear();
    CHECK(await(io, mailroom->mark_read({.all = true}, true)) == 4);
    CHECK(seen.size() == 2);
    CHECK(mailroom->counts().unread == 0);
    CHECK(await(io, mailroom->mark_read({.all = true}, false)) == 5);
    CHECK(mailroom->counts().unread == 5);
    check_counts();
}

TEST_CASE_FIXTURE(Fixture, "removing announces each slice, and keeps what arrives meanwhile") {
    settings.max_slice_rows = 2;
    open();
    const auto delivered = deliver_many(5);
    seen.clear();
    std::uint64_t removed = 0;
    base::Id late;
    asio::co_spawn(io, mailroom->remove({.all = true}),
                   [&](std::exception_ptr, std::uint64_t count) { removed = count; });
    mailroom::ReceivedMessage message;
    message.content = base::Content("Subject: late\r\n\r\n");
    asio::co_spawn(io, mailroom->deliver(std::move(message)),
                   [&](std::exception_ptr, base::Id id) { late = id; });
    io.restart();
    io.run();
    CHECK(removed == 5);
    REQUIRE(list().items.size() == 1);
    CHECK(list().items[0].id == late);
    std::vector<base::Id> announced;
    for (const auto& event : seen) {
        if (const auto* const gone = std::get_if<events::MessagesRemoved>(&event.happening)) {
            for (const auto& id : named(gone->messages))
                announced.push_back(id);
        }
    }
    CHECK(announced == delivered);
    check_counts();
    CHECK(await(io, mailroom->remove({.ids = {late, delivered[0]}})) == 1);
    CHECK(mailroom->counts().total == 0);
    check_counts();
}

TEST_CASE_FIXTURE(Fixture, "removing everything of an empty store removes nothing, also not what comes") {
    open();
    CHECK(await(io, mailroom->remove({.all = true})) == 0);
    CHECK(seen.empty());
}

TEST_CASE_FIXTURE(Fixture, "many messages are announced as many") {
    open();
    const auto delivered = deliver_many(201);
    seen.clear();
    CHECK(await(io, mailroom->mark_read({.all = true}, true)) == 201);
    REQUIRE(seen.size() == 1);
    CHECK(std::holds_alternative<events::Many>(std::get<events::MessagesMarked>(seen[0].happening).messages));
}

TEST_CASE_FIXTURE(Fixture, "the oldest messages go when there are too many, and the newest stay (STO-17)") {
    settings.max_messages = 10;
    open();
    const auto delivered = deliver_many(25);
    CHECK(eventually(io, [&] { return mailroom->counts().total == 10; }));
    const auto page = list();
    REQUIRE(page.items.size() == 10);
    CHECK(page.items.front().id == delivered.back());
    CHECK(page.items.back().id == delivered[15]);
    check_counts();
    std::size_t removed = 0;
    for (const auto& event : seen) {
        if (const auto* const gone = std::get_if<events::MessagesRemoved>(&event.happening))
            removed += named(gone->messages).size();
    }
    CHECK(removed == 15);
}

TEST_CASE_FIXTURE(Fixture,
                  "expiry does not wait for company once a slice is full, and does not delete row by row") {
    settings.max_messages = 10;
    settings.max_slice_rows = 5;
    open();
    for (int i = 0; i < 100; ++i) {
        mailroom::ReceivedMessage message;
        message.content = base::Content("Subject: x\r\n\r\n");
        asio::co_spawn(io, mailroom->deliver(std::move(message)), asio::detached);
    }
    CHECK(eventually(io, [&] { return seen.size() > 100 && mailroom->counts().total == 10; }));
    const auto removals = std::count_if(seen.begin(), seen.end(), [](const events::Event& event) {
        return std::holds_alternative<events::MessagesRemoved>(event.happening);
    });
    CHECK(removals <= 90 / 5 + 5);
    check_counts();
}

TEST_CASE_FIXTURE(Fixture, "bytes are limited too, and a limit that was lowered is kept from the start on") {
    const test::TemporaryFolder folder;
    store_settings.path = folder / "mail.db";
    store_settings.min_free_bytes = 0;
    store_settings.min_free_percent = 0;
    open();
    for (int i = 0; i < 10; ++i)
        deliver(std::string(1000, 'x'));
    CHECK(mailroom->counts().bytes == 10'000);
    settings.max_bytes = 4'500;
    open();
    CHECK(mailroom->counts().total == 10);
    CHECK(eventually(io, [&] { return mailroom->counts().bytes == 4'000; }));
    check_counts();
    mailroom.reset();
    store.reset();
}

TEST_CASE_FIXTURE(
    Fixture, "a message that could not be stored is not announced, and the counts are right afterwards") {
    const test::TemporaryFolder folder;
    store_settings.path = folder / "mail.db";
    store_settings.min_free_bytes = 0;
    store_settings.min_free_percent = 0;
    open();
    deliver();
    await(io, store->read(rename_database, folder / "elsewhere"));
    CHECK_THROWS_AS(deliver(), store::DatabaseError);
    CHECK(seen.size() == 1);
    test::fs::rename(folder / "elsewhere", folder / "mail.db");
    CHECK(eventually(io, [&] { return !store->fault(); }));
    deliver();
    CHECK(seen.size() == 2);
    CHECK(mailroom->counts().total == 2);
    check_counts();
    mailroom.reset();
    store.reset();
}
