#include "http/router.hpp"

#include <doctest/doctest.h>

namespace asio = boost::asio;

namespace {

asio::awaitable<http::Response> answer(const http::Request&) {
    co_return http::no_content();
}
asio::awaitable<void> converse(const http::Request&, http::WebSocket&) {
    co_return;
}

http::Router example() {
    http::Router router;
    const auto add = [&](std::string_view method, std::string_view path, std::string_view operation) {
        router.add({.method = method, .path = path, .operation = operation, .handler = answer});
    };
    add("GET", "/*", "file");
    add("GET", "/", "page");
    add("GET", "/rules/{id}", "rule");
    add("GET", "/rules/presets", "presets");
    add("DELETE", "/rules/{id}", "delete");
    add("GET", "/m/{id}/parts/{part}", "part");
    add("GET", "/assets/*", "asset");
    add("GET", "/both", "plain");
    router.add({.path = "/live", .operation = "live", .handler = converse});
    router.add({.path = "/both", .operation = "both", .handler = converse});
    return router;
}

std::string_view operation(const http::Router& router, std::string_view method, std::string_view path) {
    const auto match = router.find(method, path);
    return match.route ? match.route->operation : match.socket_route ? match.socket_route->operation : "";
}

}  // namespace

TEST_CASE("the closest pattern wins, whatever the order of the routes") {
    const auto router = example();
    CHECK(operation(router, "GET", "/") == "page");
    CHECK(operation(router, "GET", "/rules/presets") == "presets");
    CHECK(operation(router, "GET", "/rules/5") == "rule");
    CHECK(operation(router, "DELETE", "/rules/presets") == "delete");
    CHECK(operation(router, "GET", "/assets/a/b.js") == "asset");
    CHECK(operation(router, "GET", "/elsewhere") == "file");
    CHECK(operation(router, "GET", "/rules/5/6") == "file");
}

TEST_CASE("parameters are decoded after the path is taken apart") {
    const auto router = example();
    const auto match = router.find("GET", "/m/a%2Fb%20c/parts/%7B2%7D");
    REQUIRE(match.route);
    CHECK(match.route->operation == "part");
    CHECK(match.path_parameters == http::Pairs{{"id", "a/b c"}, {"part", "{2}"}});
    CHECK(operation(router, "GET", "/m//parts/1") == "file");
}

TEST_CASE("GET serves HEAD, and the methods of a path are known") {
    const auto router = example();
    CHECK(operation(router, "HEAD", "/rules/5") == "rule");
    const auto match = router.find("PATCH", "/rules/5");
    CHECK(match.route == nullptr);
    CHECK(match.allowed == std::vector<std::string_view>{"GET", "HEAD", "DELETE"});
    CHECK(operation(router, "get", "/rules/5").empty());
}

TEST_CASE("the pattern that catches everything makes no path exist for other methods") {
    const auto match = example().find("POST", "/elsewhere");
    CHECK(match.route == nullptr);
    CHECK(match.allowed.empty());
}

TEST_CASE("a WebSocket goes before the pattern that catches everything, and beside a plain GET") {
    const auto router = example();
    const auto live = router.find("GET", "/live");
    CHECK(live.route == nullptr);
    REQUIRE(live.socket_route);
    CHECK(live.socket_route->operation == "live");
    const auto both = router.find("GET", "/both");
    CHECK(both.route);
    CHECK(both.socket_route);
    CHECK_FALSE(router.find("POST", "/live").socket_route);
}
