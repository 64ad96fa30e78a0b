// One HTTP connection: reads requests one after the other, answers them in order, and becomes a WebSocket
// when asked to. Decides nothing about requests (admission.hpp does). Network thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "http/admission.hpp"
#include "http/head_scanner.hpp"
#include "http/input_buffer.hpp"
#include "http/request_parser.hpp"
#include "http/response_writer.hpp"
#include "http/server_state.hpp"
#include "http/websocket_session.hpp"
#include "net/stream.hpp"

namespace http {

class Connection : public std::enable_shared_from_this<Connection> {
public:
    using Time = std::chrono::steady_clock::time_point;

    Connection(std::shared_ptr<ServerState> server, std::unique_ptr<net::Stream> stream);
    ~Connection();
    Connection(const Connection&) = delete;

    /// The connection from its first octet to its last. Throws nothing.
    static asio::awaitable<void> run(std::shared_ptr<Connection> self);
    /// Answers 503 whatever is asked, and closes. Throws nothing.
    static asio::awaitable<void> turn_away(std::shared_ptr<Connection> self);

    /// Acts on deadlines that have passed. Called a few times a second.
    void tick(Time now);
    /// See Server::stop.
    void stop();
    /// Ends at once.
    void abandon() noexcept;

private:
    struct Exchange;

    asio::awaitable<bool> serve_request();
    asio::awaitable<bool> serve_admitted(Exchange& exchange);
    asio::awaitable<bool> read_head(HeadScanner& scanner);
    asio::awaitable<std::optional<Defect>> read_body(Exchange& exchange);
    asio::awaitable<bool> read_more();
    std::size_t max_input_bytes() const;
    asio::awaitable<Response> answer(Exchange& exchange);
    asio::awaitable<void> serve_socket(Exchange& exchange);

    asio::awaitable<void> refuse(const Defect& defect);
    asio::awaitable<void> send(const Exchange& exchange, Response response);
    asio::awaitable<void> discard_body(Exchange& exchange);
    static asio::awaitable<void> say_time_out(std::shared_ptr<Connection> self);

    std::shared_ptr<ServerState> server_;
    std::shared_ptr<net::Stream> stream_;
    ResponseWriter writer_;
    InputBuffer input_;

    /// While a read may not last longer; the stream's own deadline would leave no way to answer 408.
    std::optional<Time> read_deadline_;
    bool in_request_ = false;  // a part of a request has arrived that is not answered yet
    bool timed_out_ = false;
    bool first_request_ = true;
    unsigned served_at_a_stretch_ = 0;
    std::shared_ptr<WebSocketSession> socket_;
};

}  // namespace http
