#include "http/server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <utility>

#include "http/connection.hpp"
#include "http/server_state.hpp"

namespace http {
namespace {

/// Beyond so many that are being told that there are too many, the rest is not told.
constexpr std::size_t max_turned_away = 64;

}  // namespace

Server::Server(asio::io_context& context, const Router& router, Settings settings,
               std::function<Response(std::exception_ptr)> map_exception)
    : state_(std::make_shared<ServerState>(context, router, std::move(settings), std::move(map_exception))) {}

Server::~Server() {
    state_->stopping = true;
    for (const auto& connection : state_->present())
        connection->abandon();
}

void Server::serve(std::unique_ptr<net::Stream> stream) {
    if (state_->stopping)
        return stream->close();
    const bool full = state_->connections.size() >= state_->settings.max_connections;
    if (full && state_->turned_away >= max_turned_away)
        return stream->reset();
    auto connection = std::make_shared<Connection>(state_, std::move(stream));
    if (full) {
        asio::co_spawn(state_->context, Connection::turn_away(std::move(connection)), asio::detached);
        return;
    }
    state_->add(*connection);
    asio::co_spawn(state_->context, Connection::run(std::move(connection)), asio::detached);
}

void Server::stop() {
    state_->stopping = true;
    for (const auto& connection : state_->present())
        connection->stop();
}

std::size_t Server::connections() const {
    return state_->connections.size();
}

std::size_t Server::websockets() const {
    return state_->websockets;
}

}  // namespace http
