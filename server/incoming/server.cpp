#include "incoming/server.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "incoming/connection.hpp"
#include "smtp/replies.hpp"

namespace incoming {
namespace {

constexpr std::size_t read_buffer_bytes = 64 * 1024;
constexpr std::chrono::seconds refusal_timeout{5};
constexpr std::chrono::milliseconds goodbye_time{500};  // longer than a stream may be late with a deadline

bool is_loopback(const std::string& address) {
    return address == "::1" || address.starts_with("127.");
}

Intake make_intake(mailroom::Mailroom& mailroom, store::Store& store, base::Spool& spool) {
    return {
        .deliver =
            [&mailroom](mailroom::ReceivedMessage message) { return mailroom.deliver(std::move(message)); },
        .is_full =
            [&store] {
                const auto fault = store.fault();
                return fault && fault->kind == store::FaultKind::storage_full;
            },
        .spool = spool,
    };
}

/// For a client that may not come in: the greeting is a 421 (RFC 5321 section 3.1).
asio::awaitable<void> send_away(std::unique_ptr<net::Stream> stream, smtp::Reply reply) {
    const auto text = reply.string();
    stream->set_deadline(std::chrono::steady_clock::now() + refusal_timeout);
    try {
        co_await stream->write_all(text);
        stream->close();
    } catch (const boost::system::system_error&) {
        stream->reset();
    }
}

}  // namespace

/// What sessions share, and which there are.
class Server::Shared {
public:
    Shared(asio::io_context& network, Intake wanted_intake, Settings wanted_settings)
        : intake(std::move(wanted_intake)),
          settings(std::move(wanted_settings)),
          read_buffer(read_buffer_bytes),
          changed(network) {}

    std::optional<smtp::Reply> refusal(const std::string& address) const;
    void add(Connection& connection, const std::string& address);
    /// One session; removes itself at its end.
    static asio::awaitable<void> run(std::shared_ptr<Shared> shared, std::unique_ptr<Connection> connection,
                                     std::string address);
    void remove(Connection& connection, const std::string& address);

    Intake intake;
    Settings settings;
    std::vector<char> read_buffer;
    std::vector<Connection*> connections;
    std::unordered_map<std::string, std::size_t> per_address;
    asio::steady_timer changed;  // cancelled when the last session has ended
    bool stopping = false;
};

std::optional<smtp::Reply> Server::Shared::refusal(const std::string& address) const {
    if (stopping)
        return smtp::replies::shutting_down();
    const auto same = per_address.find(address);
    const bool too_many_here =
        same != per_address.end() && same->second >= settings.max_connections_per_address;
    if (connections.size() >= settings.max_connections || (too_many_here && !is_loopback(address)))
        return smtp::replies::too_many_connections();
    return std::nullopt;
}

void Server::Shared::add(Connection& connection, const std::string& address) {
    connections.push_back(&connection);
    ++per_address[address];
}

void Server::Shared::remove(Connection& connection, const std::string& address) {
    std::erase(connections, &connection);
    if (--per_address[address] == 0)
        per_address.erase(address);
    if (connections.empty())
        changed.cancel();
}

asio::awaitable<void> Server::Shared::run(std::shared_ptr<Shared> shared,
                                          std::unique_ptr<Connection> connection, std::string address) {
    co_await connection->run();
    shared->remove(*connection, address);
}

Server::Server(asio::io_context& network, mailroom::Mailroom& mailroom, store::Store& store,
               base::Spool& spool, const base::Clock& clock, base::IdGenerator& ids, Settings settings)
    : Server(network, make_intake(mailroom, store, spool), clock, ids, std::move(settings)) {}

Server::Server(asio::io_context& network, Intake intake, const base::Clock& clock, base::IdGenerator& ids,
               Settings settings)
    : network_(network),
      clock_(clock),
      ids_(ids),
      shared_(std::make_shared<Shared>(network, std::move(intake), std::move(settings))) {}

Server::~Server() = default;

void Server::serve(std::unique_ptr<net::Stream> stream) {
    auto address = stream->peer_address();
    if (auto refusal = shared_->refusal(address)) {
        asio::co_spawn(network_, send_away(std::move(stream), *std::move(refusal)), asio::detached);
        return;
    }
    auto connection = std::make_unique<Connection>(std::move(stream), shared_->read_buffer, shared_->intake,
                                                   shared_->settings, ids_.next(), clock_.now());
    shared_->add(*connection, address);
    asio::co_spawn(network_, Shared::run(shared_, std::move(connection), std::move(address)), asio::detached);
}

asio::awaitable<void> Server::stop(std::chrono::milliseconds grace) {
    const auto shared = shared_;
    shared->stopping = true;
    const auto deadline = std::chrono::steady_clock::now() + grace;
    for (auto* const connection : shared->connections)
        connection->stop(deadline);
    for (const auto until : {deadline + goodbye_time, deadline + 2 * goodbye_time}) {
        if (shared->connections.empty())
            break;
        shared->changed.expires_at(until);
        co_await shared->changed.async_wait(asio::as_tuple(asio::use_awaitable));
        for (auto* const connection : shared->connections)
            connection->abort();
    }
}

std::size_t Server::connections() const {
    return shared_->connections.size();
}

}  // namespace incoming
