#include "store/messages.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "unit/store/support.hpp"

using namespace store;
using test::a_message;
using test::MemoryDatabase;

namespace {

std::vector<base::Id> insert(Database& database, int count) {
    std::vector<base::Id> ids;
    for (int i = 0; i < count; ++i) {
        const auto message = a_message("octets " + std::to_string(i));
        ids.push_back(message.summary.id);
        insert_message(database, message);
    }
    return ids;
}

std::vector<std::int64_t> numbers(const Page<MessageSummary>& page) {
    std::vector<std::int64_t> result;
    for (const auto& item : page.items)
        result.push_back(item.number);
    return result;
}

/// The counters say what counting says, for each inbox and for all; nothing is left of what is gone.
void check_counters(Database& database) {
    CHECK(database.integer(
              "SELECT count(*) FROM (SELECT inbox, count(*) t, sum(read = 0) u, sum(size) b FROM messages "
              "GROUP BY inbox) m JOIN counters c USING (inbox) "
              "WHERE m.t <> c.total OR m.u <> c.unread OR m.b <> c.bytes") == 0);
    CHECK(database.integer("SELECT count(*) FROM counters c WHERE total <> 0 AND inbox <> '' AND NOT EXISTS "
                           "(SELECT 1 FROM messages m WHERE m.inbox = c.inbox)") == 0);
    const auto counts = count_messages(database);
    CHECK(static_cast<std::int64_t>(counts.total) == database.integer("SELECT count(*) FROM messages"));
    CHECK(static_cast<std::int64_t>(counts.unread) ==
          database.integer("SELECT count(*) FROM messages WHERE read = 0"));
    CHECK(static_cast<std::int64_t>(counts.bytes) == database.integer("SELECT sum(size) FROM messages"));
    CHECK(database.integer("SELECT count(*) FROM contents") == static_cast<std::int64_t>(counts.total));
    CHECK(database.integer("SELECT count(*) FROM parts WHERE message NOT IN (SELECT number FROM messages)") ==
          0);
    CHECK(database.integer(
              "SELECT count(*) FROM contents WHERE message NOT IN (SELECT number FROM messages)") == 0);
}

NewMessage a_message_with_everything() {
    auto message = a_message("octets");
    auto& summary = message.summary;
    summary.inbox = "orders";
    summary.subject = "Gr\u00fc\u00dfe, \"friends\" \\ \x01 and so on";
    summary.from = {"Ann", "ann@example.com"};
    summary.to = {{"Bob", "bob@example.com"}, {"", "c\"d@example.com"}};
    summary.snippet = "snippet";
    summary.attachment_count = 3;
    summary.defect_count = 2;
    summary.has_html = true;
    auto& details = message.details;
    details.from = {summary.from, {"Second", "second@example.com"}};
    details.sender = {{"", "sender@example.com"}};
    details.to = summary.to;
    details.cc = {{"\u65e5\u672c\n", "cc@example.com"}};
    details.bcc = {{"b", "bcc@example.com"}};
    details.reply_to = {{"r", "reply@example.com"}};
    details.message_id = "id@example.com";
    details.date = base::Timestamp(std::chrono::milliseconds(-5));
    details.envelope = {.mail_from = "ann@example.com",
                        .mail_parameters = {{"SIZE", "6"}, {"SMTPUTF8", ""}},
                        .recipients = {{"bob@example.com", {{"NOTIFY", "NEVER"}}}, {"c@example.com", {}}},
                        .helo = "client",
                        .protocol = "ESMTP",
                        .client_address = "127.0.0.1",
                        .session_id = "session"};
    details.parts = {{.index = 0, .type = "multipart/mixed", .header_end = 7, .is_leaf = false},
                     {.index = 1,
                      .parent = 0,
                      .type = "text/html",
                      .charset = "utf-8",
                      .encoding = "base64",
                      .disposition = "inline",
                      .filename = "a \"b\".html",
                      .content_id = "cid",
                      .header_begin = 1,
                      .header_end = 2,
                      .body_begin = 3,
                      .body_end = 1ULL << 40,
                      .decoded_size = 5}};
    details.html_part = 1;
    details.attachments = {1, 0};
    details.defects = {{"boundary_missing", 1, 1ULL << 40, "no \"end\""}, {"bad_date", 0, 0, ""}};
    details.addresses_truncated = true;
    return message;
}

}  // namespace

