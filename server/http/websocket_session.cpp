#include "http/websocket_session.hpp"

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace http {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t read_bytes = 4 * 1024;
constexpr std::size_t write_bytes = 64 * 1024;
constexpr std::chrono::seconds closing_timeout{3};
constexpr std::chrono::milliseconds discard_pause{500};
constexpr int max_pings = 100;
constexpr std::chrono::seconds pings_window{10};

}  // namespace

WebSocketSession::WebSocketSession(asio::any_io_executor executor, std::shared_ptr<net::Stream> stream,
                                   const Settings& settings, std::string_view already_read)
    : executor_(std::move(executor)),
      stream_(std::move(stream)),
      settings_(settings),
      reader_(settings.max_websocket_message_bytes),
      written_(executor_, SteadyClock::time_point::max()),
      last_received_(SteadyClock::now()),
      last_ping_(last_received_),
      write_began_(last_received_),
      closing_began_(last_received_),
      pings_since_(last_received_) {
    // One deadline of the stream would strike reads, which may wait for hours, and writes, which may not:
    // tick() looks.
    stream_->set_deadline(net::Deadline::max());
    reader_.feed(already_read);
}

void WebSocketSession::send(std::shared_ptr<const std::string> text) {
    if (!open())
        return;
    if (queue_is_full(text->size()))
        return close_as_too_slow();
    queued_bytes_ += text->size();
    enqueue({.text = std::move(text), .frame = {}});
}

void WebSocketSession::close(std::uint16_t code, std::string_view reason) {
    if (!open())
        return;
    state_ = State::closing;
    closing_began_ = SteadyClock::now();
    enqueue({.text = nullptr, .frame = encode_close(code, reason)});
}

bool WebSocketSession::queue_is_full(std::size_t more_bytes) const {
    return queue_.size() >= settings_.max_websocket_queue_events ||
           queued_bytes_ + more_bytes > settings_.max_websocket_queue_bytes;
}

void WebSocketSession::close_as_too_slow() {
    queue_.clear();
    queued_bytes_ = 0;
    close(CloseCode::try_again_later, "too slow");
}

void WebSocketSession::enqueue(Outgoing outgoing) {
    queue_.push_back(std::move(outgoing));
    if (writing_)
        return;
    writing_ = true;
    write_began_ = SteadyClock::now();
    asio::co_spawn(executor_, write_detached(shared_from_this()), asio::detached);
}

asio::awaitable<void> WebSocketSession::write_detached(std::shared_ptr<WebSocketSession> self) {
    try {
        co_await self->write_queue();
    } catch (...) {
        // The peer is gone; whoever reads learns it there.
        self->break_off();
    }
    self->writing_ = false;
    self->written_.cancel();
}

asio::awaitable<void> WebSocketSession::write_queue() {
    std::string batch;
    while (!queue_.empty()) {
        batch.clear();
        while (!queue_.empty() && batch.size() < write_bytes) {
            const auto outgoing = std::move(queue_.front());
            queue_.pop_front();
            if (!outgoing.text) {
                batch += outgoing.frame;
                continue;
            }
            queued_bytes_ -= outgoing.text->size();
            append_frame(batch, Opcode::text, *outgoing.text);
        }
        write_began_ = SteadyClock::now();
        co_await stream_->write_all(batch);
    }
}

void WebSocketSession::break_off() noexcept {
    state_ = State::ended;
    stream_->reset();
}

asio::awaitable<std::optional<std::string>> WebSocketSession::receive() {
    while (state_ != State::ended && !peer_has_closed_ && !broken_) {
        auto event = reader_.next();
        if (!event) {
            const bool more = co_await read_more();
            if (!more)
                state_ = State::ended;
            continue;
        }
        auto* const message = std::get_if<TextMessage>(&*event);
        if (!message)
            handle(*event);
        else if (open())
            co_return std::move(message->text);
    }
    co_return std::nullopt;
}

/// False when the connection has ended.
asio::awaitable<bool> WebSocketSession::read_more() {
    std::array<char, read_bytes> buffer;
    try {
        const auto size = co_await stream_->read_some(buffer);
        last_received_ = SteadyClock::now();
        if (!broken_)
            reader_.feed({buffer.data(), size});
        co_return size > 0;
    } catch (const boost::system::system_error&) {
        co_return false;
    }
}

void WebSocketSession::handle(const FrameEvent& event) {
    if (const auto* ping = std::get_if<Ping>(&event)) {
        handle_ping(*ping);
    } else if (const auto* closed = std::get_if<PeerClose>(&event)) {
        peer_has_closed_ = true;
        close(closed->code == CloseCode::no_status ? CloseCode::normal : closed->code, "");
    } else if (const auto* violation = std::get_if<Violation>(&event)) {
        broken_ = true;
        close(violation->code, "");
    }
}

void WebSocketSession::handle_ping(const Ping& ping) {
    if (!open())
        return;
    if (last_received_ - pings_since_ > pings_window) {
        pings_since_ = last_received_;
        pings_ = 0;
    }
    if (++pings_ > max_pings) {
        broken_ = true;
        return close(CloseCode::policy_violation, "too many pings");
    }
    if (queue_is_full(0))
        return close_as_too_slow();
    std::string frame;
    append_frame(frame, Opcode::pong, ping.payload);
    enqueue({.text = nullptr, .frame = std::move(frame)});
}

void WebSocketSession::tick(Time now) {
    const bool write_stuck = writing_ && now - write_began_ > settings_.write_timeout;
    if (state_ == State::ended && !write_stuck)
        return;
    const bool silent = now - last_received_ > 2 * settings_.websocket_ping_interval;
    const bool not_closed = state_ == State::closing && now - closing_began_ > closing_timeout;
    if (write_stuck || silent || not_closed)
        return break_off();
    if (open() && now - last_ping_ >= settings_.websocket_ping_interval) {
        last_ping_ = now;
        std::string frame;
        append_frame(frame, Opcode::ping, "");
        enqueue({.text = nullptr, .frame = std::move(frame)});
    }
}

asio::awaitable<void> WebSocketSession::finish() {
    close(CloseCode::normal, "");
    co_await receive();
    while (writing_) {
        boost::system::error_code ignored;
        co_await written_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
    // One that broke the protocol may be in the middle of sending, and shall get to hear why this ends.
    bool more = broken_ && state_ != State::ended;
    while (more) {
        stream_->set_deadline(SteadyClock::now() + discard_pause);
        more = co_await read_more();
    }
    state_ = State::ended;
    stream_->close();
}

}  // namespace http
