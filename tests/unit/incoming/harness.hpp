// A server with an intake that keeps messages in a list, and clients that are scripts: no sockets, no disk,
// no clock.
#pragma once

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "incoming/server.hpp"

namespace harness {

namespace asio = boost::asio;
using boost::system::system_error;

/// What a client does when its script is over.
enum class Then { leaves, resets, is_silent };

/// What came of a client; outlives its stream.
struct Client {
    std::vector<std::string> sends;  // each piece is one read at most
    Then then = Then::leaves;
    std::size_t max_replies_bytes = std::string::npos;  // then it reads no more
    std::string address = "127.0.0.1";

    std::string received = {};
    bool closed = false;
    bool was_reset = false;
    std::size_t next_piece = 0;
    std::vector<std::size_t> received_before_piece =
        {};                                             // how much had been received when each piece was read
    std::vector<std::chrono::milliseconds> waits = {};  // from each read to its deadline
};

class ScriptedStream final : public net::Stream {
public:
    ScriptedStream(asio::io_context& context, std::shared_ptr<Client> client)
        : client_(std::move(client)), cancelled_(context, net::Deadline::max()) {}

    asio::awaitable<std::size_t> read_some(std::span<char>) override {
        throw std::logic_error("the wire waits without a buffer");
        co_return 0;
    }

    std::optional<std::size_t> try_read(std::span<char> buffer) override {
        throw_if_over();
        auto& client = *client_;
        if (!arrived_ || client.next_piece == client.sends.size())
            return std::exchange(at_end_, false) ? std::optional<std::size_t>(0) : std::nullopt;
        auto& piece = client.sends[client.next_piece];
        if (taken_ == 0)
            client.received_before_piece.push_back(client.received.size());
        const auto count = std::min(buffer.size(), piece.size() - taken_);
        std::copy_n(piece.data() + taken_, count, buffer.data());
        taken_ += count;
        if (taken_ == piece.size()) {
            taken_ = 0;
            ++client.next_piece;
            arrived_ = false;
        }
        return count;
    }

    asio::awaitable<void> wait_readable() override {
        throw_if_over();
        auto& client = *client_;
        client.waits.push_back(
            std::chrono::round<std::chrono::milliseconds>(deadline_ - std::chrono::steady_clock::now()));
        arrived_ = true;
        if (client.next_piece < client.sends.size())
            co_return;
        if (client.then == Then::resets)
            throw system_error(asio::error::connection_reset);
        if (client.then == Then::is_silent)
            co_await wait_in_vain();
        at_end_ = true;
    }

    asio::awaitable<void> write_all(std::string_view octets) override {
        throw_if_over();
        auto& client = *client_;
        if (client.received.size() + octets.size() > client.max_replies_bytes)
            co_await wait_in_vain();
        client.received += octets;
        co_return;
    }

    void set_deadline(net::Deadline deadline) override {
        deadline_ = deadline;
        cancelled_.cancel();
    }

    void close() noexcept override {
        client_->closed = true;
        cancelled_.cancel();
    }
    void reset() noexcept override {
        client_->was_reset = true;
        close();
    }

    const std::string& peer_address() const override { return client_->address; }
    unsigned short peer_port() const override { return 40000; }
    const std::string& local_address() const override { return client_->address; }
    unsigned short local_port() const override { return 1025; }

    /// The first piece is there before the server looks.
    void talk_early() { arrived_ = true; }

private:
    /// Until the deadline, which may be moved meanwhile.
    asio::awaitable<void> wait_in_vain() {
        while (deadline_ > std::chrono::steady_clock::now()) {
            cancelled_.expires_at(deadline_);
            co_await cancelled_.async_wait(asio::as_tuple(asio::use_awaitable));
            throw_if_over();
        }
        throw system_error(asio::error::timed_out);
    }

    void throw_if_over() const {
        if (client_->closed)
            throw system_error(asio::error::operation_aborted);
    }

    std::shared_ptr<Client> client_;
    asio::steady_timer cancelled_;
    net::Deadline deadline_ = net::Deadline::max();
    std::size_t taken_ = 0;  // of the next piece
    bool arrived_ = false;
    bool at_end_ = false;
};

struct StoredMessage {
    store::Envelope envelope;
    std::string content;
};

struct Harness {
    asio::io_context context;
    base::SeededRandom random{1};
    base::ManualClock clock;
    base::IdGenerator ids{clock, random};
    base::Spool spool{base::SpoolSettings{}};
    incoming::Settings settings;
    std::vector<StoredMessage> stored;
    bool is_full = false;
    std::function<void()> before_storing = [] {};  // may throw
    std::unique_ptr<incoming::Server> made;

    Harness() {
        base::log::configure({.level = base::log::Level::error});
        settings.session.hostname = "sink.example";
        settings.session.max_message_bytes = 100'000;
    }

    incoming::Server& server() {
        if (!made)
            made = std::make_unique<incoming::Server>(context, intake(), clock, ids, settings);
        return *made;
    }

    std::shared_ptr<Client> connect(Client client, bool talks_early = false) {
        auto shared = std::make_shared<Client>(std::move(client));
        auto stream = std::make_unique<ScriptedStream>(context, shared);
        if (talks_early)
            stream->talk_early();
        server().serve(std::move(stream));
        return shared;
    }

    void run() {
        context.restart();
        context.run();
    }

    /// One client from its beginning to its end.
    Client play(Client client, bool talks_early = false) {
        const auto shared = connect(std::move(client), talks_early);
        run();
        return *shared;
    }

private:
    asio::awaitable<base::Id> keep(mailroom::ReceivedMessage message) {
        // Others may read into the shared buffer while a message is being stored.
        co_await asio::post(asio::use_awaitable);
        before_storing();
        stored.push_back({std::move(message.envelope), std::string(message.content.view())});
        co_return ids.next();
    }

    incoming::Intake intake() {
        return {.deliver = [this](mailroom::ReceivedMessage message) { return keep(std::move(message)); },
                .is_full = [this] { return is_full; },
                .spool = spool};
    }
};

/// The codes of all replies, in order: "220 250 354".
inline std::string codes(std::string_view received) {
    std::string codes;
    for (const auto line : base::split(received, '\n')) {
        if (line.size() > 3 && line[3] == ' ')
            codes.append(codes.empty() ? "" : " ").append(line.substr(0, 3));
    }
    return codes;
}

/// The last reply's last line, without CRLF.
inline std::string last_line(std::string_view received) {
    received = base::trim(received);
    return std::string(received.substr(received.rfind('\n') + 1));
}

/// A whole session in pieces as a client that waits for each reply sends it.
inline std::vector<std::string> session_with(std::string content) {
    return {"EHLO client.example\r\n",
            "MAIL FROM:<a@client.example>\r\n",
            "RCPT TO:<b@sink.example>\r\n",
            "DATA\r\n",
            std::move(content),
            "QUIT\r\n"};
}

inline std::string join(const std::vector<std::string>& pieces) {
    std::string all;
    for (const auto& piece : pieces)
        all += piece;
    return all;
}

}  // namespace harness
