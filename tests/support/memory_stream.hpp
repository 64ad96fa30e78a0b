// Two ends of a connection that is only memory: what one end writes the other reads. For tests that want a
// net::Stream without a socket. Ports and addresses are made up.
#pragma once

#include <algorithm>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "net/stream.hpp"

namespace support {

namespace asio = boost::asio;

/// One direction. A writer waits while `capacity` octets are unread.
struct MemoryPipe {
    MemoryPipe(const asio::any_io_executor& executor, std::size_t room)
        : capacity(room), readable(executor), writable(executor) {}

    std::size_t capacity;
    std::string octets;
    bool ended = false;
    bool broken = false;
    asio::steady_timer readable;
    asio::steady_timer writable;

    void wake() {
        readable.cancel();
        writable.cancel();
    }
};

class MemoryStream final : public net::Stream {
public:
    MemoryStream(std::shared_ptr<MemoryPipe> in, std::shared_ptr<MemoryPipe> out)
        : in_(std::move(in)), out_(std::move(out)) {}
    ~MemoryStream() override { close(); }

    asio::awaitable<std::size_t> read_some(std::span<char> buffer) override {
        for (;;) {
            check(*in_);
            if (const auto size = try_read(buffer))
                co_return *size;
            co_await wait(in_->readable);
        }
    }

    std::optional<std::size_t> try_read(std::span<char> buffer) override {
        check(*in_);
        if (in_->octets.empty())
            return in_->ended ? std::optional<std::size_t>(0) : std::nullopt;
        const auto size = std::min(buffer.size(), in_->octets.size());
        std::copy_n(in_->octets.begin(), size, buffer.begin());
        in_->octets.erase(0, size);
        in_->writable.cancel();
        return size;
    }

    asio::awaitable<void> wait_readable() override {
        check(*in_);
        while (in_->octets.empty() && !in_->ended) {
            co_await wait(in_->readable);
            check(*in_);
        }
    }

    asio::awaitable<void> write_all(std::string_view octets) override {
        ++writes_;
        while (!octets.empty()) {
            check(*out_);
            if (out_->ended)
                throw boost::system::system_error(asio::error::broken_pipe);
            const auto room = out_->capacity - std::min(out_->capacity, out_->octets.size());
            out_->octets += octets.substr(0, room);
            octets.remove_prefix(std::min(room, octets.size()));
            out_->readable.cancel();
            if (!octets.empty())
                co_await wait(out_->writable);
        }
    }

    void set_deadline(net::Deadline deadline) override {
        deadline_ = deadline;
        in_->readable.cancel();
        out_->writable.cancel();
    }

    /// The other end reads what was written, then the end; what it writes from now on fails.
    void close() noexcept override {
        closed_ = true;
        out_->ended = true;
        in_->ended = true;
        out_->wake();
        in_->wake();
    }

    void reset() noexcept override {
        out_->broken = true;
        in_->broken = true;
        close();
    }

    /// Only our side ends; we still read (a client that is done with sending).
    void shut_down() noexcept {
        out_->ended = true;
        out_->wake();
    }

    /// How often write_all was called.
    int writes() const { return writes_; }

    const std::string& peer_address() const override { return address_; }
    unsigned short peer_port() const override { return 40000; }
    const std::string& local_address() const override { return address_; }
    unsigned short local_port() const override { return 8025; }

private:
    void check(const MemoryPipe& pipe) const {
        if (closed_)
            throw boost::system::system_error(asio::error::operation_aborted);
        if (pipe.broken)
            throw boost::system::system_error(asio::error::connection_reset);
        if (std::chrono::steady_clock::now() >= deadline_)
            throw boost::system::system_error(asio::error::timed_out);
    }

    asio::awaitable<void> wait(asio::steady_timer& timer) {
        timer.expires_at(deadline_);
        boost::system::error_code ignored;
        co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }

    std::shared_ptr<MemoryPipe> in_;
    std::shared_ptr<MemoryPipe> out_;
    net::Deadline deadline_ = net::Deadline::max();
    bool closed_ = false;
    int writes_ = 0;
    std::string address_ = "127.0.0.1";
};

inline std::pair<std::unique_ptr<MemoryStream>, std::unique_ptr<MemoryStream>> connected_memory_streams(
    const asio::any_io_executor& executor, std::size_t capacity = 256 * 1024) {
    const auto there = std::make_shared<MemoryPipe>(executor, capacity);
    const auto back = std::make_shared<MemoryPipe>(executor, capacity);
    return {std::make_unique<MemoryStream>(back, there), std::make_unique<MemoryStream>(there, back)};
}

}  // namespace support
