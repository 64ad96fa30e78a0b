#include "smtp/session.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <vector>

#include "smtp/replies.hpp"
#include "unit/smtp/dialogue.hpp"

using namespace smtp;
using dialogue::answer;
using dialogue::codes;
using dialogue::say;
using dialogue::step;

namespace {

struct Fixture {
    Settings settings = [] {
        Settings wanted;
        wanted.hostname = "sink.example";
        wanted.max_message_bytes = 1000;
        return wanted;
    }();
    Session session{settings};

    void begin_transaction() { say(session, "EHLO client.example", "MAIL FROM:<a@client.example>"); }
    void begin_content() {
        begin_transaction();
        say(session, "RCPT TO:<b@sink.example>", "DATA");
    }
};

}  // namespace

TEST_CASE_FIXTURE(
    Fixture, "The greeting begins with the host name and has no enhanced code (RFC 5321 section 4.3.1)") {
    CHECK(session.greet().reply.string() == "220 sink.example ESMTP Mailweir\r\n");
}

TEST_CASE_FIXTURE(Fixture, "A message goes through EHLO, MAIL, RCPT and DATA") {
    CHECK(answer(session, "EHLO client.example") == "250-sink.example");
    CHECK(codes(session, "MAIL FROM:<a@client.example> SIZE=100 BODY=8BITMIME") == "250 2.1.0");
    CHECK(codes(session, "RCPT TO:<b@sink.example>") == "250 2.1.5");
    CHECK(codes(session, "RCPT TO:<b@sink.example>") == "250 2.1.5");
    const auto data = step(session, "DATA");
    CHECK(data.reply.code == 354);
    CHECK(data.next == Next::read_content);
    REQUIRE(session.transaction().has_value());
    CHECK(session.transaction()->reverse_path.mailbox() == "a@client.example");
    CHECK(session.transaction()->parameters.size() == 2);
    CHECK(session.transaction()->recipients.size() == 2);
    CHECK(session.is_extended());
    CHECK(session.client_name() == "client.example");
    CHECK(session.finish_message(replies::stored("id")).reply.string() == "250 2.0.0 Stored as id\r\n");
    CHECK_FALSE(session.transaction().has_value());
    CHECK(session.accepted_messages() == 1);
    CHECK(session.flags().list().empty());
}

// --- SMTP-23: every verb in every state ---

