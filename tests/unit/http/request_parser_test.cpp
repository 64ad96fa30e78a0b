#include "http/request_parser.hpp"

#include <doctest/doctest.h>

#include <string>

namespace {

constexpr std::size_t body_limit = 1000;

struct Outcome {
    int head_status = 0;  // 0: fine
    int body_status = 0;
    bool done = false;
    std::string body;
    std::size_t left = 0;
};

/// Feeds what follows the header section in pieces of `step` octets, as a connection does.
Outcome parse(const std::string& text, std::size_t step = 1 << 20) {
    http::RequestParser parser({});
    const auto head_size = text.find("\r\n\r\n") + 4;
    Outcome outcome;
    if (const auto defect = parser.parse_head(std::string_view(text).substr(0, head_size))) {
        outcome.head_status = defect->status;
        return outcome;
    }
    std::string input;
    std::size_t fed = head_size;
    while (!parser.done() && outcome.body_status == 0) {
        const auto progress = parser.parse_body(input, outcome.body, body_limit);
        input.erase(0, progress.used);
        if (progress.defect)
            outcome.body_status = progress.defect->status;
        if (progress.used > 0 || parser.done() || progress.defect)
            continue;
        if (fed == text.size())
            break;
        input += text.substr(fed, step);
        fed = std::min(text.size(), fed + step);
    }
    outcome.done = parser.done();
    outcome.left = input.size() + text.size() - fed;
    return outcome;
}

int head_status(std::string_view fields, std::string_view version = "HTTP/1.1") {
    return parse("POST / " + std::string(version) + "\r\nHost: a\r\n" + std::string(fields) + "\r\n")
        .head_status;
}

Outcome chunked(std::string_view body, std::size_t step = 1 << 20) {
    return parse("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + std::string(body),
                 step);
}

}  // namespace

TEST_CASE("method, target, version and fields are taken apart; names in lower case") {
    http::RequestParser parser({});
    CHECK_FALSE(parser.parse_head("PATCH /a?b HTTP/1.0\r\nHOST: x\r\nX-Two:  words \r\n\r\n"));
    CHECK(parser.head().method == "PATCH");
    CHECK(parser.head().target == "/a?b");
    CHECK(parser.head().version == 10);
    CHECK(parser.head().headers == http::Pairs{{"host", "x"}, {"x-two", "words"}});
    CHECK(parser.done());
    CHECK_FALSE(parser.keep_alive());
}

TEST_CASE("a Transfer-Encoding other than one chunked on HTTP/1.1 is refused (RFC 9112 section 6.1)") {
    CHECK(head_status("Transfer-Encoding: chunked\r\n") == 0);
    CHECK(head_status("Transfer-Encoding: Chunked\r\n") == 0);
    for (const std::string fields :
         {"Transfer-Encoding: xchunked\r\n", "Transfer-Encoding: chunked, identity\r\n",
          "Transfer-Encoding: gzip, chunked\r\n", "Transfer-Encoding: identity\r\n", "Transfer-Encoding:\r\n",
          "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
          "Transfer-Encoding: chunked, chunked\r\n",
          "Transfer-Encoding: xchunked\r\nTransfer-Encoding: chunked\r\n",
          "Transfer-Encoding: \"chunked\"\r\n", "Transfer-Encoding: chunked;x\r\n",
          "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
          "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
          "Content-Length: 5\r\nTransfer-Encoding: xchunked\r\n"})
        CHECK_MESSAGE(head_status(fields) == 400, fields);
    CHECK(head_status("Transfer-Encoding: chunked\r\n", "HTTP/1.0") == 400);
}

TEST_CASE("a Content-Length that is not one decimal number is refused (RFC 9112 section 6.3)") {
    CHECK(head_status("Content-Length: 0\r\n") == 0);
    for (const std::string fields :
         {"Content-Length: 5\r\nContent-Length: 5\r\n", "Content-Length: 5\r\nContent-Length: 6\r\n",
          "Content-Length: 5, 5\r\n", "Content-Length: +5\r\n", "Content-Length: -1\r\n",
          "Content-Length: 0x5\r\n", "Content-Length: 5 5\r\n", "Content-Length:\r\n",
          "Content-Length: 18446744073709551616\r\n", "Content-Length: 1e3\r\n", "Content-Length: \"5\"\r\n"})
        CHECK_MESSAGE(head_status(fields) == 400, fields);
}

