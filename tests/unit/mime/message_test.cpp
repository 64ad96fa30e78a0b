#include "mime/message.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "base/text.hpp"
#include "unit/mime/message_builder.hpp"

namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;
using mime_test::crlf;
using mime_test::has_defect;
using mime_test::read;
using mime_test::tree;

constexpr auto newsletter = R"(From: Ann <ann@example.com>
To: bob@example.com
Subject: =?utf-8?Q?Caf=C3=A9?=
Date: Fri, 2 Jan 2026 03:04:05 +0100
Message-ID: <1@example.com>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=outer

--outer
Content-Type: multipart/related; boundary=middle

--middle
Content-Type: multipart/alternative; boundary=inner

--inner
Content-Type: text/plain; charset=utf-8

Hello  Bob,
this is text.
--inner
Content-Type: text/html; charset=utf-8

<p>Hello <b>Bob</b></p>
--inner--
--middle
Content-Type: image/gif; name=dot.gif
Content-ID: <dot@x>
Content-Disposition: inline
Content-Transfer-Encoding: base64

R0lGODlh
--middle--
--outer
Content-Type: application/pdf
Content-Disposition: attachment; filename="order 7.pdf"
Content-Transfer-Encoding: base64

JVBERi0=
--outer--
)"sv;

}  // namespace

TEST_CASE("a newsletter is read: header, text, HTML, inline image and attachment") {
    const auto content = crlf(newsletter);
    const auto message = mime::read_message(content);
    CHECK(message.subject == "Café");
    REQUIRE(message.from.size() == 1);
    CHECK(message.from[0] == mime::Address{"Ann", "ann@example.com"});
    CHECK(message.to.at(0).address == "bob@example.com");
    REQUIRE(message.date);
    CHECK(base::to_rfc3339(*message.date) == "2026-01-02T02:04:05.000Z");
    CHECK(message.message_id == "1@example.com");
    CHECK(tree(message) ==
          "multipart/mixed 0:multipart/related 1:multipart/alternative 2:text/plain 2:text/html "
          "1:image/gif 0:application/pdf");
    CHECK(message.text_part == 3);
    CHECK(message.html_part == 4);
    CHECK(message.text == "Hello  Bob,\r\nthis is text.");
    CHECK(message.html == "<p>Hello <b>Bob</b></p>");
    CHECK(message.snippet == "Hello Bob, this is text.");
    REQUIRE(message.attachments == std::vector<std::size_t>{5, 6});
    const auto& image = message.parts[5];
    CHECK(image.filename == "dot.gif");
    CHECK(image.content_id == "dot@x");
    CHECK(image.disposition == "inline");
    CHECK(image.decoded_size == 6);
    CHECK(mime::decode_body(content, image) == "GIF89a");
    CHECK(message.parts[6].filename == "order 7.pdf");
    CHECK(message.defects.empty());
}

TEST_CASE("parts are offsets that can be cut out of the message") {
    const auto content = crlf(newsletter);
    for (const auto& part : mime::read_message(content).parts) {
        CHECK(part.header_begin <= part.header_end);
        CHECK(part.header_end <= part.body_begin);
        CHECK(part.body_begin <= part.body_end);
        CHECK(part.body_end <= content.size());
        if (part.type == "text/plain")
            CHECK(content.substr(part.header_begin, part.header_end - part.header_begin) ==
                  "Content-Type: text/plain; charset=utf-8\r\n");
    }
}

TEST_CASE("a message cut at every octet is read without harm") {
    const auto content = crlf(newsletter);
    for (std::size_t size = 0; size <= content.size(); ++size) {
        const auto message = mime::read_message(std::string_view(content).substr(0, size));
        REQUIRE_FALSE(message.parts.empty());
        for (const auto& part : message.parts)
            REQUIRE(part.body_end <= size);
    }
}

