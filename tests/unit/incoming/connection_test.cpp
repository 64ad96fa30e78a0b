#include "incoming/connection.hpp"

#include <doctest/doctest.h>

#include <new>
#include <string>
#include <utility>
#include <vector>

#include "store/database.hpp"
#include "unit/incoming/harness.hpp"

using namespace harness;
using namespace std::string_literals;
using namespace std::chrono_literals;

namespace {

const std::string message = "Subject: x\r\n\r\nHello\r\n";
const std::string whole = "220 250 250 250 354 250 221";

}  // namespace

TEST_CASE_FIXTURE(Harness, "A message is stored with its envelope, and its id is in the reply") {
    auto pieces = session_with(message + ".\r\n");
    pieces[1] = "MAIL FROM:<@relay.example:a@client.example> SIZE=30 BODY=8BITMIME\r\n";
    const auto client = play({pieces});
    CHECK(codes(client.received) == whole);
    CHECK(client.closed);
    REQUIRE(stored.size() == 1);
    CHECK(stored[0].content == message);
    const auto& envelope = stored[0].envelope;
    CHECK(envelope.mail_from == "a@client.example");
    CHECK(envelope.mail_parameters == store::Parameters{{"SIZE", "30"}, {"BODY", "8BITMIME"}});
    CHECK(envelope.recipients == std::vector<store::Recipient>{{"b@sink.example", {}}});
    CHECK(envelope.helo == "client.example");
    CHECK(envelope.protocol == "ESMTP");
    CHECK(envelope.client_address == "127.0.0.1");
    CHECK(base::Id::parse(envelope.session_id).has_value());
    const auto at = client.received.find("250 2.0.0 Stored as ");
    REQUIRE(at != std::string::npos);
    CHECK(base::Id::parse(client.received.substr(at + 20, base::Id::length)).has_value());
}

TEST_CASE_FIXTURE(Harness, "However the octets are cut, the session is the same (SMTP-07)") {
    const auto all = join(session_with("Subject: x\r\n\r\n..dot\r\n\r\n.\r\n"));
    for (std::size_t cut = 1; cut < all.size(); ++cut) {
        CAPTURE(cut);
        const auto client = play({{all.substr(0, cut), all.substr(cut)}});
        CHECK(codes(client.received) == whole);
    }
    std::vector<std::string> octets;
    for (const char c : all)
        octets.emplace_back(1, c);
    CHECK(codes(play({octets}).received) == whole);
    CHECK(stored.size() == all.size());
    for (const auto& one : stored)
        CHECK(one.content == "Subject: x\r\n\r\n.dot\r\n\r\n");
}

TEST_CASE_FIXTURE(Harness, "The end of content is found astride every buffer size (SMTP-07)") {
    for (const std::size_t size : {4096U, 16384U, 65536U}) {
        for (std::size_t octets = size - 6; octets <= size + 6; ++octets) {
            CAPTURE(octets);
            const auto content = std::string(octets - 2, 'x') + "\r\n";
            stored.clear();
            const auto client = play({session_with(content + ".\r\n")});
            CHECK(codes(client.received) == whole);
            REQUIRE(stored.size() == 1);
            CHECK(stored[0].content == content);
        }
    }
}

TEST_CASE_FIXTURE(Harness,
                  "Pipelined commands are answered in order and with one write (RFC 2920 section 3.2)") {
    const auto client =
        play({{"EHLO c.example\r\n",
               "MAIL FROM:<a@client.example>\r\nRCPT TO:<>\r\nFROB\r\nRCPT TO:<b@sink.example>\r\n"
               "MAIL FROM:<c@client.example>\r\nDATA\r\n",
               message + ".\r\nMAIL FROM:<d@client.example>\r\nRCPT TO:<b@sink.example>\r\nDATA\r\n",
               message + ".\r\nQUIT\r\n"}});
    CHECK(codes(client.received) == "220 250 250 501 500 250 503 354 250 250 250 354 250 221");
    CHECK(stored.size() == 2);
    CHECK(stored[0].envelope.mail_from == "a@client.example");
    CHECK(stored[1].envelope.mail_from == "d@client.example");
    const auto& seen = client.received_before_piece;
    REQUIRE(seen.size() == 4);
    CHECK(codes(client.received.substr(seen[1], seen[2] - seen[1])) == "250 501 500 250 503 354");
}

TEST_CASE_FIXTURE(Harness,
                  "The end of a message and a whole second transaction may come in one segment (SMTP-08)") {
    auto pieces = session_with(message + ".\r\n" + join(session_with(message + ".\r\n")));
    CHECK(codes(play({pieces}).received) == "220 250 250 250 354 250 250 250 250 354 250 221");
    CHECK(stored.size() == 2);
}

