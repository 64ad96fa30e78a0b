// All connections that bring mail: how many there may be, and how they end. Network thread only.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstddef>
#include <memory>

#include "base/clock.hpp"
#include "base/content.hpp"
#include "base/id.hpp"
#include "incoming/intake.hpp"
#include "incoming/settings.hpp"
#include "mailroom/mailroom.hpp"
#include "net/stream.hpp"
#include "store/store.hpp"

namespace incoming {

class Server {
public:
    /// All references outlive the server and the work of `network`.
    Server(asio::io_context& network, mailroom::Mailroom& mailroom, store::Store& store, base::Spool& spool,
           const base::Clock& clock, base::IdGenerator& ids, Settings settings);
    Server(asio::io_context& network, Intake intake, const base::Clock& clock, base::IdGenerator& ids,
           Settings settings);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Takes over a connection that was just accepted. One too many is told so and closed.
    void serve(std::unique_ptr<net::Stream> stream);

    /// From now on everybody new is sent away. Says 421 to clients between commands, gives messages under way
    /// `grace` to end, and breaks what is left then. Returns when no connection is left, or soon after
    /// `grace`.
    asio::awaitable<void> stop(std::chrono::milliseconds grace);

    /// Sessions under way; clients that are sent away are none.
    std::size_t connections() const;

private:
    class Shared;

    asio::io_context& network_;
    const base::Clock& clock_;
    base::IdGenerator& ids_;
    // Sessions hold it too: at the end of the program they may go after the server.
    std::shared_ptr<Shared> shared_;
};

}  // namespace incoming
