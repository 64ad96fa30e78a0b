// Messages made to hurt, by their numbers in the list of hostile cases. Times are the processor's, and
// generous: a debug build with sanitizers must pass, work that grows with the square of the size must not.
#include <doctest/doctest.h>

#include <chrono>
#include <ctime>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/text.hpp"
#include "mime/header.hpp"
#include "mime/message.hpp"
#include "unit/mime/message_builder.hpp"

namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;
using mime_test::has_defect;
using namespace std::chrono_literals;

std::string repeat(std::string_view piece, std::size_t times) {
    std::string text;
    text.reserve(piece.size() * times);
    for (std::size_t i = 0; i < times; ++i)
        text += piece;
    return text;
}

std::chrono::milliseconds processor_time() {
    return std::chrono::milliseconds(std::clock() * 1000 / CLOCKS_PER_SEC);
}

/// Reads with a limit on the time; every text that came out is valid UTF-8 without NUL.
mime::Message read_in_time(std::string_view content, std::chrono::milliseconds limit = 4s) {
    const auto begin = processor_time();
    auto message = mime::read_message(content);
    CHECK(processor_time() - begin < limit);
    for (const auto* text :
         {&message.subject, &message.message_id, &message.text, &message.html, &message.snippet}) {
        CHECK(base::is_utf8(*text));
        CHECK(text->find('\0') == text->npos);
    }
    for (const auto& part : message.parts) {
        CHECK(base::is_utf8(part.type));
        CHECK(base::is_utf8(part.filename));
        CHECK(base::is_utf8(part.content_id));
        for (const auto& [name, value] : part.parameters)
            CHECK((base::is_utf8(name) && base::is_utf8(value)));
    }
    return message;
}

}  // namespace

