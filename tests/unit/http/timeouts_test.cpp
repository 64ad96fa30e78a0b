// What a server does about clients that are slow or silent. All of them wait at the same time.
#include <doctest/doctest.h>

#include "http/server.hpp"
#include "unit/http/talk.hpp"

namespace asio = boost::asio;
using talk::Client;
using talk::request;
using talk::status_of;
using talk::World;

namespace {

http::Settings impatient() {
    return {.header_timeout = std::chrono::seconds(1),
            .idle_timeout = std::chrono::seconds(1),
            .write_timeout = std::chrono::seconds(1)};
}

asio::awaitable<http::Response> large(const http::Request&) {
    co_return http::Response{.body = std::string(4 << 20, 'x')};
}

}  // namespace

TEST_CASE(
    "clients that are slow or silent are answered 408, or closed without a word (HTTP-19, HTTP-20, "
    "HTTP-31)") {
    World world(impatient());
    const std::string json = "Content-Type: application/json\r\nContent-Length: 100\r\n";
    Client silent(world.context, *world.server);
    Client slow_head(world.context, *world.server);
    Client slow_body(world.context, *world.server);
    Client expecting(world.context, *world.server);
    Client idle(world.context, *world.server);
    Client later(world.context, *world.server);
    slow_head.send("GET / HT");
    slow_body.send(request("POST /json", json, "{"));
    expecting.send(request("POST /json", json + "Expect: 100-continue\r\n"));
    idle.send(request("GET /"));
    later.send(request("GET /") + "GET");
    world.router.add({.method = "GET", .path = "/large", .operation = "large", .handler = large});
    auto [not_reading, server_end] = support::connected_memory_streams(world.context.get_executor());
    world.server->serve(std::move(server_end));
    asio::co_spawn(world.context, talk::say(*not_reading, request("GET /large"), false), asio::detached);
    for (auto* client : {&silent, &slow_head, &slow_body, &expecting, &idle, &later})
        REQUIRE(client->run_until_ended());
    REQUIRE(silent.run_until([&] { return world.server->connections() == 0; }));
    CHECK(silent.heard.empty());
    CHECK(status_of(slow_head.heard) == 408);
    CHECK(status_of(slow_body.heard) == 408);
    CHECK(talk::has_field(slow_body.heard, "Connection: close"));
    CHECK(talk::statuses_of(expecting.heard) == std::vector<int>{100, 408});
    CHECK(talk::statuses_of(idle.heard) == std::vector<int>{200});
    CHECK(talk::statuses_of(later.heard) == std::vector<int>{200, 408});
}
