// Requests that a server answers, on a connection in memory.
#include "http/server.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

#include "unit/http/talk.hpp"

namespace asio = boost::asio;
using talk::has_field;
using talk::request;
using talk::status_of;
using talk::statuses_of;
using talk::World;

namespace {

asio::awaitable<http::Response> fail(const http::Request&) {
    throw std::runtime_error("/secret/path");
    co_return http::Response{};
}

/// Refuses to know more than so many octets of a body.
template <std::uint64_t known>
asio::awaitable<std::string> letters(std::uint64_t offset, std::size_t most) {
    if (known == 0)
        throw std::runtime_error("disk");
    if (offset >= known)
        co_return std::string();
    co_return std::string(std::min(most, static_cast<std::size_t>(known - offset)), 'x');
}

template <std::uint64_t known>
asio::awaitable<http::Response> stream(const http::Request&) {
    http::Response response;
    response.body = http::StreamedBody{.size = 200'000, .next = letters<known>};
    co_return response;
}

asio::awaitable<http::Response> large(const http::Request&) {
    co_return http::Response{.body = std::string(1 << 20, 'x')};
}

}  // namespace

TEST_CASE("a request is answered with everything that is due, in one write") {
    World world;
    talk::Client client(world.context, *world.server);
    client.send(request("GET /mail/a%20b"));
    REQUIRE(client.run_until_heard("\r\n\r\n"));
    CHECK(client.server_end().writes() == 1);
    CHECK(status_of(client.heard) == 200);
    CHECK(talk::body_of(client.heard) == "{\"path\":\"/mail/a b\"}");
    for (const std::string line :
         {"X-Content-Type-Options: nosniff", "Referrer-Policy: no-referrer", "Cache-Control: no-store",
          "Cross-Origin-Resource-Policy: same-origin", "Content-Length: 20"})
        CHECK_MESSAGE(has_field(client.heard, line), line);
    CHECK(client.heard.find("Access-Control") == std::string::npos);
    CHECK_FALSE(client.ended);
}

TEST_CASE("requests that come ahead are answered in order (RFC 9112 section 9.3.2)") {
    World world;
    std::string requests;
    for (int i = 0; i < 1000; ++i)
        requests += request("GET /mail/" + std::to_string(i));
    const auto heard = world.talk(requests);
    std::size_t at = 0;
    for (int i = 0; i < 1000 && at != std::string::npos; ++i)
        at = heard.find("{\"path\":\"/mail/" + std::to_string(i) + "\"}", at);
    CHECK(at != std::string::npos);
    CHECK(statuses_of(heard).size() == 1000);
}

TEST_CASE("a request means the same, wherever it is cut") {
    const auto whole =
        request("POST /json", "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n",
                "2\r\n{}\r\n0\r\n\r\n") +
        request("GET /");
    for (std::size_t cut = 1; cut < whole.size(); ++cut) {
        World world;
        talk::Client client(world.context, *world.server);
        client.send(whole.substr(0, cut));
        world.context.restart();
        world.context.poll();
        client.send(whole.substr(cut), true);
        REQUIRE(client.run_until_ended());
        REQUIRE(statuses_of(client.heard) == std::vector<int>{200, 200});
    }
}

TEST_CASE("HEAD is GET without its body") {
    World world;
    const auto heard = world.talk(request("HEAD /"));
    CHECK(status_of(heard) == 200);
    CHECK(has_field(heard, "Content-Length: 12"));
    CHECK(heard.ends_with("\r\n\r\n"));
}

TEST_CASE("the connection is kept or closed as the request says (RFC 9112 section 9.3)") {
    World world;
    const auto closed = world.talk(request("GET /", "Connection: close\r\n") + request("GET /"));
    CHECK(statuses_of(closed) == std::vector<int>{200});
    CHECK(has_field(closed, "Connection: close"));
    const std::string old = "GET / HTTP/1.0\r\nHost: localhost\r\n";
    CHECK(statuses_of(world.talk(old + "\r\n" + old + "\r\n")).size() == 1);
    const auto kept = world.talk(old + "Connection: keep-alive\r\n\r\n" + old + "\r\n");
    CHECK(statuses_of(kept).size() == 2);
    CHECK(has_field(kept, "Connection: keep-alive"));
}

TEST_CASE("an empty line before a request is skipped (RFC 9112 section 2.2)") {
    World world;
    CHECK(statuses_of(world.talk("\r\n" + request("GET /"))) == std::vector<int>{200});
    CHECK(statuses_of(world.talk("\r\n\r\n" + request("GET /"))) == std::vector<int>{400});
}

TEST_CASE("paths and methods that are not there are 404 and 405 with Allow (HTTP-28)") {
    World world;
    CHECK(status_of(world.talk(request("GET /nothing"))) == 404);
    CHECK(status_of(world.talk(request("POST /nothing"))) == 404);
    for (const auto& method : {std::string("TRACE"), std::string("PATCH"), std::string("get"),
                               std::string("CONNECT"), std::string(5000, 'A')}) {
        const auto heard = world.talk(request(method + " /mail/1"));
        CHECK(status_of(heard) == 405);
        CHECK(has_field(heard, "Allow: GET, HEAD, DELETE"));
    }
    CHECK(status_of(world.talk(request("CONNECT localhost:25"))) == 400);
    CHECK(status_of(world.talk(request("OPTIONS *"))) == 400);
    CHECK(status_of(world.talk(request("GET http://localhost:8025/"))) == 400);
    const auto options = world.talk(request("OPTIONS /mail/1"));
    CHECK(status_of(options) == 204);
    CHECK(has_field(options, "Allow: GET, HEAD, DELETE"));
}

TEST_CASE("Host, Origin and Fetch Metadata are looked at before any handler") {
    World world;
    const auto rebound = world.talk("GET / HTTP/1.1\r\nHost: evil.test\r\n\r\n");
    CHECK(status_of(rebound) == 403);
    CHECK(rebound.find("host_not_allowed") != std::string::npos);
    CHECK(status_of(world.talk("GET / HTTP/1.1\r\n\r\n")) == 400);
    const auto foreign = world.talk(request("DELETE /mail/1", "Origin: http://evil.test\r\n"));
    CHECK(status_of(foreign) == 403);
    CHECK(foreign.find("origin_not_allowed") != std::string::npos);
    CHECK(foreign.find("Access-Control") == std::string::npos);
    CHECK(status_of(world.talk(request("DELETE /mail/1", "Origin: http://localhost:8025\r\n"))) == 200);
    CHECK(status_of(world.talk(request("GET /mail/1", "Sec-Fetch-Dest: script\r\n"))) == 403);
    CHECK(status_of(world.talk(request("GET /", "Sec-Fetch-Dest: script\r\n"))) == 200);
    CHECK(status_of(world.talk(request("GET /mail/1", "Sec-Fetch-Site: cross-site\r\n"))) == 403);
}

TEST_CASE("a preflight tells a configured origin what it may do, others nothing (HTTP-14)") {
    World world({.allowed_origins = {"http://tests.example"}});
    const std::string wish = "Access-Control-Request-Method: DELETE\r\n";
    const auto ours = world.talk(request("OPTIONS /mail/1", "Origin: http://tests.example\r\n" + wish));
    CHECK(status_of(ours) == 204);
    CHECK(has_field(ours, "Access-Control-Allow-Origin: http://tests.example"));
    CHECK(has_field(ours, "Access-Control-Allow-Methods: GET, HEAD, DELETE"));
    CHECK(has_field(ours, "Access-Control-Allow-Headers: Content-Type"));
    CHECK(has_field(ours, "Vary: Origin"));
    CHECK(ours.find("Allow-Credentials") == std::string::npos);
    const auto theirs = world.talk(request("OPTIONS /mail/1", "Origin: http://evil.test\r\n" + wish));
    CHECK(status_of(theirs) == 403);
    CHECK(theirs.find("Access-Control") == std::string::npos);
    const auto answered = world.talk(request("DELETE /mail/1", "Origin: http://tests.example\r\n"));
    CHECK(has_field(answered, "Access-Control-Allow-Origin: http://tests.example"));
}

TEST_CASE("a body must be of the type that its route takes (HTTP-12)") {
    World world;
    const auto status = [&](std::string_view line, std::string_view type, std::string_view body = "{}") {
        std::string fields = "Content-Length: " + std::to_string(body.size()) + "\r\n";
        if (!type.empty())
            fields += "Content-Type: " + std::string(type) + "\r\n";
        return status_of(world.talk(request(line, fields, body)));
    };
    CHECK(status("POST /json", "application/json; charset=utf-8") == 200);
    CHECK(status("POST /message", "message/rfc822") == 200);
    for (const std::string type :
         {"", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
          "application/json;x", "message/rfc822", "application/json, text/plain"})
        CHECK_MESSAGE(status("POST /json", type) == 415, type);
    CHECK(status("POST /json", "", "") == 415);
    CHECK(status("POST /message", "application/json") == 415);
    CHECK(status("DELETE /mail/1", "text/plain") == 415);
    CHECK(status("GET /", "text/plain") == 415);
    CHECK(status("DELETE /mail/1", "", "") == 200);
    const auto twice =
        request("POST /json",
                "Content-Type: application/json\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n", "{}");
    CHECK(status_of(world.talk(twice)) == 415);
    const auto packed =
        request("POST /json",
                "Content-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n", "{}");
    CHECK(status_of(world.talk(packed)) == 415);
}

TEST_CASE("a body over its route's limit is 413 on every route, by its length or while it comes (HTTP-09)") {
    World world({.max_json_bytes = 1000, .max_message_bytes = 2000});
    const auto by_length = [&](std::string_view line, std::string_view type, std::size_t size) {
        return world.talk(request(
            line,
            "Content-Type: " + std::string(type) + "\r\nContent-Length: " + std::to_string(size) + "\r\n",
            std::string(size, 'x')));
    };
    CHECK(status_of(by_length("POST /json", "application/json", 1000)) == 200);
    CHECK(status_of(by_length("POST /message", "message/rfc822", 2000)) == 200);
    CHECK(status_of(by_length("POST /message", "message/rfc822", 2001)) == 413);
    for (const std::string line : {"POST /json", "GET /", "DELETE /mail/1"}) {
        const auto heard = by_length(line, "application/json", 1001);
        CHECK_MESSAGE(status_of(heard) == 413, line);
        CHECK(has_field(heard, "Connection: close"));
    }
    const auto chunked =
        world.talk(request("POST /json", "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n",
                           "3e9\r\n" + std::string(1001, 'x') + "\r\n0\r\n\r\n"));
    CHECK(status_of(chunked) == 413);
}

TEST_CASE("all bodies together have a limit, and room comes back") {
    World world({.max_json_bytes = 3000, .max_message_bytes = 1000, .max_body_memory_bytes = 2000});
    const auto post = [&](std::size_t size) {
        return world.talk(
            request("POST /json",
                    "Content-Type: application/json\r\nContent-Length: " + std::to_string(size) + "\r\n",
                    std::string(size, 'x')));
    };
    const auto busy = post(2500);
    CHECK(status_of(busy) == 503);
    CHECK(has_field(busy, "Retry-After: 5"));
    CHECK(status_of(post(2000)) == 200);
    CHECK(status_of(post(2000)) == 200);
}

TEST_CASE("Expect: 100-continue is answered before the body comes (RFC 9110 section 10.1.1)") {
    World world;
    talk::Client client(world.context, *world.server);
    client.send(request("POST /json",
                        "Content-Type: application/json\r\nContent-Length: 2\r\nExpect: 100-Continue\r\n"));
    REQUIRE(client.run_until_heard("HTTP/1.1 100 Continue\r\n\r\n"));
    client.send("{}", true);
    REQUIRE(client.run_until_ended());
    CHECK(statuses_of(client.heard) == std::vector<int>{100, 200});
}

TEST_CASE("who expects to be refused is refused before the body comes") {
    World world({.max_json_bytes = 1});
    const auto heard = world.talk(request(
        "POST /json", "Content-Type: application/json\r\nContent-Length: 2\r\nExpect: 100-continue\r\n"));
    CHECK(statuses_of(heard) == std::vector<int>{413});
    CHECK(status_of(world.talk(request("GET /", "Expect: a miracle\r\n"))) == 417);
}

TEST_CASE("framing that two readers could take differently gets one answer and the end (HTTP-03, HTTP-04)") {
    World world;
    for (const std::string fields :
         {"Transfer-Encoding: xchunked\r\n", "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n",
          "Content-Length: 0, 0\r\n", "Content-Length: +0\r\n", "Transfer-Encoding: gzip, chunked\r\n"}) {
        const auto heard = world.talk(request("POST /json", fields) + request("GET /"));
        CHECK_MESSAGE(statuses_of(heard) == std::vector<int>{400}, fields);
        CHECK(has_field(heard, "Connection: close"));
        CHECK(talk::body_of(heard).starts_with("{\"error\":{\"code\":\"bad_request\""));
    }
}

TEST_CASE("a trailer, or a chunk line without end, is refused with little of it read (HTTP-01, HTTP-02)") {
    World world;
    const std::string fields = "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n";
    for (const auto& body :
         {"0\r\nA: " + std::string(70'000, 'x') + "\r\n\r\n", "1;" + std::string(70'000, 'x'),
          "0\r\n" + std::string(1 << 20, 'x'), "0\r\nA: b\r\n\r\n" + request("GET /")}) {
        const auto heard = world.talk(request("POST /json", fields, body));
        CHECK(statuses_of(heard) == std::vector<int>{400});
    }
}

TEST_CASE("a header section that is too large or malformed is refused (HTTP-06)") {
    World world;
    CHECK(status_of(world.talk(request("GET /", "A: " + std::string(17 * 1024, 'a') + "\r\n"))) == 431);
    CHECK(status_of(world.talk(request("GET /" + std::string(9 * 1024, 'a')))) == 414);
    CHECK(status_of(world.talk(request("GET /", "A: b\r\n c\r\n"))) == 400);
    CHECK(status_of(world.talk(request("GET /", "A : b\r\n"))) == 400);
    CHECK(status_of(world.talk("GET / HTTP/1.1\nHost: localhost\n\n")) == 400);
    std::string fields;
    for (int i = 0; i < 100; ++i)
        fields += "A: b\r\n";
    CHECK(status_of(world.talk(request("GET /", fields))) == 431);
    CHECK(status_of(world.talk(request("GET /%00"))) == 400);
}

TEST_CASE("what a handler throws becomes what was agreed on, or a plain 500 (HTTP-27)") {
    World plain;
    plain.router.add({.method = "GET", .path = "/fail", .operation = "fail", .handler = fail});
    const auto heard = plain.talk(request("GET /fail") + request("GET /"));
    CHECK(statuses_of(heard) == std::vector<int>{500, 200});
    CHECK(heard.find("secret") == std::string::npos);
    World mapped({}, [](std::exception_ptr) { return http::problem(507, "storage_full", "full"); });
    mapped.router.add({.method = "GET", .path = "/fail", .operation = "fail", .handler = fail});
    CHECK(status_of(mapped.talk(request("GET /fail"))) == 507);
    World failing({}, [](std::exception_ptr failure) -> http::Response { std::rethrow_exception(failure); });
    failing.router.add({.method = "GET", .path = "/fail", .operation = "fail", .handler = fail});
    CHECK(status_of(failing.talk(request("GET /fail"))) == 500);
}

TEST_CASE("a handler's own 400 does not end the connection") {
    World world;
    const http::Handler refuse = [](const http::Request&) -> asio::awaitable<http::Response> {
        co_return http::problem(400, "invalid", "no");
    };
    world.router.add({.method = "GET", .path = "/refuse", .operation = "refuse", .handler = refuse});
    CHECK(statuses_of(world.talk(request("GET /refuse") + request("GET /"))) == std::vector<int>{400, 200});
}

TEST_CASE("a streamed body arrives whole, and one that breaks off is seen to") {
    World world;
    const auto add = [&](std::string_view path, http::Handler handler) {
        world.router.add(
            {.method = "GET", .path = path, .operation = "stream", .handler = std::move(handler)});
    };
    add("/whole", stream<200'000>);
    add("/short", stream<100'000>);
    add("/broken", stream<0>);
    add("/large", large);
    const auto whole = world.talk(request("GET /whole") + request("GET /"));
    CHECK(talk::body_of(whole).substr(0, 200'000) == std::string(200'000, 'x'));
    CHECK(statuses_of(whole) == std::vector<int>{200, 200});
    CHECK(statuses_of(world.talk(request("HEAD /broken"))) == std::vector<int>{200});
    CHECK(statuses_of(world.talk(request("GET /broken"))) == std::vector<int>{500});
    const auto cut = world.talk(request("GET /short") + request("GET /"));
    CHECK(statuses_of(cut).size() <= 1);
    CHECK(cut.size() < 200'000);
    CHECK(talk::body_of(world.talk(request("GET /large"))).size() == 1 << 20);
}

TEST_CASE("connections beyond the limit are told so and closed") {
    World world({.max_connections = 2});
    talk::Client first(world.context, *world.server);
    talk::Client second(world.context, *world.server);
    const auto heard = world.talk(request("GET /"));
    CHECK(statuses_of(heard) == std::vector<int>{503});
    CHECK(has_field(heard, "Connection: close"));
    CHECK(world.server->connections() == 2);
    first.stream().close();
    REQUIRE(first.run_until([&] { return world.server->connections() == 1; }));
    CHECK(status_of(world.talk(request("GET /"))) == 200);
}

TEST_CASE("stopping ends idle connections and lets running requests finish") {
    World world;
    asio::steady_timer release(world.context, std::chrono::steady_clock::time_point::max());
    bool running = false;
    const http::Handler wait = [&](const http::Request&) -> asio::awaitable<http::Response> {
        running = true;
        boost::system::error_code ignored;
        co_await release.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
        co_return http::json("{}");
    };
    world.router.add({.method = "GET", .path = "/wait", .operation = "wait", .handler = wait});
    talk::Client idle(world.context, *world.server);
    talk::Client busy(world.context, *world.server);
    busy.send(request("GET /wait"));
    REQUIRE(busy.run_until([&] { return running; }));
    world.server->stop();
    REQUIRE(idle.run_until_ended());
    CHECK(idle.heard.empty());
    CHECK_FALSE(busy.ended);
    release.cancel();
    REQUIRE(busy.run_until_ended());
    CHECK(status_of(busy.heard) == 200);
    CHECK(has_field(busy.heard, "Connection: close"));
    talk::Client late(world.context, *world.server);
    CHECK(late.run_until_ended());
    CHECK(world.server->connections() == 0);
}

TEST_CASE("the peer may go away at every step") {
    const auto whole = request("POST /json", "Content-Type: application/json\r\nContent-Length: 2\r\n", "{}");
    for (std::size_t cut = 0; cut <= whole.size(); cut += 7) {
        World world;
        talk::Client client(world.context, *world.server);
        client.send(whole.substr(0, cut));
        world.context.restart();
        world.context.poll();
        client.stream().reset();
        CHECK(client.run_until([&] { return world.server->connections() == 0; }));
    }
}
