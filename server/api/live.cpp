#include "api/live.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <exception>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "api/api.hpp"
#include "api/json.hpp"
#include "api/query.hpp"
#include "base/log.hpp"
#include "base/text.hpp"

namespace api {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::uint16_t going_away = 1001;
constexpr std::uint16_t policy_violation = 1008;
constexpr std::uint16_t internal_error = 1011;
constexpr std::size_t max_reason_bytes = 123;  // of a closing frame (RFC 6455 section 5.5)

std::vector<base::Id> received_ids(std::span<const events::Event> events) {
    std::vector<base::Id> ids;
    for (const auto& event : events) {
        if (const auto* const received = std::get_if<events::MessageReceived>(&event.happening))
            ids.push_back(received->id);
    }
    return ids;
}

}  // namespace

/// The sockets, and how far they have been told. Every socket in it has been told everything up to `told_`.
class Live::Audience : public std::enable_shared_from_this<Audience> {
public:
    Audience(asio::io_context& network, store::Store& store, const mailroom::Mailroom& mailroom,
             const events::Bus& bus, const Settings& settings)
        : network_(network),
          store_(store),
          mailroom_(mailroom),
          bus_(bus),
          settings_(settings),
          told_(bus.last_number()),
          timer_(network) {}

    /// Called by the bus: takes note, the telling comes later.
    void note(std::uint64_t number) {
        if (telling_)
            return;
        if (sockets_.empty()) {
            told_ = number;
            return;
        }
        telling_ = true;
        asio::co_spawn(
            network_, tell(shared_from_this()),
            [self = shared_from_this()](std::exception_ptr failure) { self->finish_telling(failure); });
    }

    std::string hello() const { return hello_json(told_, mailroom_.counts()); }

    /// Tells one socket what came after `since`, up to `told_`; nothing may be awaited between this and
    /// join().
    asio::awaitable<void> catch_up(http::WebSocket& socket, std::uint64_t since);

    void join(http::WebSocket& socket) { sockets_.insert(&socket); }
    void leave(http::WebSocket& socket) { sockets_.erase(&socket); }

    void stop() {
        stopped_ = true;
        timer_.cancel();
        close_all(going_away, "the server stops");
    }

private:
    static asio::awaitable<void> tell(std::shared_ptr<Audience> self);
    void finish_telling(std::exception_ptr failure);
    asio::awaitable<void> pause();
    asio::awaitable<void> tell_some();
    asio::awaitable<std::string> frame(std::vector<events::Event> events);
    /// What came after `since`, up to `told_`; nullopt when it is not known any more, or too much to tell.
    std::optional<std::vector<events::Event>> missed(std::uint64_t since) const;
    void reset(http::WebSocket& socket) const;
    void send_all(std::string text);
    void close_all(std::uint16_t code, std::string_view reason);

    asio::io_context& network_;
    store::Store& store_;
    const mailroom::Mailroom& mailroom_;
    const events::Bus& bus_;
    const Settings& settings_;
    std::set<http::WebSocket*> sockets_;
    std::uint64_t told_;
    bool telling_ = false;
    bool stopped_ = false;
    asio::steady_timer timer_;
    SteadyClock::time_point last_frame_{};
};

asio::awaitable<void> Live::Audience::tell(std::shared_ptr<Audience> self) {
    while (!self->stopped_ && self->told_ != self->bus_.last_number()) {
        co_await self->pause();
        co_await self->tell_some();
    }
}

/// The sockets are closed when the storage fails: their clients come back and ask for what they missed.
void Live::Audience::finish_telling(std::exception_ptr failure) {
    telling_ = false;
    if (!failure)
        return;
    try {
        std::rethrow_exception(failure);
    } catch (const std::exception& error) {
        base::log::error("the live stream failed", {{"reason", error.what()}});
    }
    close_all(internal_error, "the server failed");
    told_ = bus_.last_number();
}

/// The first event after a while is told at once; those that follow closely are gathered.
asio::awaitable<void> Live::Audience::pause() {
    boost::system::error_code cancelled;
    timer_.expires_at(last_frame_ + settings_.live_interval);
    co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
}

