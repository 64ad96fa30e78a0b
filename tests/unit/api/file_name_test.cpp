#include "api/file_name.hpp"

#include <doctest/doctest.h>

#include <string>

#include "base/text.hpp"

using namespace std::string_literals;
using api::safe_file_name;

TEST_CASE("names from a mail are safe to keep a file under") {
    struct Row {
        std::string given, kept;
    };
    const Row rows[] = {
        {"report.pdf", "report.pdf"},
        {"Übersicht 2026.pdf", "Übersicht 2026.pdf"},
        {"../../x", "x"},
        {R"(..\..\x)", "x"},
        {"/etc/passwd", "passwd"},
        {R"(C:\Windows\system.ini)", "system.ini"},
        {"C:x", "C_x"},
        {"dir/", "attachment"},
        {"", "attachment"},
        {"...", "attachment"},
        {"  ", "attachment"},
        {"a\0.png"s, "a.png"},
        {"x.txt.", "x.txt"},
        {"x.txt . .", "x.txt"},
        {".htaccess", "htaccess"},
        {" .x", "x"},
        {"CON", "_CON"},
        {"con.txt", "_con.txt"},
        {"NUL .tar.gz", "_NUL .tar.gz"},
        {"COM1", "_COM1"},
        {"lpt9.log", "_lpt9.log"},
        {"com¹", "_com¹"},
        {"COM10", "COM10"},
        {"console.txt", "console.txt"},
        {"invoice\u202efdp.exe", "invoicefdp.exe"},
        {"a\u200bb\ufeff.txt", "ab.txt"},
        {"a\u2066b\u2069\u061c", "ab"},
        {"a\u0085\u0007\x7f.b", "a.b"},
        {"\";\r\nX: y", "_;X_ y"},
        {"a<b>|c?*.txt", "a_b__c__.txt"},
        {"bad\xff.txt", "bad\ufffd.txt"},
        {"photo \U0001f4f7.png", "photo \U0001f4f7.png"},
    };
    for (const auto& row : rows)
        CHECK(safe_file_name(row.given) == row.kept);
}

TEST_CASE("long names are cut to 150 octets between characters and keep their extension") {
    const auto ascii = safe_file_name(std::string(300, 'a') + ".pdf");
    CHECK(ascii.size() == 150);
    CHECK(ascii.ends_with("a.pdf"));
    std::string umlauts;
    for (int i = 0; i < 200; ++i)
        umlauts += "ü";
    const auto cut = safe_file_name(umlauts + ".txt");
    CHECK(cut.size() <= 150);
    CHECK(base::is_utf8(cut));
    CHECK(cut.ends_with("ü.txt"));
    CHECK(safe_file_name(std::string(200, 'a') + "." + std::string(100, 'b')).size() == 150);
    CHECK(safe_file_name("con." + std::string(300, 'x')).size() <= 150);
    CHECK(safe_file_name(std::string(145, 'a') + "....." + std::string(30, 'b')) == std::string(145, 'a'));
}

TEST_CASE("every name is safe, and safe names stay as they are") {
    const std::string pieces[] = {"a", ".",   " ",      "/",      "\\",   "\"",
                                  ":", "con", "\u202e", "\u00fc", "\xff", "\0"s};
    for (const auto& first : pieces) {
        for (const auto& second : pieces) {
            for (const auto& third : pieces) {
                const auto name = safe_file_name(first + second + third);
                CAPTURE(name);
                CHECK(!name.empty());
                CHECK(name.find_first_of("/\\\":\0"s) == std::string::npos);
                CHECK(name.front() != '.');
                CHECK(name.back() != '.');
                CHECK(safe_file_name(name) == name);
            }
        }
    }
}

TEST_CASE("Content-Disposition has the name in ASCII and in UTF-8 (RFC 6266, RFC 8187)") {
    using api::content_disposition;
    using api::Disposition;
    CHECK(content_disposition(Disposition::attachment, "a b.pdf") ==
          "attachment; filename=\"a b.pdf\"; filename*=UTF-8''a%20b.pdf");
    CHECK(content_disposition(Disposition::shown, "Größe 100%.png") ==
          "inline; filename=\"Gr__e 100_.png\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20100%25.png");
    CHECK(content_disposition(Disposition::attachment, "\";\r\nX: y") ==
          "attachment; filename=\"_;X_ y\"; filename*=UTF-8''_%3BX_%20y");
    CHECK(content_disposition(Disposition::attachment, "") ==
          "attachment; filename=\"attachment\"; filename*=UTF-8''attachment");
}
