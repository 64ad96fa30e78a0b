#include "http/head_scanner.hpp"

#include <doctest/doctest.h>

#include <string>

namespace {

http::HeadScanner scanner() {
    return http::HeadScanner(200, 100);
}

int status_of(std::string_view head) {
    auto scan = scanner();
    return scan.scan(head) && scan.defect() ? scan.defect()->status : 0;
}

}  // namespace

TEST_CASE("the end of a header section is found, however the octets arrive") {
    const std::string head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    auto scan = scanner();
    for (std::size_t size = 0; size < head.size(); ++size)
        CHECK_FALSE(scan.scan(head.substr(0, size)));
    CHECK(scan.scan(head + "POST / HTTP/1.1\r\n"));
    CHECK_FALSE(scan.defect());
    CHECK(scan.size() == head.size());
}

TEST_CASE("lines that do not end in CRLF are refused at once (RFC 9112 section 2.2)") {
    CHECK(status_of("GET / HTTP/1.1\n") == 400);
    CHECK(status_of("\n") == 400);
    CHECK(status_of("GET / HTTP/1.1\r\nA: b\rc") == 400);
    CHECK(status_of("GET / HTTP/1.1\r\nA: b\r\n\n") == 400);
    CHECK(status_of("GET / HTTP/1.1\r\r\n") == 400);
}

TEST_CASE("NUL and folded lines are refused (RFC 9112 section 5.2)") {
    CHECK(status_of(std::string_view("GET / HTTP/1.1\r\nA: \0", 20)) == 400);
    CHECK(status_of("GET / HTTP/1.1\r\nA: b\r\n c") == 400);
    CHECK(status_of("GET / HTTP/1.1\r\nA: b\r\n\tc") == 400);
    CHECK(status_of("GET / HTTP/1.1\r\n A: b") == 400);
}

TEST_CASE("a header section at its limit is taken, one octet more is 431") {
    const std::string rest = "GET / HTTP/1.1\r\nA: \r\n\r\n";
    auto exact = rest;
    exact.insert(19, std::string(200 - rest.size(), 'a'));
    CHECK(status_of(exact) == 0);
    auto over = rest;
    over.insert(19, std::string(201 - rest.size(), 'a'));
    CHECK(status_of(over) == 431);
}

TEST_CASE("a request line that does not end is 414") {
    CHECK(status_of("GET /" + std::string(195, 'a')) == 414);
}
