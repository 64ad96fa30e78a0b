#include "http/response.hpp"

#include <doctest/doctest.h>

#include "http/request.hpp"
#include "http/response_head.hpp"

namespace {

std::string head_of(const http::Response& response, bool keep_alive = true, int version = 11) {
    return http::response_head(response, http::body_size(response),
                               {.date = "now", .keep_alive = keep_alive, .version = version});
}

bool has(std::string_view head, std::string_view line) {
    return head.find("\r\n" + std::string(line) + "\r\n") != std::string_view::npos;
}

}  // namespace

TEST_CASE("a problem is JSON with code, message and perhaps a field") {
    const auto response = http::problem(400, "invalid", "say \"a\\b\"\n\xff", "limit");
    CHECK(response.status == 400);
    CHECK(std::get<std::string>(response.body) ==
          "{\"error\":{\"code\":\"invalid\",\"message\":\"say "
          "\\\"a\\\\b\\\"\\u000a\xef\xbf\xbd\",\"field\":\"limit\"}}");
    CHECK(std::get<std::string>(http::problem(404, "not_found", "no").body) ==
          "{\"error\":{\"code\":\"not_found\",\"message\":\"no\"}}");
}

TEST_CASE("a response head says everything that is due") {
    const auto head = head_of(http::json("{}"));
    CHECK(head.starts_with("HTTP/1.1 200 OK\r\nDate: now\r\n"));
    CHECK(head.ends_with("\r\n\r\n"));
    for (const std::string line : {"Content-Type: application/json; charset=utf-8", "Content-Length: 2",
                                   "X-Content-Type-Options: nosniff", "Referrer-Policy: no-referrer",
                                   "Cross-Origin-Resource-Policy: same-origin", "Cache-Control: no-store"})
        CHECK_MESSAGE(has(head, line), line);
    CHECK(head.find("Connection") == std::string::npos);
}

TEST_CASE("what a handler has set is not set again") {
    const auto head = head_of({.headers = {{"cache-control", "public"}}});
    CHECK(has(head, "cache-control: public"));
    CHECK(head.find("no-store") == std::string::npos);
}

TEST_CASE("no value can end its field") {
    const auto head = head_of({.headers = {{"X-Name", "a\r\nSet-Cookie: b"}}});
    CHECK(has(head, "X-Name: a  Set-Cookie: b"));
}

TEST_CASE("204 and 304 have no length (RFC 9110 section 8.6)") {
    CHECK(head_of(http::no_content()).find("Content-Length") == std::string::npos);
    CHECK(head_of({.status = 304}).find("Content-Length") == std::string::npos);
    CHECK(has(head_of({.status = 404}), "Content-Length: 0"));
}

TEST_CASE("Connection says what the version does not (RFC 9112 section 9.3)") {
    CHECK(has(head_of({}, false), "Connection: close"));
    CHECK(has(head_of({}, true, 10), "Connection: keep-alive"));
}

TEST_CASE("dates are in the form of RFC 9110 section 5.6.7") {
    CHECK(http::http_date(784111777) == "Sun, 06 Nov 1994 08:49:37 GMT");
    CHECK(http::http_date(0) == "Thu, 01 Jan 1970 00:00:00 GMT");
}

TEST_CASE("a request gives its fields, query values and path parameters") {
    http::Request request;
    request.headers = {{"a", "1"}, {"a", "2"}};
    request.query = {{"to", "x"}, {"from", "y"}, {"to", "z"}};
    request.path_parameters = {{"id", "7"}};
    CHECK(request.header("a") == "1");
    CHECK_FALSE(request.header("b"));
    CHECK(request.query_value("from") == "y");
    CHECK(request.query_values("to") == std::vector<std::string_view>{"x", "z"});
    CHECK(request.path_parameter("id") == "7");
    CHECK(request.path_parameter("other").empty());
}