TEST_CASE_FIXTURE(Harness,
                  "Everything at once, before the greeting and half-closed, is a session too (SMTP-36)") {
    const auto client = play({{join(session_with(message + ".\r\n"))}}, true);
    CHECK(codes(client.received) == whole);
    CHECK(stored.size() == 1);
}

TEST_CASE_FIXTURE(Harness, "Nothing but CRLF, dot, CRLF ends a message (SMTP-01 to SMTP-06)") {
    for (const auto& fake : {"\n.\n"s, "\n.\r\n"s, "\r\n.\n"s, "\r.\r"s, "\r\n.\r"s, "\r\n.\r\r\n"s,
                             "\r\n\0.\r\n"s, "\r\n.\0\r\n"s}) {
        CAPTURE(fake);
        stored.clear();
        const auto client = play(
            {session_with("a" + fake + "MAIL FROM:<x@evil>\r\nRCPT TO:<y@evil>\r\nDATA\r\nforged\r\n.\r\n")});
        CHECK(codes(client.received) == whole);
        REQUIRE(stored.size() == 1);
        CHECK(stored[0].content.ends_with("MAIL FROM:<x@evil>\r\nRCPT TO:<y@evil>\r\nDATA\r\nforged\r\n"));
    }
}

TEST_CASE_FIXTURE(Harness, "A client that speaks LF ends its message with LF (SMTP-36)") {
    const auto client =
        play({{"EHLO c\nMAIL FROM:<a@client.example>\nRCPT TO:<b@sink.example>\nDATA\n"
               "Subject: lf\n\nhello\n..dot\n.\nQUIT\n"}});
    CHECK(codes(client.received) == whole);
    REQUIRE(stored.size() == 1);
    CHECK(stored[0].content == "Subject: lf\n\nhello\n.dot\n");
}

TEST_CASE_FIXTURE(Harness, "A message over the limit is read to its end and refused once (SMTP-10)") {
    settings.session.max_message_bytes = 1000;
    const std::string content = std::string(998, 'x') + "\r\n";
    const std::string tail = "RSET\r\nMAIL FROM:<x@evil>\r\nRCPT TO:<y@evil>\r\nDATA\r\n";
    auto pieces = session_with(content + tail + ".\r\n");
    pieces.pop_back();
    pieces.insert(pieces.end(), {"MAIL FROM:<c@client.example>\r\n", "RCPT TO:<b@sink.example>\r\n",
                                 "DATA\r\n", content + ".\r\n", "QUIT\r\n"});
    const auto client = play({pieces});
    CHECK(codes(client.received) == "220 250 250 250 354 552 250 250 354 250 221");
    CHECK(client.received.find("552 5.3.4 Message exceeds 1000 bytes\r\n") != std::string::npos);
    REQUIRE(stored.size() == 1);
    CHECK(stored[0].content == content);
    CHECK(spool.memory_bytes() == 0);
}

TEST_CASE_FIXTURE(Harness, "A message that is far over the limit ends the session (SMTP-11, SMTP-12)") {
    settings.session.max_message_bytes = 1000;
    for (const auto* line_end : {"", "\r\n"}) {
        auto pieces = session_with("");
        pieces.resize(4);
        for (int i = 0; i < 100; ++i)
            pieces.push_back(std::string(100, 'x') + line_end);
        const auto client = play({pieces});
        CHECK(codes(client.received) == "220 250 250 250 354 552");
        CHECK(client.closed);
        CHECK(client.next_piece < 40);
    }
    CHECK(stored.empty());
}

TEST_CASE_FIXTURE(Harness, "A refused message that does not end in time is given up") {
    settings.session.max_message_bytes = 1000;
    settings.drain_timeout = 0ms;
    auto pieces = session_with(std::string(1200, 'x'));
    pieces.pop_back();
    const auto client = play({pieces});
    CHECK(codes(client.received) == "220 250 250 250 354 552");
    CHECK(client.closed);
}

TEST_CASE_FIXTURE(Harness,
                  "When message text needs more memory than there is, it is drained and refused with 452") {
    auto pieces = session_with(message + ".\r\n");
    base::Spool tiny(
        {.max_memory_bytes_per_message = 8, .max_memory_bytes = 8, .max_file_bytes = 8, .folder = {}});
    incoming::Server server(context, {.deliver = nullptr, .is_full = [] { return false; }, .spool = tiny},
                            clock, ids, settings);
    auto client = std::make_shared<Client>(Client{pieces});
    server.serve(std::make_unique<ScriptedStream>(context, client));
    run();
    CHECK(codes(client->received) == "220 250 250 250 354 452 221");
}

