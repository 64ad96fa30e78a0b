#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "mime/header.hpp"

namespace {

using namespace std::string_view_literals;

std::string list(std::string_view block) {
    std::string text;
    for (const auto& field : mime::read_fields(block).fields)
        text += field.name + '=' + field.value + '|';
    return text;
}

}  // namespace

TEST_CASE("fields are read in their order, unfolded and trimmed (RFC 5322 section 2.2)") {
    CHECK(list("A: 1\r\nB: 2\r\n\r\nC: 3\r\n") == "A=1|B=2|");
    CHECK(list("A: 1\r\n\t2\r\n  3\r\nB:x\r\n") == "A=1\t2  3|B=x|");
    CHECK(list("A: 1\n 2\nB: 3\n") == "A=1 2|B=3|");
    CHECK(list("A:\r\nB:   \r\nC: x: y  \r\n") == "A=|B=|C=x: y|");
    CHECK(list("A : 1\r\nB\t: 2\r\n") == "A=1|B=2|");
    CHECK(list("A: no line end") == "A=no line end|");
    CHECK(list("Subject: =?utf-8?q?raw?=\r\n") == "Subject==?utf-8?q?raw?=|");
    CHECK(list("") == "");
    CHECK(list("\r\nA: body\r\n") == "");
}

TEST_CASE("Content-Type comes out as it went in, quotes and comments and all") {
    CHECK(list("Content-Type: text/plain; charset=\"utf-8\" (c)\r\n") ==
          "Content-Type=text/plain; charset=\"utf-8\" (c)|");
    CHECK(list("To: undisclosed-recipients:\r\nCc: x:\r\n") == "To=undisclosed-recipients:|Cc=x:|");
}

TEST_CASE("octets that are no text stay in the value; only NUL is replaced") {
    CHECK(list("A: caf\xe9\x01\r\n") == "A=caf\xe9\x01|");
    CHECK(list("A: x\0y\r\n"sv) == "A=x\ufffdy|");
    CHECK(list("N\xe9: 1\r\nB: 2\r\n") == "N\xe9=1|B=2|");
    CHECK(list("A: one\rtwo\r\n") == "A=one\rtwo|");
}

TEST_CASE("a line that is no field is set aside when the header goes on after it") {
    const auto fields =
        mime::read_fields("A: 1\r\nno colon here\r\nB: 2\r\nalso none\r\n\tfolded\r\nC: 3\r\n\r\n");
    REQUIRE(fields.fields.size() == 3);
    CHECK(fields.fields[2].name == "C");
    REQUIRE(fields.bad_lines.size() == 2);
    CHECK(fields.bad_lines[0] == 6);
    CHECK(list("A: 1\r\n: no name\r\nB: 2\r\n") == "A=1|B=2|");
}

TEST_CASE("a line that can only be text ends the header (a missing blank line)") {
    CHECK(list("A: 1\r\nDear Bob,\r\nhow are you\r\n\r\nBye: now\r\n") == "A=1|");
    CHECK(list("A: 1\r\nsee\r\nhttp://example.com/\r\n\r\n") == "A=1|");
    CHECK(list("No header at all\r\n") == "");
}

TEST_CASE("an mbox separator before the first field is passed over, a From field is not") {
    CHECK(list("From ann@example.com Fri Jan  2 03:04:05 2026\r\nA: 1\r\n") == "A=1|");
    CHECK(list("From : ann@example.com\r\nA: 1\r\n") == "From=ann@example.com|A=1|");
}

TEST_CASE("offsets are those of the names") {
    const auto fields = mime::read_fields("A: 1\r\nBc: 2\r\n x\r\nD: 3\r\n").fields;
    REQUIRE(fields.size() == 3);
    CHECK(fields[0].offset == 0);
    CHECK(fields[1].offset == 6);
    CHECK(fields[2].offset == 17);
}

TEST_CASE("limits cut the list and say so") {
    CHECK(mime::read_fields("A: 1\r\nB: 2\r\nC: 3\r\n", 1000, 2).fields.size() == 2);
    CHECK(mime::read_fields("A: 1\r\nB: 2\r\nC: 3\r\n", 1000, 2).truncated);
    CHECK_FALSE(mime::read_fields("A: 1\r\nB: 2\r\n", 1000, 2).truncated);
    const auto cut = mime::read_fields("A: 1234567890\r\n 1234567890\r\nB: 2\r\n", 8, 100);
    REQUIRE(cut.fields.size() == 1);
    CHECK(cut.fields[0].value == "12345");
    CHECK(cut.truncated);
}