namespace {

using Setup = std::function<void(Fixture&)>;

struct Situation {
    const char* name;
    Setup reach;
};

const std::vector<Situation> situations = {
    {"connected", [](Fixture&) {}},
    {"EHLO", [](Fixture& f) { say(f.session, "EHLO c.example"); }},
    {"HELO", [](Fixture& f) { say(f.session, "HELO c.example"); }},
    {"MAIL", [](Fixture& f) { f.begin_transaction(); }},
    {"RCPT refused",
     [](Fixture& f) {
         f.begin_transaction();
         say(f.session, "RCPT TO:<>");
     }},
    {"RCPT",
     [](Fixture& f) {
         f.begin_transaction();
         say(f.session, "RCPT TO:<b@sink.example>");
     }},
    {"after 250",
     [](Fixture& f) {
         f.begin_content();
         f.session.finish_message(replies::stored("id"));
     }},
    {"after 552",
     [](Fixture& f) {
         f.begin_content();
         f.session.finish_message(replies::message_too_large(1000));
     }},
    {"after RSET",
     [](Fixture& f) {
         f.begin_transaction();
         say(f.session, "RCPT TO:<b@sink.example>", "RSET");
     }},
};

struct Row {
    const char* line;
    std::vector<const char*> codes;  // one for each situation; or one for all
};

const char* const ok = "250 2.0.0";
const char* const bad_sequence = "503 5.5.1";
const char* const not_offered = "502 5.5.1";
const char* const no_argument = "501 5.5.4";

const std::vector<Row> rows = {
    {"EHLO c.example", {"250"}},
    {"HELO c.example", {"250"}},
    {"LHLO c.example", {"500 5.5.1"}},
    {"MAIL FROM:<a@client.example>",
     {bad_sequence, "250 2.1.0", "250 2.1.0", bad_sequence, bad_sequence, bad_sequence, "250 2.1.0",
      "250 2.1.0", "250 2.1.0"}},
    {"MAIL FROM:<broken",
     {bad_sequence, "501 5.1.7", "501 5.1.7", bad_sequence, bad_sequence, bad_sequence, "501 5.1.7",
      "501 5.1.7", "501 5.1.7"}},
    {"RCPT TO:<b@sink.example>",
     {bad_sequence, bad_sequence, bad_sequence, "250 2.1.5", "250 2.1.5", "250 2.1.5", bad_sequence,
      bad_sequence, bad_sequence}},
    {"RCPT TO:<broken",
     {bad_sequence, bad_sequence, bad_sequence, "501 5.1.3", "501 5.1.3", "501 5.1.3", bad_sequence,
      bad_sequence, bad_sequence}},
    {"DATA",
     {bad_sequence, bad_sequence, bad_sequence, bad_sequence, "554 5.5.1", "354", bad_sequence, bad_sequence,
      bad_sequence}},
    {"DATA now",
     {bad_sequence, bad_sequence, bad_sequence, bad_sequence, "554 5.5.1", no_argument, bad_sequence,
      bad_sequence, bad_sequence}},
    {"RSET", {ok}},
    {"RSET now", {no_argument}},
    {"NOOP", {ok}},
    {"NOOP with anything", {ok}},
    {"VRFY user", {"252 2.0.0"}},
    {"VRFY", {no_argument}},
    {"HELP", {"214 2.0.0"}},
    {"HELP mail", {"214 2.0.0"}},
    {"HELP bdat", {"214 2.0.0"}},
    {"HELP frobnicate", {"504 5.5.4"}},
    {"QUIT", {"221 2.0.0"}},
    {"QUIT now", {no_argument}},
    {"EXPN list", {not_offered}},
    {"BDAT 0 LAST", {not_offered}},
    {"AUTH PLAIN", {not_offered}},
    {"STARTTLS", {not_offered}},
    {"ETRN node", {not_offered}},
    {"ATRN", {not_offered}},
    {"TURN", {not_offered}},
    {"SEND FROM:<a@b.example>", {not_offered}},
    {"SOML FROM:<a@b.example>", {not_offered}},
    {"SAML FROM:<a@b.example>", {not_offered}},
    {"TLS", {not_offered}},
    {"XCLIENT ADDR=192.0.2.7", {not_offered}},
    {"XADR a@b.example", {not_offered}},
    {"XFORWARD ADDR=192.0.2.7", {"500 5.5.1"}},
    {"FROBNICATE", {"500 5.5.1"}},
    {"", {"500 5.5.2"}},
    {"GET / HTTP/1.1",
     {"421 4.7.0", "500 5.5.1", "500 5.5.1", "500 5.5.1", "500 5.5.1", "500 5.5.1", "500 5.5.1", "500 5.5.1",
      "500 5.5.1"}},
};

}  // namespace

TEST_CASE("Every command in every state gets the reply of the table (RFC 5321 section 4.1.4)") {
    for (const auto& row : rows) {
        REQUIRE((row.codes.size() == 1 || row.codes.size() == situations.size()));
        for (std::size_t i = 0; i < situations.size(); ++i) {
            Fixture fixture;
            situations[i].reach(fixture);
            CAPTURE(row.line);
            CAPTURE(situations[i].name);
            CHECK(codes(fixture.session, row.line) == row.codes[row.codes.size() == 1 ? 0 : i]);
        }
    }
}