TEST_CASE("a message without a header, without a body, or without anything is a message") {
    const auto nothing = mime::read_message("");
    CHECK(nothing.parts.size() == 1);
    CHECK(nothing.subject.empty());
    CHECK_FALSE(nothing.text_part);
    const auto header_only = read("Subject: x\n");
    CHECK(header_only.subject == "x");
    CHECK(header_only.text.empty());
    const auto body_only = read("Just text,\nno header.\n");
    CHECK(body_only.text == "Just text,\r\nno header.\r\n");
    CHECK(has_defect(body_only, "missing_blank_line"));
    const auto empty_header = read("\nJust text.\n");
    CHECK(empty_header.text == "Just text.\r\n");
    CHECK(empty_header.defects.empty());
}

TEST_CASE("of a field that may come once the first counts, address fields are joined") {
    const auto message = read("Subject: one\nTo: a@x\nSubject: two\nTo: b@x\nFrom: c@x\nFrom: d@x\n\n");
    CHECK(message.subject == "one");
    CHECK(message.to.size() == 2);
    CHECK(message.from.size() == 1);
    CHECK(has_defect(message, "duplicate_header"));
    CHECK_FALSE(has_defect(read("Subject: one\nTo: a@x\nReceived: a\nReceived: b\n\n"), "duplicate_header"));
}

TEST_CASE("of two Content-Types the first counts, with a defect") {
    const auto message = read("Content-Type: text/html\nContent-Type: text/plain\n\n<b>x</b>\n");
    CHECK(message.parts[0].type == "text/html");
    CHECK(has_defect(message, "duplicate_header"));
}

TEST_CASE("without plain text the text is made of the HTML") {
    const auto message = read("Content-Type: text/html; charset=utf-8\n\n<p>One</p><p>two &amp; three</p>\n");
    CHECK_FALSE(message.text_part);
    CHECK(message.html_part == 0);
    CHECK(message.text == "One\ntwo & three");
    CHECK(message.snippet == "One two & three");
    CHECK(message.attachments.empty());
}

TEST_CASE("an empty text beside HTML is not what is shown") {
    const auto message = read(
        "Content-Type: multipart/alternative; boundary=b\n\n--b\n\n \n--b\nContent-Type: "
        "text/html\n\n<p>x</p>\n--b--\n");
    CHECK_FALSE(message.text_part);
    CHECK(message.text == "x");
    CHECK(message.attachments.empty());
}

TEST_CASE("several texts of a mixed message are shown one below the other") {
    const auto message = read(
        "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\nContent-Type: "
        "image/png\n\nx\n--b\n\ntwo\n--b--\n");
    CHECK(message.text == "one\r\ntwo");
    CHECK(message.text_part == 1);
    CHECK(message.attachments == std::vector<std::size_t>{2});
}

TEST_CASE("text and HTML that are marked as attachments are attachments (RFC 2183)") {
    const auto message = read(R"(Content-Type: multipart/mixed; boundary=b

--b
Content-Disposition: attachment; filename=a.txt

attached
--b
Content-Type: text/html
Content-Disposition: ATTACHMENT

<p>attached</p>
--b
Content-Disposition: x-unknown

also attached
--b
Content-Disposition: inline; filename=b.txt

shown
--b--
)");
    CHECK(message.text == "shown");
    CHECK(message.attachments == std::vector<std::size_t>{1, 2, 3});
    CHECK(message.html.empty());
}

TEST_CASE("an attached message is one attachment, and what is in it is its own (RFC 2046 section 5.2.1)") {
    constexpr auto text = R"(Subject: outer
Content-Type: multipart/mixed; boundary=b

--b

outer text
--b
Content-Type: message/rfc822
Content-Disposition: attachment; filename=inner.eml

Subject: inner
Content-Type: multipart/mixed; boundary=c

--c

inner text
--c
Content-Type: image/png

x
--c--
--b--
)"sv;
    const auto message = read(text);
    CHECK(message.subject == "outer");
    CHECK(message.text == "outer text");
    CHECK(tree(message) ==
          "multipart/mixed 0:text/plain 0:message/rfc822 2:multipart/mixed 3:text/plain 3:image/png");
    REQUIRE(message.attachments == std::vector<std::size_t>{2});
    CHECK_FALSE(message.parts[2].is_leaf);
    CHECK(message.parts[2].filename == "inner.eml");
    CHECK(mime::decode_body(crlf(text), message.parts[2]).starts_with("Subject: inner\r\n"));
    CHECK(message.parts[2].decoded_size == mime::decode_body(crlf(text), message.parts[2]).size());
}