asio::awaitable<void> Live::Audience::tell_some() {
    auto events = bus_.since(told_);
    if (!events) {  // more happened than is kept
        told_ = bus_.last_number();
        send_all(reset_json(told_));
        co_return;
    }
    if (events->size() > settings_.max_live_events)
        events->resize(settings_.max_live_events);
    if (sockets_.empty() || events->empty()) {
        told_ = bus_.last_number();
        co_return;
    }
    const auto last = events->back().number;
    auto text = co_await frame(*std::move(events));
    told_ = last;
    send_all(std::move(text));
}

asio::awaitable<std::string> Live::Audience::frame(std::vector<events::Event> events) {
    store::Page<store::MessageSummary> page;
    store::MessageFilter filter;
    filter.ids = received_ids(events);
    filter.limit = filter.ids.size();
    if (!filter.ids.empty())
        page = co_await store_.read(store::find_messages, std::move(filter));
    co_return events_json(events, page.items, mailroom_.counts());
}

std::optional<std::vector<events::Event>> Live::Audience::missed(std::uint64_t since) const {
    auto events = bus_.since(since);
    if (!events)
        return std::nullopt;
    std::erase_if(*events, [this](const events::Event& event) { return event.number > told_; });
    if (events->size() > settings_.max_live_events)
        return std::nullopt;
    return events;
}

asio::awaitable<void> Live::Audience::catch_up(http::WebSocket& socket, std::uint64_t since) {
    auto bytes_left = settings_.max_live_replay_bytes;
    while (since != told_ && socket.open()) {  // more may happen while a frame is made
        auto events = missed(since);
        if (events && events->empty())
            co_return;
        if (!events)
            co_return reset(socket);
        since = events->back().number;
        auto text = co_await frame(*std::move(events));
        if (text.size() > bytes_left)
            co_return reset(socket);
        bytes_left -= text.size();
        socket.send(std::make_shared<const std::string>(std::move(text)));
    }
}

void Live::Audience::reset(http::WebSocket& socket) const {
    socket.send(std::make_shared<const std::string>(reset_json(told_)));
}

void Live::Audience::send_all(std::string text) {
    last_frame_ = SteadyClock::now();
    const auto shared = std::make_shared<const std::string>(std::move(text));
    const auto sockets = sockets_;  // one that cannot keep up may leave while it is told
    for (auto* const socket : sockets)
        socket->send(shared);
}

void Live::Audience::close_all(std::uint16_t code, std::string_view reason) {
    const auto sockets = sockets_;
    for (auto* const socket : sockets)
        socket->close(code, reason);
}

namespace {

/// A socket is told everything while this lives.
template <class Audience>
class Membership {
public:
    Membership(Audience& audience, http::WebSocket& socket) : audience_(audience), socket_(socket) {
        audience_.join(socket_);
    }
    ~Membership() { audience_.leave(socket_); }
    Membership(const Membership&) = delete;
    Membership& operator=(const Membership&) = delete;

private:
    Audience& audience_;
    http::WebSocket& socket_;
};

}  // namespace

Live::Live(asio::io_context& network, store::Store& store, const mailroom::Mailroom& mailroom,
           events::Bus& bus, const Settings& settings)
    : audience_(std::make_shared<Audience>(network, store, mailroom, bus, settings)),
      subscription_(bus.subscribe(
          [audience = audience_](const events::Event& event) { audience->note(event.number); })) {}

Live::~Live() = default;

asio::awaitable<void> Live::serve(const http::Request& request, http::WebSocket& socket) {
    constexpr std::string_view known[] = {"since"};
    const auto only = expect_only_parameters(request.query, known);
    const auto since = parse_since(request.query);
    if (!only || !since) {
        const auto& reason = only ? since.error().message : only.error().message;
        socket.close(policy_violation, base::cut_utf8(reason, max_reason_bytes));
        co_return;
    }
    const auto audience = audience_;
    socket.send(std::make_shared<const std::string>(audience->hello()));
    if (*since)
        co_await audience->catch_up(socket, **since);
    const Membership membership(*audience, socket);
    // What clients say is ignored; reading it is how their leaving is noticed.
    for (auto heard = co_await socket.receive(); heard; heard = co_await socket.receive()) {
    }
}

void Live::stop() {
    audience_->stop();
}

}  // namespace api
