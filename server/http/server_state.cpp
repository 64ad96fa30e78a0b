#include "http/server_state.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "http/connection.hpp"
#include "http/response_head.hpp"

namespace http {
namespace {

/// How late a deadline may be.
constexpr std::chrono::milliseconds tick_interval{250};

}  // namespace

ServerState::ServerState(asio::io_context& io, const Router& routes, Settings limits,
                         std::function<Response(std::exception_ptr)> map)
    : context(io),
      settings(std::move(limits)),
      map_exception(std::move(map)),
      access(settings.allowed_hosts, settings.allowed_origins),
      admitter(routes, access, settings),
      ticker_(io) {}

void ServerState::add(Connection& connection) {
    connections.insert(&connection);
    if (!ticking_)
        start_ticking();
}

void ServerState::remove(Connection& connection) {
    connections.erase(&connection);
    if (!connections.empty() || !ticking_)
        return;
    ticking_ = false;
    ticker_.cancel();
}

void ServerState::start_ticking() {
    ticking_ = true;
    ticker_.expires_after(tick_interval);
    ticker_.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
        const auto self = weak.lock();
        if (self && !error && self->ticking_)
            self->tick();
    });
}

void ServerState::tick() {
    start_ticking();
    const auto now = std::chrono::steady_clock::now();
    for (const auto& connection : present())
        connection->tick(now);
}

std::vector<std::shared_ptr<Connection>> ServerState::present() const {
    std::vector<std::shared_ptr<Connection>> all;
    all.reserve(connections.size());
    for (auto* const connection : connections)
        if (auto alive = connection->weak_from_this().lock())
            all.push_back(std::move(alive));
    return all;
}

std::string_view ServerState::date() {
    const auto now = std::time(nullptr);
    if (now != date_time_) {
        date_time_ = now;
        date_ = http_date(now);
    }
    return date_;
}

bool ServerState::take_body_memory(std::size_t bytes) {
    // One body of the permitted size always fits.
    const auto limit = std::max(settings.max_body_memory_bytes, settings.max_message_bytes);
    if (bytes > limit - std::min(limit, body_memory))
        return false;
    body_memory += bytes;
    return true;
}

Response ServerState::response_to(std::exception_ptr failure) const {
    try {
        if (map_exception)
            return map_exception(std::move(failure));
    } catch (...) {
        // Then it is told as what it is: our fault.
    }
    return problem(500, "internal", "the server failed to answer this request");
}

}  // namespace http
