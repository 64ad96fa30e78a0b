// Boundaries and nesting: which parts a message has (RFC 2046 section 5.1; MIME-11).
#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "mime/message.hpp"
#include "unit/mime/message_builder.hpp"

namespace {

using mime_test::crlf;
using mime_test::has_defect;
using mime_test::read;
using mime_test::tree;

std::string mixed(std::string_view boundary_parameter, std::string_view body) {
    return "Content-Type: multipart/mixed; boundary=" + std::string(boundary_parameter) + "\n\n" +
           std::string(body);
}

}  // namespace

TEST_CASE("preamble and epilogue are no parts") {
    const auto message = read(mixed("b", "preamble\n--b\n\ntext\n--b--\nepilogue\n--b\n\nnot a part\n"));
    CHECK(tree(message) == "multipart/mixed 0:text/plain");
    CHECK(message.text == "text");
    CHECK(message.defects.empty());
}

TEST_CASE("the line end before a delimiter belongs to the delimiter") {
    CHECK(read(mixed("b", "--b\n\none\n\n--b\n\n--b\n\nthree\n--b--")).text == "one\r\nthree");
    CHECK(mime::read_message("Content-Type: multipart/mixed; boundary=b\n\n--b\n\ntext\n--b--\n").text ==
          "text");
}

TEST_CASE("blanks may follow a delimiter, nothing else may") {
    CHECK(read(mixed("b", "--b \t\n\ntext\n--b-- \n")).text == "text");
    CHECK(read(mixed("b", "--b\n\none\n--bc\n--b-- x\ntwo\n--b--\n")).text ==
          "one\r\n--bc\r\n--b-- x\r\ntwo");
    CHECK(read(mixed("b", "--b\n\nin mid-line --b\n --b\n--b--\n")).text == "in mid-line --b\r\n --b");
}

TEST_CASE("a boundary may begin another one") {
    const auto message = read(mixed(
        "b",
        "--b\nContent-Type: multipart/mixed; boundary=bb\n\n--bb\n\ninner\n--bb--\n--b\n\nouter\n--b--\n"));
    CHECK(tree(message) == "multipart/mixed 0:multipart/mixed 1:text/plain 0:text/plain");
    CHECK(message.text == "inner\r\nouter");
}

TEST_CASE("every character that a boundary may have is taken as it is") {
    CHECK(read(mixed("\"'()+_,-./:=? .*[x\"", "--'()+_,-./:=? .*[x\n\ntext\n--'()+_,-./:=? .*[x--\n")).text ==
          "text");
    CHECK(read(mixed("\"a;b\"", "--a;b\n\ntext\n--a;b--\n")).text == "text");
    CHECK(read(mixed("\"trailing \"", "--trailing\n\ntext\n--trailing--\n")).text == "text");
    CHECK(read(mixed("\"=?utf-8?Q?x?=\"", "--=?utf-8?Q?x?=\n\ntext\n--=?utf-8?Q?x?=--\n")).text == "text");
    CHECK(read(mixed("b\xe9", "--b\xe9\n\ntext\n--b\xe9--\n")).text == "text");
}

TEST_CASE("a multipart that is not closed ends with the message, or with the multipart around it") {
    const auto open = read(mixed("b", "--b\n\none\n--b\n\ntwo\n"));
    CHECK(open.text == "one\r\ntwo\r\n");
    CHECK(has_defect(open, "boundary_not_closed"));
    const auto inner =
        read(mixed("a", "--a\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--a\n\ntwo\n--a--\n"));
    CHECK(tree(inner) == "multipart/mixed 0:multipart/mixed 1:text/plain 0:text/plain");
    CHECK(inner.text == "one\r\ntwo");
    CHECK(has_defect(inner, "boundary_not_closed"));
}

TEST_CASE("a multipart without a boundary is shown as the text that it is") {
    for (const auto* type : {"multipart/mixed", "multipart/mixed; boundary=",
                             "multipart/mixed; boundary=\"\"", "multipart/mixed boundary=b"}) {
        CAPTURE(type);
        const auto message = read("Content-Type: " + std::string(type) + "\n\n--b\n\ntext\n--b--\n");
        CHECK(has_defect(message, "boundary_missing"));
        CHECK(message.parts.size() == 1);
        CHECK(message.text == "--b\r\n\r\ntext\r\n--b--\r\n");
        CHECK_FALSE(message.text_part);
        CHECK(message.attachments.empty());
    }
}

