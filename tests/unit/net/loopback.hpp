// A listener and its clients in one thread: connecting does not need the other side to accept, so a test can
// be both.
#pragma once

#include <doctest/doctest.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/system_error.hpp>
#include <chrono>
#include <exception>
#include <memory>
#include <string>
#include <utility>

#include "net/listener.hpp"
#include "net/stream.hpp"

namespace loopback {

namespace asio = boost::asio;
using asio::ip::tcp;
using Seconds = std::chrono::duration<double>;

inline net::Deadline after(std::chrono::milliseconds time) {
    return std::chrono::steady_clock::now() + time;
}

/// Runs `coroutine` and everything else in `context` until it is done; throws what it throws.
inline void run(asio::io_context& context, asio::awaitable<void> coroutine) {
    std::exception_ptr thrown;
    bool done = false;
    asio::co_spawn(context, std::move(coroutine), [&](std::exception_ptr exception) {
        thrown = std::move(exception);
        done = true;
    });
    context.restart();
    while (!done && context.run_one() > 0) {
    }
    REQUIRE(done);
    if (thrown)
        std::rethrow_exception(thrown);
}

/// Runs everything that is left. Returns how long that took.
inline Seconds run_to_end(asio::io_context& context) {
    const auto begin = std::chrono::steady_clock::now();
    context.restart();
    context.run();
    return std::chrono::steady_clock::now() - begin;
}

/// What an operation throws, as an error code; success when it throws nothing.
inline boost::system::error_code error_of(asio::io_context& context, asio::awaitable<void> coroutine) {
    try {
        run(context, std::move(coroutine));
        return {};
    } catch (const boost::system::system_error& error) {
        return error.code();
    }
}

/// Both ends of one connection: a stream of ours, and a plain blocking socket as its peer.
struct Pair {
    explicit Pair(asio::io_context& context) : client(context) {
        auto listener = net::Listener::open(context, {"127.0.0.1", 0});
        REQUIRE(listener.has_value());
        (*listener)->start([&](std::unique_ptr<net::Stream> accepted) { stream = std::move(accepted); });
        client.connect({asio::ip::make_address("127.0.0.1"), (*listener)->address().port});
        while (!stream)
            context.run_one();
    }

    void send(std::string_view octets) { asio::write(client, asio::buffer(octets)); }

    /// Everything up to the end of the connection, and how it ended.
    std::pair<std::string, boost::system::error_code> receive_all() {
        std::string octets;
        boost::system::error_code error;
        asio::read(client, asio::dynamic_buffer(octets), error);
        return {octets, error};
    }

    std::unique_ptr<net::Stream> stream;
    tcp::socket client;
};

inline asio::awaitable<void> read_into(net::Stream& stream, std::string& text) {
    std::array<char, 1024> buffer;
    const std::size_t count = co_await stream.read_some(buffer);
    text.assign(buffer.data(), count);
}

inline asio::awaitable<void> read_and_forget(net::Stream& stream) {
    std::string ignored;
    co_await read_into(stream, ignored);
}

}  // namespace loopback
