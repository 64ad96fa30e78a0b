// A server on a connection that is only memory, and what a client hears from it.
#pragma once

#include <doctest/doctest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/server.hpp"
#include "http/websocket.hpp"
#include "support/memory_stream.hpp"

namespace talk {

namespace asio = boost::asio;

/// How long a test waits for what must come; only a failing test waits that long.
constexpr std::chrono::seconds patience{10};

inline asio::awaitable<http::Response> say_path(const http::Request& request) {
    auto text = "{\"path\":\"" + request.path + "\"}";
    co_return http::json(std::move(text));
}

inline asio::awaitable<http::Response> say_body(const http::Request& request) {
    co_return http::Response{.headers = {{"Content-Type", "application/octet-stream"}}, .body = request.body};
}

/// Routes of every kind, around the one under test.
inline void add_routes(http::Router& router) {
    router.add({.method = "GET", .path = "/", .operation = "page", .handler = say_path});
    router.add({.method = "GET",
                .path = "/mail/{id}",
                .operation = "mail",
                .handler = say_path,
                .mail_content = true});
    router.add({.method = "DELETE", .path = "/mail/{id}", .operation = "remove", .handler = say_path});
    router.add({.method = "POST",
                .path = "/json",
                .operation = "json",
                .handler = say_body,
                .body = http::Body::json});
    router.add({.method = "POST",
                .path = "/message",
                .operation = "put",
                .handler = say_body,
                .body = http::Body::message});
}

/// Writes what the client says, then perhaps ends its side.
inline asio::awaitable<void> say(support::MemoryStream& stream, std::string octets, bool end) {
    try {
        co_await stream.write_all(octets);
    } catch (const boost::system::system_error&) {
        // Nobody listens any more.
    }
    if (end)
        stream.shut_down();
}

/// One client's connection.
class Client {
public:
    Client(asio::io_context& context, http::Server& server) : context_(context) {
        auto [mine, theirs] = support::connected_memory_streams(context.get_executor());
        stream_ = std::move(mine);
        server_end_ = theirs.get();
        start(listen());
        server.serve(std::move(theirs));
    }
    ~Client() {
        stream_->close();
        run_until([this] { return running_ == 0; });
    }
    Client(const Client&) = delete;

    void send(std::string octets, bool end = false) { start(say(*stream_, std::move(octets), end)); }

    /// Runs everything until `condition` holds; false when it never does.
    template <class Condition>
    bool run_until(Condition condition) {
        const auto end = std::chrono::steady_clock::now() + patience;
        context_.restart();
        while (!condition() && std::chrono::steady_clock::now() < end)
            if (context_.run_one_for(patience) == 0)
                break;
        return condition();
    }

    bool run_until_ended() {
        return run_until([this] { return ended; });
    }
    bool run_until_heard(std::string_view text) {
        return run_until([&] { return heard.find(text) != std::string::npos; });
    }

    support::MemoryStream& stream() { return *stream_; }
    /// Valid while the connection lasts.
    support::MemoryStream& server_end() { return *server_end_; }

    std::string heard;
    bool ended = false;  // the server has closed or broken the connection

private:
    /// A coroutine that uses this object, which therefore waits for its end.
    void start(asio::awaitable<void> coroutine) {
        ++running_;
        asio::co_spawn(context_, std::move(coroutine), [this](std::exception_ptr) { --running_; });
    }

    asio::awaitable<void> listen() {
        std::array<char, 4096> buffer;
        try {
            std::size_t size = 1;
            while (size > 0) {
                size = co_await stream_->read_some(buffer);
                heard.append(buffer.data(), size);
            }
        } catch (const boost::system::system_error&) {
            // Broken off: what was heard counts.
        }
        ended = true;
    }

    asio::io_context& context_;
    std::unique_ptr<support::MemoryStream> stream_;
    support::MemoryStream* server_end_ = nullptr;
    int running_ = 0;
};

struct World {
    explicit World(http::Settings settings = {}, std::function<http::Response(std::exception_ptr)> map = {}) {
        add_routes(router);
        server = std::make_unique<http::Server>(context, router, settings, std::move(map));
    }
    ~World() {
        server.reset();
        context.restart();
        context.run_for(patience);
    }

    /// Everything the server says to a client that sends `octets` and then ends its side.
    std::string talk(std::string octets) {
        Client client(context, *server);
        client.send(std::move(octets), true);
        REQUIRE(client.run_until_ended());
        return client.heard;
    }

    asio::io_context context;
    http::Router router;
    std::unique_ptr<http::Server> server;
};

/// "GET / HTTP/1.1" with the fields that a request needs.
inline std::string request(std::string_view line, std::string_view more_fields = "",
                           std::string_view body = "") {
    return std::string(line) + " HTTP/1.1\r\nHost: localhost:8025\r\n" + std::string(more_fields) + "\r\n" +
           std::string(body);
}

inline int status_of(std::string_view response) {
    return response.starts_with("HTTP/1.1 ") ? std::stoi(std::string(response.substr(9, 3))) : 0;
}

inline std::vector<int> statuses_of(std::string_view responses) {
    std::vector<int> statuses;
    for (auto at = responses.find("HTTP/1.1 "); at != std::string_view::npos;
         at = responses.find("HTTP/1.1 ", at + 1))
        statuses.push_back(status_of(responses.substr(at)));
    return statuses;
}

inline bool has_field(std::string_view response, std::string_view line) {
    const auto head = response.substr(0, response.find("\r\n\r\n") + 2);
    return head.find("\r\n" + std::string(line) + "\r\n") != std::string_view::npos;
}

inline std::string_view body_of(std::string_view response) {
    return response.substr(response.find("\r\n\r\n") + 4);
}

}  // namespace talk
