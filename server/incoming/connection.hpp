// One client's session, from greeting to goodbye: moves octets and waits; the rules are smtp::Session's. It
// is one coroutine that ends by itself: when the client leaves, when a time-out passes, or soon after stop().
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "incoming/intake.hpp"
#include "incoming/settings.hpp"
#include "incoming/wire.hpp"
#include "net/stream.hpp"
#include "smtp/command.hpp"
#include "smtp/session.hpp"

namespace incoming {

class MessageReceiver;
class Pace;

class Connection {
public:
    /// References and `buffer` (see Wire) outlive the connection.
    Connection(std::unique_ptr<net::Stream> stream, std::span<char> buffer, Intake& intake,
               const Settings& settings, const base::Id& id, base::Timestamp began);

    /// Never throws.
    asio::awaitable<void> run();

    /// Between commands: says 421 and ends at once. Inside a message: has until `deadline` to finish it.
    void stop(net::Deadline deadline);
    void abort() noexcept { wire_.reset(); }

private:
    asio::awaitable<void> talk();
    void greet();
    asio::awaitable<smtp::Next> serve(Line line);
    smtp::Step answer(const Line& line);
    smtp::Step answer_long(const Line& line);
    asio::awaitable<void> skip_chunk(std::uint64_t octets);
    asio::awaitable<smtp::Step> receive_message(smtp::LineEnd line_end);
    asio::awaitable<void> receive_content(MessageReceiver& receiver);
    asio::awaitable<void> read_content(Pace& pace, net::Deadline latest);
    asio::awaitable<smtp::Reply> store_message(MessageReceiver& receiver);

    net::Deadline command_deadline();
    smtp::Reply reply_to_timeout() const;
    asio::awaitable<void> say_goodbye(smtp::Reply reply);
    void complain(std::string_view sentence, std::string_view why);
    void log_end(std::string_view how) const;

    Intake& intake_;
    const Settings& settings_;
    const base::Id id_;
    const base::Timestamp began_;
    const net::Deadline session_deadline_;
    std::optional<net::Deadline> command_deadline_;
    Wire wire_;
    smtp::Session session_;
    bool stopping_ = false;
    bool in_message_ = false;
    bool at_ambiguous_end_ = false;  // the client seems to wait for a reply to what did not end its message
};

}  // namespace incoming