TEST_CASE("a message that is marked inline is read on the spot") {
    const auto message = read(
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: "
        "message/rfc822\nContent-Disposition: inline\n\nSubject: inner\n\ninner text\n--b--\n");
    CHECK(message.text == "inner text");
    CHECK(message.attachments.empty());
}

TEST_CASE("an encoded message stays closed (RFC 2046 section 5.2.1 forbids the encoding)") {
    const auto message = read(
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: "
        "message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogeA0KDQp5\n--b--\n");
    CHECK(message.parts.size() == 2);
    CHECK(message.parts[1].is_leaf);
    CHECK(message.parts[1].decoded_size == 15);
    CHECK(message.attachments == std::vector<std::size_t>{1});
}

TEST_CASE("the messages of a digest are its text (RFC 2046 section 5.1.5)") {
    const auto message = read(
        "Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: one\n\nfirst\n--b\n\nSubject: "
        "two\n\nsecond\n--b--\n");
    CHECK(tree(message) == "multipart/digest 0:message/rfc822 1:text/plain 0:message/rfc822 3:text/plain");
    CHECK(message.text == "first\r\nsecond");
    CHECK(message.attachments.empty());
}

TEST_CASE(
    "a delivery report shows its text; the machine's part is no attachment, the returned message is (RFC "
    "3464)") {
    const auto message = read(R"(Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b

It could not be delivered.
--b
Content-Type: message/delivery-status

Action: failed
--b
Content-Type: message/rfc822

Subject: returned

text
--b--
)");
    CHECK(message.text == "It could not be delivered.");
    CHECK(message.attachments == std::vector<std::size_t>{3});
}

TEST_CASE("a signed message shows what was signed, octet for octet (RFC 1847)") {
    const auto text =
        "Content-Type: multipart/signed; protocol=\"application/pgp-signature\"; boundary=b\n\n--b\nContent-Type: text/plain\n\nsigned \n--b\nContent-Type: application/pgp-signature\n\nsig\n--b--\n"sv;
    const auto message = read(text);
    CHECK(message.text == "signed ");
    CHECK(message.attachments == std::vector<std::size_t>{2});
    const auto& part = message.parts[1];
    CHECK(crlf(text).substr(part.header_begin, part.body_end - part.header_begin) ==
          "Content-Type: text/plain\r\n\r\nsigned ");
}

TEST_CASE("the parts of a form are text (RFC 7578)") {
    CHECK(read("Content-Type: multipart/form-data; boundary=b\n\n--b\nContent-Disposition: form-data; "
               "name=x\n\n7\n--b--\n")
              .text == "7");
}

TEST_CASE("text is read by its charset, and a guess is a defect") {
    const auto text_of = [](std::string_view type, std::string_view body) {
        return mime::read_message("Content-Type: " + std::string(type) + "\r\n\r\n" + std::string(body));
    };
    CHECK(text_of("text/plain; charset=koi8-r", "\xf0\xd2").text == "Пр");
    CHECK(text_of("text/plain", "caf\xc3\xa9").text == "café");
    CHECK(has_defect(text_of("text/plain", "caf\xc3\xa9"), "charset_guessed"));
    CHECK(has_defect(text_of("text/plain", "caf\xc3\xa9"), "eight_bit_undeclared"));
    CHECK(has_defect(text_of("text/plain; charset=x-martian", "plain"), "charset_unknown"));
    CHECK(has_defect(text_of("text/plain; charset=utf-8", "caf\xe9"), "charset_damaged"));
    CHECK(text_of("text/html", "<meta charset=koi8-r>\xf0\xd2").text == "Пр");
    CHECK(text_of("text/plain; charset=utf-8", "\xef\xbb\xbftext").text == "text");
}