TEST_CASE_FIXTURE(Harness, "Command lines up to 4096 octets are taken (SMTP-15)") {
    for (const std::size_t octets : {511U, 512U, 513U, 4095U, 4096U}) {
        CAPTURE(octets);
        const auto client = play({{"NOOP " + std::string(octets - 7, 'n') + "\r\n", "QUIT\r\n"}});
        CHECK(codes(client.received) == "220 250 221");
    }
    for (const std::size_t octets : {4097U, 5000U, 60'000U}) {
        CAPTURE(octets);
        const std::string line = "NOOP " + std::string(octets - 7, 'n') + "\r\n";
        CHECK(codes(play({{line, "NOOP\r\nQUIT\r\n"}}).received) == "220 500 250 221");
        CHECK(codes(play({{line.substr(0, 4096), line.substr(4096), "NOOP\r\nQUIT\r\n"}}).received) ==
              "220 500 250 221");
        CHECK(codes(play({{line + "NOOP\r\nQUIT\r\n"}}).received) == "220 500 250 221");
    }
}

TEST_CASE_FIXTURE(Harness, "A line without end is answered once and closed after 64 KB (SMTP-14)") {
    const std::vector<std::string> pieces(8192, std::string(1024, 'n'));
    const auto client = play({pieces});
    CHECK(codes(client.received) == "220 500 421");
    CHECK(client.closed);
    CHECK(client.next_piece <= 66);
}

TEST_CASE_FIXTURE(Harness, "A web browser is sent away at its first line (SMTP-33)") {
    const auto client =
        play({{"POST / HTTP/1.1\r\nHost: localhost\r\n\r\nEHLO x\r\nMAIL FROM:<a@b.example>\r\n"
               "RCPT TO:<b@sink.example>\r\nDATA\r\nx\r\n.\r\nQUIT\r\n"}});
    CHECK(codes(client.received) == "220 421");
    CHECK(client.closed);
    CHECK(stored.empty());
}

TEST_CASE_FIXTURE(Harness,
                  "A refused chunk is skipped before its one reply, whatever it looks like (SMTP-20)") {
    const std::vector<std::string> pieces = {"EHLO c.example\r\n", "BDAT 12 LAST\r\nQUIT\r\n", "QUIT\r\n",
                                             "BDAT 6\r\nQUIT\r\nNOOP\r\n", "QUIT\r\n"};
    CHECK(codes(play({pieces}).received) == "220 250 502 502 250 221");
}

// --- the client goes away ---

TEST_CASE_FIXTURE(Harness,
                  "A client that goes away at any octet leaves a whole message or none, and nothing behind") {
    const auto pieces = session_with(message + ".\r\n");
    const auto all = join(pieces);
    const auto complete = all.size() - pieces.back().size();
    for (const auto then : {Then::leaves, Then::resets}) {
        for (std::size_t sent = 0; sent <= all.size(); ++sent) {
            CAPTURE(sent);
            stored.clear();
            const auto client = play({{all.substr(0, sent)}, then});
            CHECK(stored.size() == (sent >= complete ? 1 : 0));
            CHECK(client.closed);
            CHECK(server().connections() == 0);
            CHECK(spool.memory_bytes() == 0);
        }
    }
}

TEST_CASE_FIXTURE(Harness, "A message that is complete is stored even when its reply cannot be delivered") {
    auto pieces = session_with(message + ".\r\n");
    pieces.pop_back();
    settings.write_timeout = 1ms;
    const auto received = play({pieces}).received.size();
    Client client{pieces, Then::is_silent};
    client.max_replies_bytes = received - 10;
    const auto second = play(client);
    CHECK(stored.size() == 2);
    CHECK(second.was_reset);
}

TEST_CASE_FIXTURE(Harness, "A client that closes its side gets its replies before the end") {
    auto pieces = session_with(message + ".\r\n");
    pieces.pop_back();
    const auto client = play({pieces, Then::leaves});
    CHECK(codes(client.received) == "220 250 250 250 354 250");
    CHECK(client.closed);
    CHECK_FALSE(client.was_reset);
}

// --- time ---

TEST_CASE_FIXTURE(Harness, "A silent client is told 421 4.4.2 and closed, whatever the step (SMTP-35)") {
    settings.command_timeout = settings.content_timeout = 1ms;
    auto pieces = session_with(message + ".\r\n");
    pieces.pop_back();
    for (std::size_t sent = 0; sent <= pieces.size(); ++sent) {
        CAPTURE(sent);
        const auto client =
            play({{pieces.begin(), pieces.begin() + static_cast<std::ptrdiff_t>(sent)}, Then::is_silent});
        CHECK(last_line(client.received) == "421 4.4.2 Timeout");
        CHECK(client.closed);
    }
    CHECK(stored.size() == 1);
}

TEST_CASE_FIXTURE(Harness, "The time-out is for a whole command line, not for each octet of it") {
    settings.command_timeout = 1h;
    settings.session_timeout = 24h;
    const auto client = play({{"NO", "O", "P\r\n", "NOOP\r\n"}, Then::leaves});
    REQUIRE(client.waits.size() == 5);
    CHECK(client.waits[1] <= client.waits[0]);
    CHECK(client.waits[2] <= client.waits[1]);
    for (const auto wait : client.waits)
        CHECK(wait > 59min);
}

TEST_CASE_FIXTURE(Harness, "Message text has its own time-out, and the session one above all") {
    settings.command_timeout = 3h;
    settings.content_timeout = 2h;
    settings.session_timeout = 24h;
    SUBCASE("message text") {
        auto pieces = session_with("Subject: stalled\r\n");
        pieces.pop_back();
        const auto client = play({pieces, Then::leaves});
        CHECK(client.waits.back() > 119min);
        CHECK(client.waits.back() <= 120min);
    }
    SUBCASE("session") {
        settings.session_timeout = 1h;
        CHECK(play({{"NOOP\r\n"}, Then::leaves}).waits.back() <= 60min);
    }
}

TEST_CASE_FIXTURE(Harness, "Text that comes too slowly ends the session (SMTP-35)") {
    settings.rate_window = 1ms;
    settings.min_content_bytes_per_second = 1'000'000'000;
    settings.content_timeout = 1h;
    auto pieces = session_with("x");
    pieces.pop_back();
    pieces.insert(pieces.end(), 1'000'000, "x");
    const auto client = play({pieces, Then::is_silent});
    CHECK(last_line(client.received) == "421 4.4.2 Timeout");
    CHECK(client.next_piece < pieces.size());
}

TEST_CASE_FIXTURE(
    Harness,
    "Who waits for a reply to a dot between bare LFs is told why there is none (RFC 5321 section 4.1.1.4)") {
    settings.content_timeout = 1ms;
    auto pieces = session_with("Subject: x\n\nHello\n.\n");
    pieces.pop_back();
    const auto client = play({pieces, Then::is_silent});
    CHECK(last_line(client.received).starts_with("421 4.4.2 Timeout: the message is not ended."));
    CHECK(stored.empty());
}

TEST_CASE_FIXTURE(Harness, "A client that pipelines and never reads is not read from either (SMTP-27)") {
    settings.write_timeout = 1ms;
    std::vector<std::string> pieces(400, std::string());
    for (auto& piece : pieces) {
        for (int i = 0; i < 400; ++i)
            piece += "NOOP\r\n";
    }
    settings.session.max_junk_commands = 0;
    Client client{pieces, Then::is_silent};
    client.max_replies_bytes = 1000;
    const auto after = play(client);
    CHECK(after.was_reset);
    CHECK(after.next_piece < 40);
}

// --- the world fails ---

TEST_CASE_FIXTURE(Harness, "When a message cannot be stored the reply says so, and the session goes on") {
    using enum store::FaultKind;
    struct Case {
        std::function<void()> fails;
        const char* reply;
    };
    const auto database = [](store::FaultKind kind) {
        return [kind] { throw store::DatabaseError({kind, "it failed"}); };
    };
    const Case cases[] = {
        {database(storage_full), "452 4.3.1 Insufficient system storage\r\n"},
        {database(busy), "451 4.3.0 Storage busy, try again\r\n"},
        {database(error), "451 4.3.0 Local storage error, message not accepted\r\n"},
        {database(damaged), "451 4.3.0 Local storage error, message not accepted\r\n"},
        {[] { throw std::bad_alloc(); }, "452 4.3.1 Insufficient resources, try again\r\n"},
        {[] { throw std::runtime_error("something else"); },
         "451 4.3.0 Local storage error, message not accepted\r\n"},
    };
    for (const auto& one : cases) {
        CAPTURE(one.reply);
        stored.clear();
        bool first = true;
        before_storing = [&] {
            if (std::exchange(first, false))
                one.fails();
        };
        auto pieces = session_with(message + ".\r\n");
        pieces.pop_back();
        const auto again = session_with(message + ".\r\n");
        pieces.insert(pieces.end(), again.begin(), again.end());
        const auto client = play({pieces});
        CHECK(client.received.find(one.reply) != std::string::npos);
        CHECK(codes(client.received).ends_with("250 250 250 354 250 221"));
        CHECK(stored.size() == 1);
    }
}

TEST_CASE_FIXTURE(Harness,
                  "When storage is known to be full, MAIL is refused, but only when it would be taken") {
    is_full = true;
    const auto client =
        play({{"MAIL FROM:<a@client.example>\r\n", "EHLO c.example\r\n", "MAIL FROM:<a@client.example>\r\n",
               "RCPT TO:<b@sink.example>\r\n", "QUIT\r\n"}});
    CHECK(codes(client.received) == "220 503 250 452 503 221");
    CHECK(client.received.find("452 4.3.1 Insufficient system storage\r\n") != std::string::npos);
}
