// What the connections of one server share: settings, routes, counts, the clock that looks after deadlines.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <ctime>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "http/access.hpp"
#include "http/admission.hpp"
#include "http/server.hpp"

namespace http {

class Connection;

/// Owned by the Server and by each Connection, so that a connection that ends late finds it. Network thread.
struct ServerState : std::enable_shared_from_this<ServerState> {
    ServerState(asio::io_context& io, const Router& routes, Settings limits,
                std::function<Response(std::exception_ptr)> map);

    void add(Connection& connection);
    void remove(Connection& connection);

    /// All connections, kept alive: what is done to one may end it, and it takes itself off the list.
    std::vector<std::shared_ptr<Connection>> present() const;

    /// For the Date field; made anew once a second.
    std::string_view date();
    /// Takes `bytes` from what all request bodies together may use; false when that is used up.
    bool take_body_memory(std::size_t bytes);

    /// What a handler's exception becomes. Throws nothing.
    Response response_to(std::exception_ptr failure) const;

    asio::io_context& context;
    const Settings settings;
    const std::function<Response(std::exception_ptr)> map_exception;
    const AccessRules access;
    const Admitter admitter;

    std::unordered_set<Connection*> connections;
    std::size_t turned_away = 0;  // connections that are being told that there are too many
    std::size_t websockets = 0;
    std::size_t body_memory = 0;
    bool stopping = false;

private:
    void start_ticking();
    void tick();

    asio::steady_timer ticker_;
    bool ticking_ = false;
    std::time_t date_time_ = 0;
    std::string date_;
};

}  // namespace http
