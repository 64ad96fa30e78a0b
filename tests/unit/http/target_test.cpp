#include "http/target.hpp"

#include <doctest/doctest.h>

using http::parse_target;

TEST_CASE("a target's path and query are decoded") {
    const auto target = parse_target("/api/messages?query=from%3Aann+b&limit=5&flag&&query=%C3%A9");
    REQUIRE(target.has_value());
    CHECK(target->path == "/api/messages");
    const http::Pairs expected{{"query", "from:ann b"}, {"limit", "5"}, {"flag", ""}, {"query", "\xc3\xa9"}};
    CHECK(target->query == expected);
}

TEST_CASE("a plus sign is a blank in the query only") {
    CHECK(parse_target("/a+b")->path == "/a+b");
    CHECK(parse_target("/?a=b+c")->query.front().second == "b c");
    CHECK(parse_target("/?a=b%2Bc")->query.front().second == "b+c");
}

TEST_CASE("the raw path keeps an encoded slash apart from a separator") {
    const auto target = parse_target("/inboxes/a%2Fb");
    REQUIRE(target.has_value());
    CHECK(target->raw_path == "/inboxes/a%2Fb");
    CHECK(target->path == "/inboxes/a/b");
}

TEST_CASE("only the origin form of a target is taken (RFC 9112 section 3.2.1)") {
    for (const std::string text :
         {"http://localhost/", "localhost:8025", "*", "", "file:///etc/passwd", "?a=b"})
        CHECK_FALSE(parse_target(text).has_value());
}

TEST_CASE("targets that hide something are refused") {
    for (const std::string text : {"/%00", "/a%c0%ae", "/%", "/%4", "/%zz", "/a\\b", "/a#b", "/a b",
                                   "/\xc3\xa9", "/?q=%ff", "/?q=%00", "/?%zz=1", "/\x7f"})
        CHECK_MESSAGE(!parse_target(text).has_value(), text);
}

TEST_CASE("dot segments are names like others and lead nowhere") {
    CHECK(parse_target("/assets/%2e%2e%2fetc")->path == "/assets/../etc");
    CHECK(parse_target("/a/../b")->raw_path == "/a/../b");
}
