#include "smtp/command.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <string>

using namespace smtp;
using namespace std::string_literals;

namespace {

template <class Expected>
Expected parse(std::string_view line) {
    CAPTURE(line);
    auto command = parse_command(line);
    REQUIRE(std::holds_alternative<Expected>(command));
    return std::get<Expected>(std::move(command));
}

bool is_malformed(std::string_view line, Status status) {
    const auto command = parse_command(line);
    const auto* const malformed = std::get_if<Malformed>(&command);
    return malformed && malformed->status == status;
}

}  // namespace

TEST_CASE("Verbs and the words FROM and TO are read in any case of letters (RFC 5321 section 2.4)") {
    CHECK(parse<Mail>("mAiL fRoM:<Ann@Example.Com>").reverse_path.mailbox() == "Ann@Example.Com");
    CHECK(parse<Rcpt>("rcpt to:<Bob@Example.Com>").forward_path.mailbox() == "Bob@Example.Com");
    parse<Data>("data");
    parse<Quit>("quit");
}

TEST_CASE("White space at the end of a command is ignored (RFC 5321 section 4.1.1)") {
    parse<Data>("DATA ");
    parse<Rset>("RSET \t ");
    CHECK(parse<Ehlo>("EHLO client.example  ").name == "client.example");
    CHECK(parse<Mail>("MAIL FROM:<a@b.example> ").parameters.empty());
}

TEST_CASE("More than one space or a tab between words is taken and flagged") {
    CHECK(parse<Mail>("MAIL  FROM:<a@b.example>").flags.contains(FlagKind::extra_space));
    CHECK(parse<Mail>("MAIL\tFROM:<a@b.example>").flags.contains(FlagKind::extra_space));
    CHECK(parse<Mail>("MAIL FROM:<a@b.example>  SIZE=1").flags.contains(FlagKind::extra_space));
    CHECK(parse<Mail>("MAIL FROM: <a@b.example>").flags.contains(FlagKind::space_after_colon));
    CHECK(parse<Mail>("MAIL FROM:<a@b.example> SIZE=1").flags.empty());
}

TEST_CASE(
    "EHLO takes domains and address literals as they are, odd names with a flag, and no control characters") {
    CHECK(parse<Ehlo>("EHLO client.example").flags.empty());
    CHECK(parse<Ehlo>("EHLO [192.0.2.7]").flags.empty());
    CHECK(parse<Ehlo>("EHLO [IPv6:2001:db8::7]").flags.empty());
    for (const auto* odd : {"EHLO my_pc", "EHLO -x-.local", "EHLO [300.1.1.1]", "HELO two words"}) {
        CAPTURE(odd);
        const auto command = parse_command(odd);
        const auto* const ehlo = std::get_if<Ehlo>(&command);
        const auto* const helo = std::get_if<Helo>(&command);
        CHECK((ehlo ? ehlo->flags : helo->flags).contains(FlagKind::odd_client_name));
    }
    CHECK(is_malformed("EHLO", status::invalid_arguments));
    CHECK(is_malformed("HELO   ", status::invalid_arguments));
    CHECK(is_malformed("EHLO a\x1b[2J", status::invalid_arguments));
    CHECK(is_malformed("EHLO a\x7f", status::invalid_arguments));
    CHECK(is_malformed("EHLO \xff\xfe", status::invalid_arguments));
}

TEST_CASE("MAIL and RCPT without the colon, or with the other's word, are malformed and told the syntax") {
    for (const auto* line : {"MAIL", "MAIL FROM", "MAIL FROM <a@b.example>", "MAIL FROM \"a@b.example\"",
                             "MAIL <a@b.example>", "MAIL FROM :<a@b.example>", "MAIL TO:<a@b.example>",
                             "RCPT", "RCPT TO <b@c.example>", "RCPT FROM:<b@c.example>"}) {
        CAPTURE(line);
        CHECK(is_malformed(line, status::invalid_arguments));
    }
    CHECK(parse<Malformed>("MAIL FROM <a@b.example>").problem == "Syntax: MAIL FROM:<address> [parameters]");
}

TEST_CASE("A bad path has the status of its command (RFC 3463 section 3.2)") {
    CHECK(is_malformed("MAIL FROM:", status::bad_sender));
    CHECK(is_malformed("MAIL FROM:<a@b.example", status::bad_sender));
    CHECK(is_malformed("MAIL FROM:<a@>", status::bad_sender));
    CHECK(is_malformed("RCPT TO:<@sink.example>", status::bad_recipient));
    CHECK(is_malformed("RCPT TO:<a@>", status::bad_recipient_domain));
    CHECK(is_malformed("RCPT TO:<a@@sink.example>", status::bad_recipient_domain));
}

TEST_CASE("The null path is for senders only (RFC 5321 section 4.1.1.2)") {
    CHECK(parse<Mail>("MAIL FROM:<>").reverse_path.is_null());
    CHECK(parse<Mail>("MAIL FROM:<> SIZE=10").parameters.size() == 1);
    CHECK(is_malformed("RCPT TO:<>", status::bad_recipient));
}