TEST_CASE("what is odd in the octets is named, and where") {
    const auto message = mime::read_message("Subject: x\r\n\r\nbare lf\nbare \r cr, nul \0\r\n"sv);
    CHECK(has_defect(message, "bare_lf"));
    CHECK(has_defect(message, "bare_cr"));
    CHECK(has_defect(message, "nul"));
    CHECK_FALSE(has_defect(message, "long_line"));
    CHECK(message.text.find("nul \ufffd") != message.text.npos);
    for (const auto& defect : message.defects) {
        if (defect.code == "bare_cr")
            CHECK(defect.offset == 27);
    }
    CHECK_FALSE(has_defect(read(std::string(998, 'x') + "\n"), "long_line"));
    CHECK(has_defect(read(std::string(999, 'x') + "\n"), "long_line"));
    CHECK(read("Subject: x\n\nfine\n").defects.empty());
    CHECK(has_defect(read("\xef\xbb\xbfSubject: x\n\n"), "byte_order_mark"));
}

TEST_CASE("damage in fields and encodings is named") {
    CHECK(has_defect(read("Date: garbage\n\n"), "date_invalid"));
    CHECK(has_defect(read("To: moderator\n\n"), "address_damaged"));
    CHECK(has_defect(read("Content-Type: text\n\n"), "content_type_invalid"));
    CHECK(has_defect(read("Content-Transfer-Encoding: rot13\n\n"), "transfer_encoding_unknown"));
    CHECK(has_defect(read("Content-Transfer-Encoding: base64\n\nSGVsbG8\n"), "base64_damaged"));
    CHECK(has_defect(read("Content-Transfer-Encoding: quoted-printable\n\na=ZZ\n"),
                     "quoted_printable_damaged"));
    CHECK(has_defect(read("A: 1\nno colon\nB: 2\n\n"), "header_line_without_colon"));
    CHECK(has_defect(read("From ann@x Fri Jan  2 03:04:05 2026\nSubject: x\n\n"), "mbox_from_line"));
    CHECK(has_defect(read("Subject: caf\xe9\n\n"), "header_not_utf8"));
    CHECK(has_defect(read("Content-Disposition: attachment; filename=\"open\n\n"), "parameter_damaged"));
}

TEST_CASE("text and HTML are cut at the limit, between characters, and say so") {
    mime::Limits limits;
    limits.max_text_bytes = 5;
    const auto message = mime::read_message("Content-Type: text/plain; charset=utf-8\r\n\r\nabcdéf", limits);
    CHECK(message.text == "abcd");
    CHECK(message.text_cut);
    CHECK_FALSE(has_defect(message, "charset_damaged"));
    CHECK_FALSE(mime::read_message("Content-Type: text/plain\r\n\r\nabcde", limits).text_cut);
    const auto html = mime::read_message("Content-Type: text/html\r\n\r\n<p>abc</p>", limits);
    CHECK(html.html == "<p>ab");
    CHECK(html.html_cut);
    const auto content = "Content-Type: text/plain; charset=koi8-r\r\n\r\n\xf0\xd2\xf0\xd2"s;
    CHECK(mime::decode_text(content, mime::read_message(content).parts[0], 5) == "Пр");
    CHECK(mime::decode_text(content, mime::read_message(content).parts[0]) == "ПрПр");
}

TEST_CASE("the snippet is one line of at most so many octets") {
    const auto message = read("\n  one\n\n  two  \n" + std::string(1000, 'x') + "\n");
    CHECK(message.snippet.starts_with("one two xxx"));
    CHECK(message.snippet.size() == 200);
    const auto umlauts = mime::read_message("Content-Type: text/plain; charset=utf-8\r\n\r\na" + [] {
        std::string text;
        for (int i = 0; i < 200; ++i)
            text += "é";
        return text;
    }());
    CHECK(umlauts.snippet.size() == 199);
    CHECK(base::is_utf8(umlauts.snippet));
}