TEST_CASE("a multipart in which no part begins is shown as the text that it is") {
    const auto message = read(mixed("b", "only text\n--b--\n"));
    CHECK(has_defect(message, "multipart_without_parts"));
    CHECK(message.parts[0].is_leaf);
    CHECK(message.text == "only text\r\n--b--\r\n");
}

TEST_CASE("two delimiters in a row are an empty part") {
    const auto message = read(mixed("b", "--b\n--b\n\ntext\n--b--\n"));
    CHECK(tree(message) == "multipart/mixed 0:text/plain 0:text/plain");
    CHECK(message.text == "text");
}

TEST_CASE("the same boundary inside itself belongs to the inner multipart until that is closed") {
    const auto message = read(mixed(
        "b", "--b\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\ninner\n--b--\n--b\n\nouter\n--b--\n"));
    CHECK(tree(message) == "multipart/mixed 0:multipart/mixed 1:text/plain 0:text/plain");
}

TEST_CASE("a part's header may end at a delimiter, or at a line that can only be text") {
    const auto cut = read(mixed("b", "--b\nContent-Type: text/html\n--b\n\ntext\n--b--\n"));
    CHECK(tree(cut) == "multipart/mixed 0:text/html 0:text/plain");
    CHECK(cut.text == "text");
    const auto missing =
        read(mixed("b", "--b\nContent-Type: text/plain\nno blank line\n--b\nX-Field: y\n\ntwo\n--b--\n"));
    CHECK(missing.text == "no blank line\r\ntwo");
    CHECK(has_defect(missing, "missing_blank_line"));
}

TEST_CASE("text in a part is no mbox separator") {
    CHECK(read(mixed("b", "--b\nFrom here on it is text.\n--b--\n")).text == "From here on it is text.");
}

TEST_CASE("a returned message may begin with an mbox separator") {
    const auto message = read(mixed("b",
                                    "--b\nContent-Type: message/rfc822\nContent-Disposition: inline\n\n>From "
                                    "ann@x Fri Jan  2 03:04:05 2026\nSubject: x\n\ntext\n--b--\n"));
    CHECK(message.text == "text");
    CHECK(has_defect(message, "mbox_from_line"));
}

TEST_CASE("limits leave the rest in the body of the last part, with a defect") {
    mime::Limits limits;
    limits.max_parts = 3;
    const auto parts =
        mime::read_message(crlf(mixed("b", "--b\n\none\n--b\n\ntwo\n--b\n\nthree\n--b--\n")), limits);
    CHECK(parts.parts.size() == 3);
    CHECK(parts.text == "one\r\ntwo\r\n--b\r\n\r\nthree\r\n--b--\r\n");
    CHECK(has_defect(parts, "mime_limited"));
    CHECK_FALSE(has_defect(parts, "boundary_not_closed"));

    limits = {};
    limits.max_depth = 1;
    const auto deep = mime::read_message(
        crlf(mixed("a", "--a\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\ntext\n--b--\n--a--\n")),
        limits);
    CHECK(deep.parts.size() == 2);
    CHECK(deep.parts[1].is_leaf);
    CHECK(deep.text == "--b\r\n\r\ntext\r\n--b--");
    CHECK(has_defect(deep, "mime_limited"));

    limits = {};
    limits.max_boundary_bytes = 3;
    CHECK(has_defect(mime::read_message(crlf(mixed("abcd", "--abcd\n\ntext\n--abcd--\n")), limits),
                     "mime_limited"));
    CHECK(mime::read_message(crlf(mixed("abc", "--abc\n\ntext\n--abc--\n")), limits).text == "text");

    limits = {};
    limits.max_defects = 2;
    CHECK(mime::read_message("Date: x\r\nDate: y\r\nDate: z\r\nDate: z\r\n\r\n", limits).defects.size() == 2);
}
