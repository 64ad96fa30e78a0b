#include "smtp/reply.hpp"

#include <doctest/doctest.h>

#include "base/text.hpp"
#include "smtp/replies.hpp"

using namespace smtp;

TEST_CASE("A reply is its code, its enhanced status code and its text (RFC 5321 section 4.2, RFC 2034)") {
    CHECK(Reply{250, status::sender, "Sender OK"}.string() == "250 2.1.0 Sender OK\r\n");
    CHECK(Reply{354, {}, "Go on"}.string() == "354 Go on\r\n");
    CHECK(Reply{452, status::too_many_recipients, "Full"}.string() == "452 4.5.3 Full\r\n");
}

TEST_CASE("Each line of a longer reply has the code and the enhanced status code (RFC 2034 section 3)") {
    CHECK(Reply{214, status::other, "one\ntwo\nthree"}.string() ==
          "214-2.0.0 one\r\n214-2.0.0 two\r\n214 2.0.0 three\r\n");
    CHECK(Reply{250, {}, "host\nHELP"}.string() == "250-host\r\n250 HELP\r\n");
}

TEST_CASE("No line of a reply exceeds 512 octets (RFC 5321 section 4.5.3.1.5)") {
    for (const char letter : {'x', ' '}) {
        std::string text(500, 'a');
        text[250] = letter;
        const auto wire = Reply{550, status::other, text + std::string(2000, 'b')}.string();
        CHECK(wire.ends_with("\r\n"));
        const auto lines = base::split(std::string_view(wire).substr(0, wire.size() - 2), '\n');
        CHECK(lines.size() >= 5);
        for (const auto line : lines) {
            CHECK(line.size() + 1 <= 512);
            CHECK(line.starts_with("550"));
        }
    }
}

TEST_CASE("Nothing in the text can break out of the reply") {
    CHECK(Reply{500, status::syntax, "a\r250 b\x1b[2J\xc3\xa9"}.string() == "500 5.5.2 a?250 b?[2J??\r\n");
}

TEST_CASE("EHLO lists what is offered, HELP last (RFC 5321 section 4.1.1.1)") {
    Settings settings;
    settings.hostname = "sink.example";
    settings.max_message_bytes = 1000;
    CHECK(replies::capabilities(settings).string() ==
          "250-sink.example\r\n250-SIZE 1000\r\n250-8BITMIME\r\n250-PIPELINING\r\n250-SMTPUTF8\r\n"
          "250-ENHANCEDSTATUSCODES\r\n250-VRFY\r\n250 HELP\r\n");
    settings.extensions.set(Extension::smtputf8, false);
    CHECK(replies::capabilities(settings).text.find("SMTPUTF8") == std::string::npos);
}

TEST_CASE("HELP names the commands that are offered, and tells how to write each that is known") {
    const auto all = ExtensionSet::all();
    const auto text = replies::help(all).text;
    CHECK(text.find("HELO EHLO MAIL RCPT DATA RSET NOOP QUIT HELP VRFY") != std::string::npos);
    CHECK(text.find("BDAT") == std::string::npos);
    CHECK(replies::help(info(Verb::mail), all).text == "MAIL FROM:<address> [parameters]");
    CHECK(replies::help(info(Verb::bdat), all).text.ends_with("\nNot offered here"));
}