TEST_CASE("a message comes back as it was put in") {
    MemoryDatabase database;
    const auto message = a_message_with_everything();
    const auto number = insert_message(database, message);
    const auto found = find_message(database, message.summary.id);
    REQUIRE(found);
    const auto& summary = found->summary;
    CHECK(summary.number == number);
    CHECK(summary.id == message.summary.id);
    CHECK(summary.inbox == "orders");
    CHECK(summary.received_at == message.summary.received_at);
    CHECK(summary.size == 6);
    CHECK_FALSE(summary.read);
    CHECK(summary.subject == message.summary.subject);
    CHECK(summary.from == message.summary.from);
    CHECK(summary.to == message.summary.to);
    CHECK(summary.snippet == "snippet");
    CHECK(summary.attachment_count == 3);
    CHECK(summary.defect_count == 2);
    CHECK(summary.has_html);
    const auto& details = found->details;
    CHECK(details.from == message.details.from);
    CHECK(details.sender == message.details.sender);
    CHECK(details.to == message.details.to);
    CHECK(details.cc == message.details.cc);
    CHECK(details.bcc == message.details.bcc);
    CHECK(details.reply_to == message.details.reply_to);
    CHECK(details.message_id == "id@example.com");
    CHECK(details.date == message.details.date);
    CHECK(details.envelope == message.details.envelope);
    CHECK(details.parts == message.details.parts);
    CHECK_FALSE(details.text_part);
    CHECK(details.html_part == 1);
    CHECK(details.attachments == message.details.attachments);
    CHECK(details.defects == message.details.defects);
    CHECK(details.addresses_truncated);
    check_counters(database);
}

TEST_CASE("a message with nothing but an envelope comes back with nothing else") {
    MemoryDatabase database;
    auto message = a_message("");
    message.summary.subject.clear();
    insert_message(database, message);
    const auto found = find_message(database, message.summary.id);
    REQUIRE(found);
    CHECK(found->summary.size == 0);
    CHECK(found->summary.subject.empty());
    CHECK(found->details.parts.empty());
    CHECK_FALSE(found->details.date);
    CHECK_FALSE(found->details.addresses_truncated);
    CHECK(found->details.envelope == Envelope{});
    CHECK(find_content(database, message.summary.id, 0, 10) == "");
}

TEST_CASE("lists of a message are JSON that other programs can read") {
    MemoryDatabase database;
    insert_message(database, a_message_with_everything());
    CHECK(database.integer(
              "SELECT count(*) FROM messages, json_each(to_list) WHERE value ->> 1 = 'bob@example.com'") ==
          1);
    CHECK(database.integer("SELECT count(*) FROM contents, json_each(details -> '$.envelope.recipients')") ==
          2);
}

TEST_CASE("octets that are not UTF-8 in an address do not make the message unreadable") {
    MemoryDatabase database;
    auto message = a_message();
    message.details.envelope.mail_from = "a\xff\xc3@example.com";
    message.summary.to = {{"n\x80", "x@example.com"}};
    insert_message(database, message);
    CHECK(find_message(database, message.summary.id)->details.envelope.mail_from ==
          "a\uFFFD\uFFFD@example.com");
    CHECK(find_messages(database, {}).items.at(0).to.at(0).name == "n\uFFFD");
}

TEST_CASE("content comes back in slices, octet for octet") {
    MemoryDatabase database;
    for (const std::size_t size : {std::size_t{1000}, (std::size_t{1} << 20) + 1, std::size_t{3'300'001}}) {
        CAPTURE(size);
        std::string octets(size, '\0');
        for (std::size_t i = 0; i < size; ++i)
            octets[i] = static_cast<char>(i * 7 + i / 251);
        const auto message = a_message(octets);
        insert_message(database, message);
        const auto& id = message.summary.id;
        CHECK((find_content(database, id, 0, size) == octets));
        CHECK((find_content(database, id, size / 2, 100) == octets.substr(size / 2, 100)));
        CHECK((find_content(database, id, size - 3, 100) == octets.substr(size - 3)));
        CHECK(find_content(database, id, size, 100) == "");
        CHECK(find_content(database, id, UINT64_MAX, UINT64_MAX) == "");
    }
    CHECK_FALSE(find_content(database, test::next_id(), 0, 1));
    check_counters(database);
}

