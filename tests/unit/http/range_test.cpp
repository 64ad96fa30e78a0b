#include "http/range.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

namespace asio = boost::asio;

namespace {

http::Response ask(std::string range, http::Pairs more = {}, std::string method = "GET") {
    http::Request request;
    request.method = std::move(method);
    request.headers = std::move(more);
    request.headers.emplace_back("range", std::move(range));
    return http::with_range(request, {.headers = {{"ETag", "\"1\""}}, .body = std::string("0123456789")});
}

std::string body(const http::Response& response) {
    return std::get<std::string>(response.body);
}

std::string content_range(const http::Response& response) {
    for (const auto& [name, value] : response.headers)
        if (name == "Content-Range")
            return value;
    return {};
}

asio::awaitable<std::string> digits(std::uint64_t offset, std::size_t most) {
    co_return std::string("0123456789").substr(static_cast<std::size_t>(offset), most);
}

asio::awaitable<void> read(const http::StreamedBody& streamed, std::string& text) {
    text = co_await streamed.next(1, 2);
}

}  // namespace

TEST_CASE("one range is answered with 206 (RFC 9110 section 14.2)") {
    struct Case {
        const char* range;
        const char* body;
        const char* content_range;
    };
    for (const auto& [range, expected, said] :
         {Case{"bytes=0-0", "0", "bytes 0-0/10"}, Case{"bytes=2-4", "234", "bytes 2-4/10"},
          Case{"bytes=7-", "789", "bytes 7-9/10"}, Case{"bytes=-1", "9", "bytes 9-9/10"},
          Case{"bytes=-99", "0123456789", "bytes 0-9/10"},
          Case{"bytes=8-99999999999999999999999", "89", "bytes 8-9/10"}}) {
        const auto response = ask(range);
        CHECK(response.status == 206);
        CHECK(body(response) == expected);
        CHECK(content_range(response) == said);
    }
}

TEST_CASE("a range outside of the body is 416") {
    for (const std::string range : {"bytes=10-", "bytes=10-20", "bytes=-0", "bytes=9223372036854775808-",
                                    "bytes=99999999999999999999999-"}) {
        const auto response = ask(range);
        CHECK_MESSAGE(response.status == 416, range);
        CHECK(content_range(response) == "bytes */10");
    }
}

TEST_CASE("several ranges and malformed ones give the whole (HTTP-29)") {
    for (const std::string range : {"bytes=0-0,2-3", "bytes=0-0,0-0,0-0", "bytes=4-2", "bytes=", "bytes=-",
                                    "lines=1-2", "bytes=a-b", "bytes=1", "bytes=--1", ""}) {
        const auto response = ask(range);
        CHECK_MESSAGE(response.status == 200, range);
        CHECK(body(response) == "0123456789");
    }
}

TEST_CASE("If-Range must name what there is (RFC 9110 section 13.1.5)") {
    CHECK(ask("bytes=0-0", {{"if-range", "\"1\""}}).status == 206);
    CHECK(ask("bytes=0-0", {{"if-range", "\"2\""}}).status == 200);
}

TEST_CASE("only GET has ranges") {
    CHECK(ask("bytes=0-0", {}, "HEAD").status == 200);
}

TEST_CASE("a range of a streamed body is read from its place") {
    http::Request request;
    request.method = "GET";
    request.headers = {{"range", "bytes=3-7"}};
    const auto response = http::with_range(request, {.body = http::StreamedBody{.size = 10, .next = digits}});
    const auto& streamed = std::get<http::StreamedBody>(response.body);
    CHECK(streamed.size == 5);
    asio::io_context context;
    std::string text;
    asio::co_spawn(context, read(streamed, text), asio::detached);
    context.run();
    CHECK(text == "45");
}