TEST_CASE("Whatever a command is answered, the session stays usable unless it says that it closes") {
    for (const auto& row : rows) {
        for (const auto& situation : situations) {
            Fixture fixture;
            situation.reach(fixture);
            CAPTURE(row.line);
            CAPTURE(situation.name);
            const auto first = step(fixture.session, row.line);
            const bool closes = first.reply.code == 221 || first.reply.code == 421;
            CHECK((first.next == Next::close) == closes);
            if (closes)
                continue;
            if (first.next == Next::read_content)
                fixture.session.finish_message(replies::stored("id"));
            say(fixture.session, "RSET", "EHLO c.example");
            CHECK(codes(fixture.session, "MAIL FROM:<a@client.example>") == "250 2.1.0");
            CHECK(codes(fixture.session, "RCPT TO:<b@sink.example>") == "250 2.1.5");
            CHECK(codes(fixture.session, "DATA") == "354");
        }
    }
}

TEST_CASE("Only EHLO, HELO, RSET, QUIT and the end of a message end a transaction; refusals change nothing") {
    for (const auto& row : rows) {
        Fixture fixture;
        fixture.begin_transaction();
        say(fixture.session, "RCPT TO:<b@sink.example>");
        const std::string_view line = row.line;
        const bool ends =
            line.starts_with("EHLO") || line.starts_with("HELO") || line == "RSET" || line == "QUIT";
        const bool adds = line == "RCPT TO:<b@sink.example>";
        say(fixture.session, line);
        CAPTURE(line);
        REQUIRE(fixture.session.transaction().has_value() != ends);
        if (!ends)
            CHECK(fixture.session.transaction()->recipients.size() == (adds ? 2 : 1));
    }
}

// --- parameters ---

TEST_CASE_FIXTURE(Fixture, "SIZE is compared with the limit, whatever its digits (RFC 1870 section 6)") {
    say(session, "EHLO c.example");
    const std::pair<const char*, const char*> cases[] = {
        {"SIZE=0", "250 2.1.0"},
        {"SIZE=1000", "250 2.1.0"},
        {"SIZE=00000000000000001000", "250 2.1.0"},
        {"SIZE=1001", "552 5.3.4"},
        {"SIZE=9223372036854775808", "552 5.3.4"},
        {"SIZE=18446744073709551616", "552 5.3.4"},
        {"SIZE=99999999999999999999", "552 5.3.4"},
        {"SIZE=100000000000000000000", "501 5.5.4"},
        {"SIZE=-1", "501 5.5.4"},
        {"SIZE=0x10", "501 5.5.4"},
        {"SIZE=1e3", "501 5.5.4"},
        {"SIZE=", "501 5.5.4"},
        {"SIZE", "501 5.5.4"},
        {"SIZE=1 size=1", "501 5.5.4"},
    };
    for (const auto& [parameter, expected] : cases) {
        CAPTURE(parameter);
        CHECK(codes(session, std::string("MAIL FROM:<a@client.example> ") + parameter) == expected);
        say(session, "RSET");
    }
    settings.max_message_bytes = 0;
    CHECK(codes(session, "MAIL FROM:<a@client.example> SIZE=99999999999999999999") == "250 2.1.0");
}

TEST_CASE_FIXTURE(
    Fixture,
    "Parameters are taken by their extension, and unknown ones get 555 (RFC 5321 section 4.1.1.11)") {
    say(session, "EHLO c.example");
    const std::pair<const char*, const char*> cases[] = {
        {"BODY=7bit", "250 2.1.0"},    {"BODY=8BITMIME", "250 2.1.0"},   {"BODY=9BIT", "501 5.5.4"},
        {"BODY", "501 5.5.4"},         {"BODY=BINARYMIME", "501 5.5.4"}, {"SMTPUTF8", "250 2.1.0"},
        {"SMTPUTF8=yes", "501 5.5.4"}, {"FOO=bar", "555 5.5.4"},         {"FOO", "555 5.5.4"},
        {"NOTIFY=NEVER", "555 5.5.4"}, {"RET=FULL", "555 5.5.4"},        {"AUTH=<>", "555 5.5.4"},
        {"FOO=1 FOO=2", "501 5.5.4"},
    };
    for (const auto& [parameter, expected] : cases) {
        CAPTURE(parameter);
        CHECK(codes(session, std::string("MAIL FROM:<a@client.example> ") + parameter) == expected);
        say(session, "RSET");
    }
    begin_transaction();
    CHECK(codes(session, "RCPT TO:<b@sink.example> SIZE=10") == "555 5.5.4");
    CHECK(codes(session, "RCPT TO:<b@sink.example> FOO=bar") == "555 5.5.4");
    CHECK(codes(session, "RCPT TO:<b@sink.example>") == "250 2.1.5");
}

