// The routing table: one row per operation.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/request.hpp"
#include "http/response.hpp"

namespace http {

class WebSocket;

using Handler = std::function<asio::awaitable<Response>(const Request&)>;
/// Serves one WebSocket from its opening to its end; the socket is closed when it returns.
using SocketHandler = std::function<asio::awaitable<void>(const Request&, WebSocket&)>;

/// What a route's request body may be. Others get 415; longer ones 413.
enum class Body { none, json, message };

struct Route {
    std::string_view method;     // "GET" serves HEAD too
    std::string_view path;       // "/api/messages/{id}/parts/{part}"; a last "/*" matches any rest
    std::string_view operation;  // the contract's operationId
    Handler handler;
    Body body = Body::none;
    /// GET routes that show what a mail brought: refused to other sites' pages and as script, style, frame of
    /// others, worker or object (security: Sec-Fetch-Site, Sec-Fetch-Dest).
    bool mail_content = false;
};

struct SocketRoute {
    std::string_view path;
    std::string_view operation;
    SocketHandler handler;
};

class Router {
public:
    void add(Route route);
    void add(SocketRoute route);
    const std::vector<Route>& routes() const { return routes_; }
    const std::vector<SocketRoute>& socket_routes() const { return socket_routes_; }

    struct Match {
        const Route* route = nullptr;  // null: see `allowed`
        const SocketRoute* socket_route = nullptr;
        Pairs path_parameters;
        std::vector<std::string_view> allowed;  // methods that the path has; empty: no such path (404)
    };
    /// `path` is still percent-encoded; parameters come decoded. The closest pattern wins, literal segments
    /// before parameters before "/*"; a bare "/*" catches what nothing else serves. Both pointers are set
    /// where a path is a plain GET and a WebSocket.
    Match find(std::string_view method, std::string_view path) const;

private:
    std::vector<Route> routes_;
    std::vector<SocketRoute> socket_routes_;
};

}  // namespace http