TEST_CASE("an id that is there already is refused and changes nothing") {
    MemoryDatabase database;
    const auto message = a_message();
    insert_message(database, message);
    CHECK_THROWS_AS(insert_message(database, message), DatabaseError);
    CHECK(count_messages(database).total == 1);
}

TEST_CASE("pages follow one another without gaps, whatever their size") {
    MemoryDatabase database;
    insert(database, 7);
    for (std::size_t limit = 1; limit <= 8; ++limit) {
        CAPTURE(limit);
        MessageFilter filter{.limit = limit};
        std::vector<std::int64_t> seen;
        for (;;) {
            const auto page = find_messages(database, filter);
            CHECK(page.total == 7);
            CHECK(page.items.size() <= limit);
            for (const auto number : numbers(page))
                seen.push_back(number);
            if (!page.next)
                break;
            REQUIRE(page.items.size() == limit);
            filter.before = page.next;
        }
        CHECK(seen == std::vector<std::int64_t>{7, 6, 5, 4, 3, 2, 1});
    }
}

TEST_CASE("a page is at least one row and at most 500") {
    MemoryDatabase database;
    insert(database, 502);
    CHECK(find_messages(database, {.limit = 0}).items.size() == 1);
    const auto page = find_messages(database, {.limit = 10'000});
    CHECK(page.items.size() == 500);
    CHECK(page.next == 3);
}

TEST_CASE("the cursor keeps its place while messages are deleted and arrive") {
    MemoryDatabase database;
    const auto ids = insert(database, 10);
    const auto first = find_messages(database, {.limit = 3});
    CHECK(numbers(first) == std::vector<std::int64_t>{10, 9, 8});
    // The row that the cursor names, one before it and one after it.
    delete_messages(database, {.ids = {ids[7], ids[9], ids[5]}}, 0, 0, 100);
    insert(database, 2);
    const auto second = find_messages(database, {.limit = 3, .before = first.next});
    CHECK(numbers(second) == std::vector<std::int64_t>{7, 5, 4});
    check_counters(database);
}

TEST_CASE("a number is not given twice, also when the newest message is deleted") {
    MemoryDatabase database;
    const auto ids = insert(database, 3);
    delete_messages(database, {.ids = {ids[2]}}, 0, 0, 100);
    CHECK(insert_message(database, a_message()) == 4);
    delete_messages(database, {.all = true}, 0, 0, 100);
    CHECK(insert_message(database, a_message()) == 5);
    CHECK(count_messages(database).last_number == 5);
}

TEST_CASE("a filter restricts rows and counts, and each of its fields does") {
    MemoryDatabase database;
    const auto ids = insert(database, 4);
    auto other = a_message();
    other.summary.inbox = "other";
    insert_message(database, other);
    update_messages_read(database, {.ids = {ids[0], other.summary.id}}, true, 0, 100);

    const auto check = [&](const MessageFilter& filter, std::vector<std::int64_t> expected,
                           std::uint64_t unread) {
        const auto page = find_messages(database, filter);
        CHECK(numbers(page) == expected);
        CHECK(page.total == expected.size());
        CHECK(page.unread == unread);
    };
    check({}, {5, 4, 3, 2, 1}, 3);
    check({.inbox = "default"}, {4, 3, 2, 1}, 3);
    check({.inbox = "other"}, {5}, 0);
    check({.inbox = "nowhere"}, {}, 0);
    check({.inbox = ""}, {}, 0);
    check({.read = true}, {5, 1}, 0);
    check({.read = false}, {4, 3, 2}, 3);
    check({.inbox = "default", .read = true}, {1}, 0);
    check({.inbox = "default", .read = false}, {4, 3, 2}, 3);
    check({.ids = {ids[1], ids[0], ids[1], test::next_id()}}, {2, 1}, 1);
    check({.read = false, .ids = {ids[1], ids[0]}}, {2}, 1);
    check({.inbox = "other", .ids = {ids[1], other.summary.id}}, {5}, 0);
    CHECK(numbers(find_messages(database, {.ids = ids, .before = 3})) == std::vector<std::int64_t>{2, 1});
}

TEST_CASE("marking says which messages really changed, slice by slice") {
    MemoryDatabase database;
    const auto ids = insert(database, 5);
    const auto by_id =
        update_messages_read(database, {.ids = {ids[1], ids[1], test::next_id()}}, true, 0, 100);
    CHECK(by_id.changed == std::vector{ids[1]});
    CHECK_FALSE(by_id.more);
    check_counters(database);

    auto slice = update_messages_read(database, {.all = true}, true, 0, 2);
    CHECK(slice.changed == std::vector{ids[0], ids[2]});
    CHECK(slice.more);
    slice = update_messages_read(database, {.all = true}, true, slice.next, 2);
    CHECK(slice.changed == std::vector{ids[3], ids[4]});
    slice = update_messages_read(database, {.all = true}, true, slice.next, 2);
    CHECK(slice.changed.empty());
    CHECK_FALSE(slice.more);
    CHECK(count_messages(database).unread == 0);
    check_counters(database);

    slice = update_messages_read(database, {.ids = ids}, false, 0, 3);
    CHECK(slice.changed.size() == 3);
    CHECK(slice.more);
    slice = update_messages_read(database, {.ids = ids}, false, slice.next, 3);
    CHECK(slice.changed == std::vector{ids[3], ids[4]});
    CHECK_FALSE(slice.more);
    check_counters(database);
}

TEST_CASE("deleting everything in slices keeps what came later") {
    MemoryDatabase database;
    insert(database, 5);
    const auto up_to = count_messages(database).last_number;
    auto slice = delete_messages(database, {.all = true}, 0, up_to, 2);
    CHECK(slice.changed.size() == 2);
    CHECK(slice.more);
    check_counters(database);
    insert(database, 1);
    slice = delete_messages(database, {.all = true}, slice.next, up_to, 2);
    CHECK(slice.changed.size() == 2);
    slice = delete_messages(database, {.all = true}, slice.next, up_to, 2);
    CHECK(slice.changed.size() == 1);
    CHECK_FALSE(slice.more);
    CHECK(numbers(find_messages(database, {})) == std::vector<std::int64_t>{6});
    check_counters(database);
}

TEST_CASE("deleting by ids takes only those, each once, and none that is newer than allowed") {
    MemoryDatabase database;
    auto other = a_message_with_everything();
    insert_message(database, other);
    const auto ids = insert(database, 4);
    const auto slice =
        delete_messages(database, {.ids = {ids[2], ids[0], ids[2], ids[3], test::next_id()}}, 0, 4, 100);
    CHECK(slice.changed == std::vector{ids[0], ids[2]});
    CHECK_FALSE(slice.more);
    CHECK(numbers(find_messages(database, {})) == std::vector<std::int64_t>{5, 3, 1});
    check_counters(database);
    delete_messages(database, {.ids = {other.summary.id}}, 0, 0, 100);
    CHECK(database.integer("SELECT count(*) FROM parts") == 0);
    check_counters(database);
}

TEST_CASE("the oldest go until count and bytes are within their limits, not one more") {
    MemoryDatabase database;
    for (int i = 0; i < 10; ++i)
        insert_message(database, a_message(std::string(100, 'x')));
    CHECK(delete_oldest_messages(database, 10, 1000, 100).changed.empty());
    auto slice = delete_oldest_messages(database, 8, 10'000, 100);
    CHECK(slice.changed.size() == 2);
    CHECK_FALSE(slice.more);
    slice = delete_oldest_messages(database, 100, 501, 100);
    CHECK(slice.changed.size() == 3);
    CHECK_FALSE(slice.more);
    CHECK(numbers(find_messages(database, {})) == std::vector<std::int64_t>{10, 9, 8, 7, 6});
    slice = delete_oldest_messages(database, 1, 10'000, 3);
    CHECK(slice.changed.size() == 3);
    CHECK(slice.more);
    slice = delete_oldest_messages(database, 0, 0, 3);
    CHECK(slice.changed.size() == 2);
    CHECK_FALSE(slice.more);
    CHECK(count_messages(database).total == 0);
    check_counters(database);
}