TEST_CASE_FIXTURE(Fixture, "An extension that is switched off takes its parameter and its command along") {
    settings.extensions.set(Extension::smtputf8, false);
    settings.extensions.set(Extension::vrfy, false);
    settings.extensions.set(Extension::help, false);
    say(session, "EHLO c.example");
    CHECK(codes(session, "MAIL FROM:<a@client.example> SMTPUTF8") == "555 5.5.4");
    CHECK(codes(session, "VRFY user") == "502 5.5.1");
    CHECK(codes(session, "VRFY") == "502 5.5.1");
    CHECK(codes(session, "HELP") == "502 5.5.1");
}

// --- limits ---

TEST_CASE_FIXTURE(
    Fixture, "Recipients over the limit get 452 and the others are served (RFC 5321 section 4.5.3.1.10)") {
    settings.max_recipients = 3;
    settings.max_excess_recipients = 2;
    begin_transaction();
    for (int i = 0; i < 3; ++i)
        CHECK(codes(session, "RCPT TO:<b@sink.example>") == "250 2.1.5");
    CHECK(codes(session, "RCPT TO:<d@sink.example>") == "452 4.5.3");
    CHECK(codes(session, "RCPT TO:<e@sink.example>") == "452 4.5.3");
    CHECK(session.transaction()->recipients.size() == 3);
    SUBCASE("the next transaction counts anew") {
        CHECK(codes(session, "DATA") == "354");
        session.finish_message(replies::stored("id"));
        begin_transaction();
        CHECK(codes(session, "RCPT TO:<b@sink.example>") == "250 2.1.5");
    }
    SUBCASE("one that goes on for ever is closed") {
        const auto last = step(session, "RCPT TO:<f@sink.example>");
        CHECK(codes(last.reply) == "421 4.7.0");
        CHECK(last.next == Next::close);
    }
}

TEST_CASE_FIXTURE(Fixture, "A client that only collects refusals is closed at the limit (SMTP-25)") {
    settings.max_errors = 20;
    for (int i = 1; i < 20; ++i)
        CHECK(codes(session, "FROBNICATE") == "500 5.5.1");
    const auto last = step(session, "FROBNICATE");
    CHECK(codes(last.reply) == "421 4.7.0");
    CHECK(last.next == Next::close);
}

TEST_CASE_FIXTURE(Fixture,
                  "Commands that bring no message nearer are limited between two messages (SMTP-26)") {
    settings.max_junk_commands = 100;
    const char* const junk[] = {"NOOP", "RSET", "VRFY x", "HELP", "EHLO c.example"};
    begin_content();
    session.finish_message(replies::stored("id"));
    for (std::size_t i = 0; i < 100; ++i)
        CHECK(step(session, junk[i % std::size(junk)]).next == Next::read_command);
    SUBCASE("the limit ends the session") {
        const auto last = step(session, "NOOP");
        CHECK(codes(last.reply) == "421 4.7.0");
        CHECK(last.next == Next::close);
    }
    SUBCASE("a message begins the count anew") {
        say(session, "MAIL FROM:<a@client.example>", "RCPT TO:<b@sink.example>", "DATA");
        session.finish_message(replies::stored("id"));
        CHECK(codes(session, "NOOP") == "250 2.0.0");
    }
}

TEST_CASE_FIXTURE(Fixture, "A session may bring only so many messages") {
    settings.max_messages = 1;
    begin_content();
    session.finish_message(replies::stored("id"));
    CHECK(codes(session, "MAIL FROM:<a@client.example>") == "421 4.7.0");
}

