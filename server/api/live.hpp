// The live stream: tells open WebSockets what changes. Whatever happens within some milliseconds goes into
// one frame, which is read and written once for all of them: a burst of mail costs no more with ten listeners
// than with one.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>

#include "events/bus.hpp"
#include "http/request.hpp"
#include "http/websocket.hpp"
#include "mailroom/mailroom.hpp"
#include "store/store.hpp"

namespace api {

namespace asio = boost::asio;

struct Settings;

class Live {
public:
    Live(asio::io_context& network, store::Store& store, const mailroom::Mailroom& mailroom, events::Bus& bus,
         const Settings& settings);
    ~Live();

    /// From "hello" to the end of the socket.
    asio::awaitable<void> serve(const http::Request& request, http::WebSocket& socket);

    /// Closes every socket with 1001.
    void stop();

private:
    class Audience;
    std::shared_ptr<Audience> audience_;  // coroutines that are being destroyed may be the last to let go
    events::Bus::Subscription subscription_;
};

}  // namespace api
