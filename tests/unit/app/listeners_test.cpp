#include "app/listeners.hpp"

#include <doctest/doctest.h>

#include <boost/asio/io_context.hpp>

namespace {

// TEST-NET-1 (RFC 5737): no machine has it, as one without IPv6 lacks ::1.
const net::Address lacking{"192.0.2.1", 0};
const net::Address loopback{"127.0.0.1", 0};

}  // namespace

TEST_CASE("port 0 takes a free port and the listener says which") {
    boost::asio::io_context context;
    const auto opened = app::open_listeners(context, {{loopback}, true}, "--smtp");
    REQUIRE(opened.has_value());
    REQUIRE(opened->listeners.size() == 1);
    CHECK(opened->listeners[0]->address().port != 0);
}

TEST_CASE("a default address that the machine lacks is left out with a sentence") {
    boost::asio::io_context context;
    const auto opened = app::open_listeners(context, {{loopback, lacking}, false}, "--smtp");
    REQUIRE(opened.has_value());
    CHECK(opened->listeners.size() == 1);
    REQUIRE(opened->left_out.size() == 1);
    CHECK(opened->left_out[0].find("192.0.2.1") != std::string::npos);
}

TEST_CASE("an address that the user named must be had") {
    boost::asio::io_context context;
    const auto opened = app::open_listeners(context, {{loopback, lacking}, true}, "--smtp");
    REQUIRE(opened.has_error());
    CHECK(opened.error().message.find("--smtp 192.0.2.1") != std::string::npos);
}

TEST_CASE("a default address whose port is in use is not left out in silence") {
    boost::asio::io_context context;
    const auto first = app::open_listeners(context, {{loopback}, true}, "--http");
    REQUIRE(first.has_value());
    const auto second = app::open_listeners(context, {{first->listeners[0]->address()}, false}, "--http");
    REQUIRE(second.has_error());
    CHECK(second.error().code == base::ErrorCode::conflict);
    CHECK(second.error().message.find("--http") != std::string::npos);
}

TEST_CASE("when no default can be had there is nothing to serve") {
    boost::asio::io_context context;
    CHECK(app::open_listeners(context, {{lacking}, false}, "--smtp").has_error());
}
