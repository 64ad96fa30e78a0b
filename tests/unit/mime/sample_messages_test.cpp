// The messages of tests/messages, each named after what is special about it.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "mime/message.hpp"
#include "unit/mime/message_builder.hpp"

namespace {

using mime_test::has_defect;
using mime_test::tree;

std::string sample(const std::string& name) {
    std::ifstream file(std::filesystem::path(MAILWEIR_SOURCE_DIR) / "tests" / "messages" / (name + ".eml"),
                       std::ios::binary);
    REQUIRE(file);
    return {std::istreambuf_iterator<char>(file), {}};
}

struct Expected {
    const char* name;
    const char* subject;
    const char* text;  // exactly
    const char* tree;
    const char* attachments;  // file names, each followed by a blank
    const char* defects;      // codes, each followed by a blank
};

constexpr Expected expectations[] = {
    {"plain_text", "Plain text", "Hello Bob,\r\nthis is plain text.\r\n", "text/plain", "", ""},
    {"encoded_words_cut_inside_a_character", "Grüße ✓", "Grüße ✓, and a soft line break.\r\n", "text/plain",
     "", ""},
    {"newsletter_with_inline_image_and_attachment", "Newsletter", "The text of the newsletter.",
     "multipart/mixed 0:multipart/related 1:multipart/alternative 2:text/plain 2:text/html 1:image/gif "
     "0:application/pdf",
     "dot.gif order €.pdf ", ""},
    {"inner_multipart_is_never_closed", "Never closed", "The text.",
     "multipart/mixed 0:multipart/alternative 1:text/plain 1:text/html 0:text/csv", "table.csv ",
     "boundary_not_closed "},
    {"blank_line_before_the_body_is_missing", "No blank line", "Hello Bob,\r\nthis text came at once.\r\n",
     "text/plain", "", "missing_blank_line "},
    {"line_without_colon_in_the_header", "Bad line", "Hello.\r\n", "text/plain", "",
     "header_line_without_colon "},
    {"mbox_separator_first", "From an mbox", "Hello.\r\n", "text/plain", "", "mbox_from_line "},
    {"bare_line_feeds", "Bare line feeds", "Hello.", "multipart/mixed 0:text/plain", "", "bare_lf "},
    {"only_a_header", "Only a header", "", "text/plain", "", ""},
    {"only_a_body", "", "There is no header here,\r\nonly text.\r\n", "text/plain", "",
     "missing_blank_line "},
    {"message_in_a_message", "Forwarded", "See below.",
     "multipart/mixed 0:text/plain 0:message/rfc822 2:multipart/mixed 3:text/plain 3:image/png", "inner.eml ",
     ""},
    {"octets_of_no_charset", "café", "café ÿþ \ufffd end\r\n", "text/plain", "",
     "header_not_utf8 eight_bit_undeclared nul charset_unknown "},
    {"iso_2022_jp_in_header_and_body", "日本語", "日本語のテスト\r\n", "text/plain", "", ""},
    {"addresses_in_all_forms", "Addresses", "Hello.\r\n", "text/plain", "", ""},
    {"delivery_report", "Undelivered", "Your message could not be delivered.",
     "multipart/report 0:text/plain 0:message/delivery-status 0:message/rfc822 3:text/plain", " ", ""},
    {"digest", "Digest", "First.\r\nSecond.",
     "multipart/digest 0:message/rfc822 1:text/plain 0:message/rfc822 3:text/plain", "", ""},
    {"html_with_charset_in_meta_only", "Meta", "Привет", "text/html", "", ""},
    {"damaged_base64", "Damaged", "", "application/octet-stream", "x.bin ", "base64_damaged "},
    {"date_with_obsolete_zone", "Date", "Hello.\r\n", "text/plain", "", ""},
};

}  // namespace

TEST_CASE("the sample messages are read as they are meant") {
    for (const auto& expected : expectations) {
        CAPTURE(expected.name);
        const auto message = mime::read_message(sample(expected.name));
        CHECK(message.subject == expected.subject);
        CHECK(message.text == expected.text);
        CHECK(tree(message) == expected.tree);
        std::string attachments, defects;
        for (const auto index : message.attachments)
            attachments += message.parts[index].filename + ' ';
        for (const auto& defect : message.defects)
            defects += defect.code + ' ';
        CHECK(attachments == expected.attachments);
        CHECK(defects == expected.defects);
    }
}

TEST_CASE("addresses in all forms") {
    const auto message = mime::read_message(sample("addresses_in_all_forms"));
    const std::vector<mime::Address> expected = {
        {"Ed", "ed@example.com"},      {"", "joe@example.com"},           {"Old Form", "old@example.com"},
        {"", "routed@example.com"},    {"", "\"odd local\"@example.com"}, {"Jörg Müller", "j@example.com"},
        {"", "v6@[IPv6:2001:db8::1]"}, {"", "usér@exämple.example"}};
    CHECK((message.to == expected));
    CHECK((message.from == std::vector<mime::Address>{{"Example, Ann", "ann@example.com"}}));
    CHECK(message.cc.empty());
}

TEST_CASE("a date with a name for its zone") {
    const auto message = mime::read_message(sample("date_with_obsolete_zone"));
    REQUIRE(message.date);
    CHECK(base::to_rfc3339(*message.date) == "2026-01-02T11:04:05.000Z");
}
