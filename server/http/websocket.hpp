// One WebSocket (RFC 6455), server side, text messages only.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace http {

namespace asio = boost::asio;

/// Network thread.
class WebSocket {
public:
    virtual ~WebSocket() = default;

    /// Queues a text message without waiting; the text may be shared by many sockets. When the queue is full
    /// the socket is closed with 1013 ("try again later") instead: a slow reader is never waited for.
    virtual void send(std::shared_ptr<const std::string> text) = 0;
    /// The client's next text message; nullopt when the connection has ended, for whatever reason.
    virtual asio::awaitable<std::optional<std::string>> receive() = 0;
    /// Begins the closing handshake after what is queued.
    virtual void close(std::uint16_t code, std::string_view reason) = 0;
    virtual bool open() const = 0;
};

}  // namespace http
