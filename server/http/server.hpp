// Serves HTTP/1.1 and WebSockets on any number of connections: reads and checks requests (RFC 9110, RFC 9112,
// and what security demands of Host, Origin, sizes and framing before any handler runs), finds the route,
// sends the answer. Knows nothing of mail. Network thread.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "http/router.hpp"
#include "net/stream.hpp"

namespace http {

struct Settings {
    std::vector<std::string> allowed_hosts =
        {};  // besides IP literals, localhost, *.localhost and single labels
    std::vector<std::string> allowed_origins = {};  // besides the page's own
    std::size_t max_connections = 500;
    std::size_t max_websockets = 200;
    std::size_t max_header_bytes = 16 * 1024;
    std::size_t max_target_bytes = 8 * 1024;
    std::size_t max_fields = 100;
    std::size_t max_json_bytes = 1 << 20;
    std::size_t max_message_bytes = std::size_t{50} << 20;  // bodies of routes that take a message
    std::size_t max_body_memory_bytes = std::size_t{128}
                                        << 20;  // all bodies that are arriving or being answered
    std::chrono::seconds header_timeout{10};
    std::chrono::seconds idle_timeout{60};
    std::chrono::seconds write_timeout{30};
    std::size_t min_body_bytes_per_second = 500;
    std::size_t max_websocket_message_bytes = 4 * 1024;
    std::size_t max_websocket_queue_events = 256;
    std::size_t max_websocket_queue_bytes = 1 << 20;
    std::chrono::seconds websocket_ping_interval{30};
};

struct ServerState;

class Server {
public:
    /// `router` outlives the server. `map_exception` turns what a handler threw into a response (never shows
    /// internals); without one it is a plain 500.
    Server(asio::io_context& context, const Router& router, Settings settings,
           std::function<Response(std::exception_ptr)> map_exception = {});
    ~Server();

    /// Takes over an accepted connection.
    void serve(std::unique_ptr<net::Stream> stream);
    /// Idle connections end at once, WebSockets with 1001, running requests are finished. Connections that
    /// come afterwards are closed.
    void stop();
    std::size_t connections() const;
    std::size_t websockets() const;

private:
    std::shared_ptr<ServerState> state_;  // shared with the connections that are still ending
};

}  // namespace http
