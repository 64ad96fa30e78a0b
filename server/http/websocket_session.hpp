// A WebSocket on a stream, after the opening handshake: answers pings and closing handshakes, keeps the queue
// and the peer's silence within limits. Network thread.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/server.hpp"
#include "http/websocket.hpp"
#include "http/websocket_frames.hpp"

namespace http {

class WebSocketSession final : public WebSocket, public std::enable_shared_from_this<WebSocketSession> {
public:
    using Time = std::chrono::steady_clock::time_point;

    /// `settings` outlives the session; `already_read` are the first octets behind the handshake. The session
    /// must be owned by a shared_ptr.
    WebSocketSession(asio::any_io_executor executor, std::shared_ptr<net::Stream> stream,
                     const Settings& settings, std::string_view already_read);

    void send(std::shared_ptr<const std::string> text) override;
    asio::awaitable<std::optional<std::string>> receive() override;
    void close(std::uint16_t code, std::string_view reason) override;
    bool open() const override { return state_ == State::open; }

    /// Sends a ping when one is due, and breaks off what takes too long. Called a few times a second.
    void tick(Time now);

    /// Carries the closing handshake to its end, beginning it when nobody has.
    asio::awaitable<void> finish();

private:
    enum class State { open, closing, ended };
    struct Outgoing {
        std::shared_ptr<const std::string> text;  // or, when null:
        std::string frame;
    };

    void close(CloseCode code, std::string_view reason) { close(static_cast<std::uint16_t>(code), reason); }
    void handle(const FrameEvent& event);
    void handle_ping(const Ping& ping);
    void enqueue(Outgoing outgoing);
    bool queue_is_full(std::size_t more_bytes) const;
    void close_as_too_slow();
    void break_off() noexcept;
    asio::awaitable<bool> read_more();
    asio::awaitable<void> write_queue();
    static asio::awaitable<void> write_detached(std::shared_ptr<WebSocketSession> self);

    asio::any_io_executor executor_;
    std::shared_ptr<net::Stream> stream_;
    const Settings& settings_;
    FrameReader reader_;
    State state_ = State::open;
    bool peer_has_closed_ = false;
    bool broken_ = false;  // the peer broke the protocol: what it sends from now on is thrown away

    std::deque<Outgoing> queue_;
    std::size_t queued_bytes_ = 0;
    bool writing_ = false;
    asio::steady_timer written_;  // wakes finish() when the writer ends

    Time last_received_;
    Time last_ping_;
    Time write_began_;
    Time closing_began_;
    Time pings_since_;
    int pings_ = 0;
};

}  // namespace http