TEST_CASE("a malformed header section is refused") {
    for (const std::string fields :
         {"Host : a\r\n", "A b: c\r\n", ": c\r\n", "nothing\r\n", "A: b\x01\r\n", "A(: b\r\n"})
        CHECK_MESSAGE(head_status(fields) == 400, fields);
    CHECK(head_status("", "HTTP/2.0") == 505);
    CHECK(head_status("", "HTP/1.1") != 0);
}

TEST_CASE("a hundred fields are taken, one more is 431") {
    std::string fields;
    for (int i = 1; i < 100; ++i)  // Host is one
        fields += "X-" + std::to_string(i) + ": a\r\n";
    CHECK(head_status(fields) == 0);
    CHECK(head_status(fields + "Y: a\r\n") == 431);
}

TEST_CASE("a target over its limit is 414") {
    CHECK(parse("GET /" + std::string(8191, 'a') + " HTTP/1.1\r\n\r\n").head_status == 0);
    CHECK(parse("GET /" + std::string(8192, 'a') + " HTTP/1.1\r\n\r\n").head_status == 414);
}

TEST_CASE("a body ends where Content-Length says, wherever the input is cut") {
    const std::string text = "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhelloGET";
    for (std::size_t step = 1; step < 9; ++step) {
        const auto outcome = parse(text, step);
        CHECK(outcome.done);
        CHECK(outcome.body == "hello");
        CHECK(outcome.left == 3);
    }
}

TEST_CASE("a chunked body gives the same, wherever the input is cut (RFC 9112 section 7.1)") {
    for (std::size_t step = 1; step < 40; ++step) {
        const auto outcome = chunked("5\r\nhello\r\n6;name=value\r\n world\r\n0\r\n\r\nGET", step);
        CHECK(outcome.done);
        CHECK(outcome.body == "hello world");
        CHECK(outcome.left == 3);
    }
}

TEST_CASE("a malformed chunked body is refused") {
    for (const std::string body : {"x\r\n", "5\r\nhelloX\r\n", "-1\r\n", "5\nhello", "fffffffffffffffff\r\n",
                                   "5 5\r\nhello\r\n", "\r\n", "0x5\r\nhello\r\n"})
        CHECK_MESSAGE(chunked(body + "\r\n\r\n").body_status == 400, body);
}

TEST_CASE("trailers are refused") {
    CHECK(chunked("0\r\nA: b\r\n\r\n").body_status == 400);
    CHECK(chunked("0\r\nContent-Length: 5\r\n\r\n").body_status == 400);
    CHECK(chunked("0\r\n\r\n").done);
}

TEST_CASE("a chunk extension of 256 octets is taken, a longer one refused") {
    CHECK(chunked("1;" + std::string(255, 'a') + "\r\nx\r\n0\r\n\r\n").done);
    CHECK(chunked("1;" + std::string(256, 'a') + "\r\nx\r\n0\r\n\r\n").body_status == 400);
}

TEST_CASE("a body over the limit is 413, a chunk's size is enough to see it") {
    CHECK(chunked("3e8\r\n" + std::string(1000, 'a') + "\r\n0\r\n\r\n").done);
    CHECK(chunked("3e9\r\n").body_status == 413);
    CHECK(chunked("3e8\r\n" + std::string(1000, 'a') + "\r\n1\r\n").body_status == 413);
    CHECK(chunked("ffffffffffffffff\r\n").body_status == 413);
}

TEST_CASE("an empty chunked body may come in pieces of any size (RFC 9112 section 7.1)") {
    for (std::size_t step = 1; step <= 6; ++step) {
        CAPTURE(step);
        const auto outcome = chunked("0\r\n\r\n", step);
        CHECK(outcome.done);
        CHECK(outcome.body.empty());
        CHECK(outcome.left == 0);
    }
}