TEST_CASE("MIME-01: 50,000 nested multiparts are read to the limit") {
    std::string content;
    for (int i = 0; i < 50'000; ++i)
        content += "Content-Type: multipart/mixed; boundary=b" + std::to_string(i) + "\r\n\r\n--b" +
                   std::to_string(i) + "\r\n";
    const auto message = read_in_time(content);
    CHECK(has_defect(message, "mime_limited"));
    CHECK(message.parts.size() == 51);
}

TEST_CASE("MIME-02: 500,000 messages in messages are read to the limit") {
    const auto message = read_in_time(repeat("Content-Type: message/rfc822\r\n\r\n", 500'000));
    CHECK(has_defect(message, "mime_limited"));
    CHECK(message.parts.size() == 51);
}

TEST_CASE("MIME-03: of 1,000,000 empty parts the first thousand are read") {
    const auto message =
        read_in_time("Content-Type: multipart/mixed; boundary=b\r\n\r\n" + repeat("--b\r\n\r\n", 1'000'000));
    CHECK(has_defect(message, "mime_limited"));
    CHECK(message.parts.size() == 1000);
}

TEST_CASE("MIME-04, MIME-08: a subject of 10 MB, and one of 1,000,000 folds, are cut") {
    const auto line = read_in_time("Subject: " + std::string(10'000'000, 'x') + "\r\n\r\nbody\r\n");
    CHECK(line.subject.size() > 200'000);
    CHECK(line.subject.size() < 300'000);
    CHECK(has_defect(line, "mime_limited"));
    CHECK(line.text == "body\r\n");
    const auto folded = read_in_time("Subject: x\r\n" + repeat(" y\r\n", 1'000'000) + "\r\nbody\r\n");
    CHECK(has_defect(folded, "mime_limited"));
    CHECK(folded.text == "body\r\n");
}

TEST_CASE("MIME-05: 1,000,000 parameters are read to the limit") {
    const auto message = read_in_time("Content-Type: text/plain" + repeat("; a=b", 1'000'000) + "\r\n\r\n");
    CHECK(has_defect(message, "mime_limited"));
    CHECK(message.parts[0].type == "text/plain");
    read_in_time("Content-Type: text/plain" + repeat(";a", 100'000) + "\r\n\r\n");
    read_in_time("Content-Type: text/plain" + repeat("(", 200'000) + "\r\n\r\n");
    read_in_time("Content-Type: " + repeat("/ ", 100'000) + "\r\n\r\n");
}

TEST_CASE("MIME-06: 200,000 addresses are read to the limit") {
    const auto message =
        read_in_time("To: a@example.com" + repeat(",\r\n a@example.com", 200'000) + "\r\n\r\n");
    CHECK(message.addresses_truncated);
    CHECK(message.to.size() == 5000);
}

TEST_CASE("MIME-06: lists that are nothing but punctuation take no longer") {
    for (const auto* piece : {"<", ">", "\"", "(", ")", "[", "=?", "=?a?Q?", ":", ";", ",", "\\", "@",
                              "a:", "<a@b", "[a", "\"a", "(a", "<@a,"}) {
        CAPTURE(piece);
        read_in_time("To: " + repeat(piece, 250'000 / std::string_view(piece).size()) + "\r\n\r\n", 3s);
    }
}

TEST_CASE("MIME-07: of 1,000,000 header lines ten thousand are read") {
    const auto message = read_in_time(repeat("X: y\r\n", 1'000'000) + "Subject: late\r\n\r\nbody\r\n");
    CHECK(has_defect(message, "mime_limited"));
    CHECK(message.text == "body\r\n");
    const auto bad = read_in_time(repeat("no colon\r\nX: y\r\n", 300'000) + "\r\nbody\r\n");
    CHECK(bad.text == "body\r\n");
    read_in_time("X: y\r\n" + repeat("no colon\r\n", 300'000));
}

TEST_CASE("MIME-12: no control character and no line break comes out of a field") {
    const auto message = read_in_time(
        "Subject: =?UTF-8?Q?A=0D=0ABcc:_x@y=1B=00=E2=80=AE?=\r\nFrom: =?UTF-8?Q?A=0D=0AB?= <a@b>\r\n"
        "Content-Disposition: attachment; filename*=utf-8''a%0D%0AX:%20y%00\r\n\r\n");
    for (const auto& text : {message.subject, message.from.at(0).name, message.parts[0].filename}) {
        CAPTURE(text);
        CHECK(text.find_first_of("\r\n\x1b") == text.npos);
    }
}

TEST_CASE("MIME-13: charsets that are unknown, empty, huge or cut are no trouble") {
    for (const auto& charset :
         {"x-none"s, ""s, std::string(10'240, 'c'), "utf-7"s, "iso-2022-jp"s, "utf-16"s, "\"//\""s}) {
        for (const auto body : {"\x1b$B"sv, "+"sv, "+AAA"sv, "\xe9"sv, "a\0"sv, "\xff\xfe\xd8"sv})
            read_in_time("Content-Type: text/plain; charset=" + charset + "\r\n\r\n" + std::string(body));
    }
}

TEST_CASE("MIME-14: 100,000 encoded words in one subject") {
    read_in_time("Subject:" + repeat(" =?utf-8?Q?a?=", 100'000) + "\r\n\r\n", 3s);
    read_in_time("Subject:" + repeat(" =?utf-8?Q?a", 100'000) + "\r\n\r\n", 3s);
    read_in_time("Subject:" + repeat(" =?koi8-r?Q?a?= =?big5?Q?b?=", 50'000) + "\r\n\r\n", 3s);
    read_in_time("Subject:" + repeat("=?", 100'000) + "\r\n\r\n", 3s);
}

TEST_CASE("MIME-15: 10,000 continuations are read to the limit") {
    std::string field = "Content-Disposition: attachment";
    for (int i = 0; i < 10'000; ++i)
        field += "; filename*" + std::to_string(i) + "*=utf-8''%41";
    const auto message = read_in_time(field + "\r\n\r\n", 3s);
    CHECK(message.parts[0].filename.starts_with("A"));
}

TEST_CASE("MIME-16, MIME-17: ill-formed UTF-8 and NUL everywhere") {
    for (const auto bad : {"\xc0\xaf"sv, "\xed\xa0\x80"sv, "\xf4\x90\x80\x80"sv, "\xff\xfe"sv, "\xe2\x82"sv,
                           "\xe9"sv, "\0"sv}) {
        const std::string b(bad);
        const auto message = read_in_time(
            "Subject: a" + b + "z\r\nFrom: a" + b + "z <a" + b + "@example.com>\r\nX" + b +
            ": y\r\nMessage-ID: <" + b + ">\r\nContent-Type: text/plain; charset=utf-8; name=\"a" + b +
            "z\"\r\nContent-Disposition: inline; filename=\"a" + b + "z\"\r\n\r\nbefore " + b + " after\r\n");
        CHECK(message.subject.starts_with("a"));
        CHECK(message.subject.ends_with("z"));
        CHECK(base::is_utf8(message.from.at(0).name + message.from.at(0).address));
        CHECK(message.text.find("after") != message.text.npos);
        CHECK(message.parts[0].filename.size() >= 2);
    }
}

TEST_CASE("MIME-21: 1,000,000 nested elements of HTML are read without nesting") {
    const auto message =
        read_in_time("Content-Type: text/html\r\n\r\n" + repeat("<div class=\"x\">x ", 1'000'000));
    CHECK(message.html_cut);
    CHECK(message.html.size() == 1 << 20);
    CHECK(message.text.starts_with("x\nx\n"));
    for (const auto* piece :
         {"<a href=\"", "<a href='", "<!--", "<script>", "</", "<a ", "&", "&#", "<style></styl", "<"})
        read_in_time("Content-Type: text/html\r\n\r\n" +
                     repeat(piece, 1'000'000 / std::string_view(piece).size()));
}

TEST_CASE("MIME-23: dates that are none leave no date") {
    for (const auto* date : {"1 Jan 99999 00:00:00 +0000", "-1", "99 Foo", ""})
        CHECK_FALSE(read_in_time("Date: "s + date + "\r\n\r\n").date);
    CHECK_FALSE(read_in_time("Date: " + std::string(10'240, '9') + "\r\n\r\n").date);
    CHECK_FALSE(read_in_time("Subject: no date\r\n\r\n").date);
}

TEST_CASE("MIME-24: message ids are text and no more") {
    CHECK(read_in_time("Message-ID: <../../x>\r\n\r\n").message_id == "../../x");
    CHECK(read_in_time("Message-ID: <script>\r\n\r\n").message_id == "script");
    CHECK(read_in_time("Message-ID: <a@b>\r\nMessage-ID: <c@d>\r\n\r\n").message_id == "a@b");
    CHECK(read_in_time("Message-ID: " + std::string(10'240, 'x') + "\r\n\r\n").message_id.size() == 10'240);
    CHECK(read_in_time("Message-ID: <open\r\n\r\n").message_id == "open");
}

TEST_CASE("MIME-25: what is hardly a message is still shown") {
    CHECK(read_in_time("no colon").text == "no colon");
    CHECK(read_in_time("From ann@x Fri Jan  2 03:04:05 2026\r\n").text.empty());
    CHECK(read_in_time("Subject: x\n\nlf only\n").text == "lf only\n");
    CHECK(read_in_time(std::string(100'000, 'n') + ": v\r\n\r\nbody").text == "body");
    CHECK(read_in_time("\r\n\r\n\r\n").subject.empty());
    CHECK(read_in_time("\n").subject.empty());
    CHECK(read_in_time(":\r\n").subject.empty());
}

TEST_CASE("MIME-26, MIME-27: file names and content ids come out as they were meant, without controls") {
    const auto name = [](std::string_view parameter) {
        return read_in_time("Content-Disposition: attachment; " + std::string(parameter) + "\r\n\r\n")
            .parts[0]
            .filename;
    };
    CHECK(name("filename=\"../../x\"") == "../../x");
    CHECK(name("filename=\"..\\\\..\\\\x\"") == "..\\..\\x");
    CHECK(name("filename=CON") == "CON");
    CHECK(name("filename=\"a.\"") == "a.");
    CHECK(name("filename=\"" + std::string(300, 'n') + "\"").size() == 300);
    CHECK(name("filename*=utf-8''%22;%0D%0AX:%20y") == "\"");
    CHECK(name("filename*=utf-8''%22%3B%0D%0AX:%20y") == "\"; X: y");
    const auto id = [](const std::string& value) {
        return read_in_time("Content-ID: " + value + "\r\n\r\n").parts[0].content_id;
    };
    CHECK(id("<../../../x>") == "../../../x");
    CHECK(id("<.*+?()[]>") == ".*+?()[]");
    CHECK(id(std::string(1'000'000, 'x')).size() <= 256 * 1024);
}

TEST_CASE("many lines that begin like delimiters are compared with few boundaries") {
    std::string content;
    for (int i = 0; i < 50; ++i)
        content += "Content-Type: multipart/mixed; boundary=b" + std::to_string(i) + "\r\n\r\n--b" +
                   std::to_string(i) + "\r\n";
    read_in_time(content + "\r\n" + repeat("--b\r\n", 200'000));
    read_in_time("Content-Type: multipart/mixed; boundary=b\r\n\r\n" + std::string(5'000'000, '-'));
    read_in_time("Content-Type: multipart/mixed; boundary=b\r\n\r\n" + repeat("a-\n", 1'000'000));
}

TEST_CASE("the time doubles when the size does") {
    const auto time_of = [](std::size_t times) {
        const auto content =
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n" +
            repeat("--x <p>a&amp;b =?utf-8?Q?a?= \r\n", times);
        const auto begin = processor_time();
        const auto message = mime::read_message(content);
        CHECK(message.parts.size() == 2);
        return processor_time() - begin;
    };
    time_of(1000);
    CHECK(time_of(80'000) <
          40 * time_of(10'000) + 500ms);  // eight times the work; the square would be 64 times
}

TEST_CASE("messages are read by several threads at once") {
    const auto content =
        "Subject: =?koi8-r?Q?=F0?=\r\nContent-Type: text/plain; charset=iso-2022-jp\r\n\r\n\x1b$BF|K\\\x1b(B\r\n"s;
    std::vector<std::thread> threads;
    std::vector<std::size_t> right(4);
    for (auto& count : right) {
        threads.emplace_back([&content, &count] {
            for (int i = 0; i < 200; ++i) {
                const auto message = mime::read_message(content);
                count += message.subject == "П" && message.text == "日本\r\n" ? 1 : 0;
            }
        });
    }
    for (auto& thread : threads)
        thread.join();
    CHECK(right == std::vector<std::size_t>{200, 200, 200, 200});
}