TEST_CASE_FIXTURE(Fixture, "Limits of 0 are none") {
    settings.max_errors = settings.max_junk_commands = settings.max_recipients = settings.max_messages = 0;
    for (int i = 0; i < 3000; ++i) {
        REQUIRE(codes(session, "FROB") == "500 5.5.1");
        REQUIRE(codes(session, "NOOP") == "250 2.0.0");
    }
    begin_content();
    CHECK(codes(session, "RCPT TO:<b@sink.example>") == "250 2.1.5");
}

// --- chunks that are not offered ---

TEST_CASE_FIXTURE(
    Fixture,
    "A refused chunk is to be skipped, one that is too large ends the session (RFC 3030 section 2)") {
    begin_transaction();
    const auto refused = step(session, "BDAT 12 LAST");
    CHECK(codes(refused.reply) == "502 5.5.1");
    CHECK(refused.next == Next::skip_chunk);
    CHECK(refused.chunk_octets == 12);
    CHECK(step(session, "BDAT x").next == Next::read_command);
    for (const auto* line : {"BDAT 2001", "BDAT 18446744073709551617 LAST"}) {
        const auto last = step(session, line);
        CHECK(codes(last.reply) == "552 5.3.4");
        CHECK(last.next == Next::close);
    }
}

// --- flags ---

TEST_CASE_FIXTURE(Fixture,
                  "What a stricter server would refuse is flagged, with the session and with the message") {
    say(session, "HELO my_pc", "MAIL FROM: a@client.example SIZE=1", "RCPT TO:<joe>");
    using enum FlagKind;
    for (const auto kind :
         {odd_client_name, space_after_colon, missing_brackets, parameters_after_helo, missing_domain})
        CHECK(session.flags().contains(kind));
    CHECK_FALSE(session.transaction()->flags.contains(odd_client_name));
    CHECK(session.transaction()->flags.contains(missing_brackets));
    CHECK(session.transaction()->flags.contains(missing_domain));
    CHECK(info(missing_domain).code == "missing_domain");
}

TEST_CASE_FIXTURE(Fixture, "A refused command raises no flag") {
    say(session, "EHLO c.example", "MAIL FROM: <a@client.example> FOO=1");
    CHECK(session.flags().list().empty());
}

TEST_CASE_FIXTURE(Fixture,
                  "An address beyond ASCII is flagged only without SMTPUTF8 (RFC 6531 section 3.4)") {
    say(session, "EHLO c.example", "MAIL FROM:<us\xc3\xa9r@client.example> SMTPUTF8",
        "RCPT TO:<\xc3\xa9@sink.example>");
    CHECK(session.flags().list().empty());
    say(session, "RSET", "MAIL FROM:<us\xc3\xa9r@client.example>");
    CHECK(session.flags().contains(FlagKind::non_ascii_path));
}

TEST_CASE_FIXTURE(Fixture, "8-bit content is flagged only when it was not declared (RFC 6152 section 3)") {
    Flags content;
    content.raise(FlagKind::undeclared_8bit, "octet 3", 2);
    say(session, "EHLO c.example", "MAIL FROM:<a@client.example> BODY=8BITMIME", "RCPT TO:<b@sink.example>",
        "DATA");
    session.flag(content);
    CHECK(session.flags().list().empty());
    session.finish_message(replies::stored("id"));
    say(session, "MAIL FROM:<a@client.example> BODY=7BIT", "RCPT TO:<b@sink.example>", "DATA");
    session.flag(content);
    CHECK(session.flags().contains(FlagKind::undeclared_8bit));
    CHECK(session.transaction()->flags.contains(FlagKind::undeclared_8bit));
}

TEST_CASE("The tables of verbs and stages name each once") {
    for (const auto& verb : verbs()) {
        CHECK(find_verb(verb.name) == verb.verb);
        CHECK(verb.syntax.starts_with(verb.name));
    }
    CHECK(name(Stage::data_end) == "data_end");
    CHECK(name(Stage::idle) == "idle");
    CHECK(info(Verb::saml).stage == Stage::send);
}