TEST_CASE("DATA, RSET and QUIT take no argument, VRFY needs one (RFC 5321 section 4.1.1)") {
    for (const auto* line : {"DATA now", "RSET now", "QUIT please", "VRFY"}) {
        CAPTURE(line);
        CHECK(is_malformed(line, status::invalid_arguments));
    }
    parse<Noop>("NOOP anything at all");
    CHECK(parse<Help>("HELP mail").topic == "mail");
    CHECK(parse<Vrfy>("VRFY us\xc3\xa9r@sink.example SMTPUTF8").argument ==
          "us\xc3\xa9r@sink.example SMTPUTF8");
}

TEST_CASE("Parameters are kept in their order and spelling") {
    const auto mail = parse<Mail>("MAIL FROM:<a@b.example> size=10 Body=8bitMIME SMTPUTF8");
    REQUIRE(mail.parameters.size() == 3);
    CHECK(mail.parameters[0].keyword == "size");
    CHECK(mail.parameters[1].value == "8bitMIME");
    CHECK_FALSE(mail.parameters[2].value.has_value());
}

TEST_CASE("Parameters that are none are malformed (RFC 5321 section 4.1.2)") {
    for (const auto* tail : {" SIZE=", " =1", " -A=1", " A=b=c", " A_B", " <b@c.example>", " A=\x01"}) {
        CAPTURE(tail);
        CHECK(is_malformed("MAIL FROM:<a@b.example>"s + tail, status::invalid_arguments));
    }
}

TEST_CASE("NUL or a bare CR in a line make it unreadable, whatever the verb") {
    for (const auto& line : {"NO\0OP"s, "MAIL FROM:<a\0b@c.example>"s, "NOOP\rNOOP"s, "NOOP\r"s}) {
        CAPTURE(line);
        CHECK(parse<Unrecognized>(line).status == status::syntax);
    }
}

TEST_CASE("Empty, blank and binary lines are syntax errors, other words are unknown commands") {
    for (const auto* line : {"", "   ", " NOOP", "\x80\xff", "FOO\x1b"}) {
        CAPTURE(line);
        CHECK(parse<Unrecognized>(line).status == status::syntax);
    }
    CHECK(parse<Unrecognized>("FROBNICATE").status == status::invalid_command);
    CHECK(parse<Unrecognized>("MAILX FROM:<a@b.example>").status == status::invalid_command);
}

TEST_CASE("Common mistakes get a hint") {
    CHECK(parse<Unrecognized>("ELHO x").problem == "Command unrecognized; did you mean EHLO?");
    CHECK(parse<Unrecognized>("hehlo x").problem == "Command unrecognized; did you mean EHLO?");
    CHECK(parse<Unrecognized>("SIZE=1000").problem == "SIZE is a parameter of MAIL FROM, not a command");
    CHECK(parse<Unrecognized>("notify never").problem == "NOTIFY is a parameter of RCPT TO, not a command");
    CHECK(parse<Unrecognized>("Subject: x").problem == "This is a message header; DATA must come first");
}

TEST_CASE("The first line of an HTTP request is known, and so is its Host field") {
    for (const auto* line : {"GET / HTTP/1.1", "POST /a?b HTTP/1.0", "CONNECT h:25 HTTP/1.1",
                             "OPTIONS * HTTP/1.1", "Host: localhost:1025"}) {
        CAPTURE(line);
        parse<HttpRequest>(line);
    }
    for (const auto* line :
         {"GET", "GET /", "GET / HTTP/1.x", "get / HTTP/1.1", "XGET / HTTP/1.1", "GETHTTP/1.1"}) {
        CAPTURE(line);
        parse<Unrecognized>(line);
    }
}

TEST_CASE("Verbs that are known but not implemented are told apart from unknown ones") {
    for (const auto* line : {"AUTH PLAIN x", "STARTTLS", "EXPN staff", "ETRN x", "TURN", "SEND FROM:<a@b>",
                             "XSTA", "TLS", "XCLIENT ADDR=1"}) {
        CAPTURE(line);
        parse<Unimplemented>(line);
    }
}

TEST_CASE("The size of a chunk is read even when the rest of BDAT is wrong (RFC 3030 section 2)") {
    CHECK(parse<Bdat>("BDAT 12 LAST").octets == 12U);
    CHECK(parse<Bdat>("bdat 007 whatever").octets == 7U);
    CHECK(parse<Bdat>("BDAT 0").octets == 0U);
    CHECK(parse<Bdat>("BDAT 999999999999999999").octets == 999'999'999'999'999'999U);
    CHECK(parse<Bdat>("BDAT 18446744073709551617").octets == std::numeric_limits<std::uint64_t>::max());
    for (const auto* line : {"BDAT", "BDAT -1", "BDAT 0x5", "BDAT LAST"}) {
        CAPTURE(line);
        CHECK_FALSE(parse<Bdat>(line).octets.has_value());
    }
}
