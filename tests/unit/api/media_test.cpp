#include "api/media.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace std::string_literals;

namespace {

const std::string png = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR"s;

std::string shown_as(std::string type, std::string charset, std::string_view beginning) {
    store::PartRecord part;
    part.type = std::move(type);
    part.charset = std::move(charset);
    return api::inline_type(part, beginning).value_or("a file");
}

}  // namespace

TEST_CASE("images are known by their first octets") {
    CHECK(api::image_type(png).value() == "image/png");
    CHECK(api::image_type("\xff\xd8\xff\xe0 JFIF").value() == "image/jpeg");
    CHECK(api::image_type("GIF87a...").value() == "image/gif");
    CHECK(api::image_type("GIF89a").value() == "image/gif");
    CHECK(api::image_type("RIFF\x10\0\0\0WEBPVP8 "s).value() == "image/webp");
}

TEST_CASE("what only resembles an image is none") {
    const std::string rows[] = {"",
                                "\x89PNG",
                                "PNG\r\n\x1a\n",
                                "\xff\xd8",
                                "GIF88a",
                                "gif89a",
                                "RIFF\x10\0\0\0WAVEfmt "s,
                                "RIFF",
                                " \x89PNG\r\n\x1a\n",
                                "<svg onload=alert(1)>",
                                "BM6"};
    for (const auto& row : rows)
        CHECK_FALSE(api::image_type(row).has_value());
}

TEST_CASE("the mail's word is not taken for what a part is") {
    CHECK(shown_as("text/html", "", png) == "image/png");
    CHECK(shown_as("image/png", "", "<script>alert(1)</script>") == "a file");
    CHECK(shown_as("image/svg+xml", "", "<svg/>") == "a file");
    CHECK(shown_as("text/html", "utf-8", "<b>x</b>") == "a file");
    CHECK(shown_as("application/pdf", "", "%PDF-1.7") == "a file");
    CHECK(shown_as("message/rfc822", "", "From: a@b") == "a file");
}

TEST_CASE("plain text is shown with its charset unless its octets are no text") {
    CHECK(shown_as("text/plain", "iso-8859-1", "gr\xfc\xdf") == "text/plain; charset=iso-8859-1");
    CHECK(shown_as("text/plain", "", "hello\r\n\tworld\f") == "text/plain; charset=utf-8");
    CHECK(shown_as("text/plain", "iso-2022-jp", "\x1b$B") == "text/plain; charset=iso-2022-jp");
    CHECK(shown_as("text/plain", "", "") == "text/plain; charset=utf-8");
    CHECK(shown_as("text/plain", "", "MZ\x90\0\3"s) == "a file");
}

TEST_CASE("a charset label cannot bring anything else into the header field") {
    for (const auto* charset : {"x\r\nSet-Cookie: a=b", "a;b", "a b", "\"", "\xc3\xbc"})
        CHECK(shown_as("text/plain", charset, "x") == "text/plain; charset=utf-8");
    CHECK(shown_as("text/plain", std::string(41, 'a'), "x") == "text/plain; charset=utf-8");
}
