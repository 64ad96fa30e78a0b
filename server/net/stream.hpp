// Octets to and from one peer. The rest of the program sees neither sockets nor TLS.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace net {

namespace asio = boost::asio;
using Deadline = std::chrono::steady_clock::time_point;

/// Network thread. All operations throw boost::system::system_error when the peer is gone, with
/// `asio::error::timed_out` when the deadline has passed. After that only close() and reset() are of use;
/// after a read that timed out also set_deadline() and write_all(), to say why.
class Stream {
public:
    virtual ~Stream() = default;

    /// Waits until there is something and reads it; 0 when the peer has ended its side. Never with an empty
    /// buffer.
    virtual asio::awaitable<std::size_t> read_some(std::span<char> buffer) = 0;
    /// Reads what is there now, without waiting: nullopt when there is nothing, 0 at the end.
    virtual std::optional<std::size_t> try_read(std::span<char> buffer) = 0;
    /// Waits until there may be something to read, so that no buffer needs to be held while a peer is idle.
    /// It may return early; one that does not know better does so at once.
    virtual asio::awaitable<void> wait_readable() { co_return; }
    /// `octets` must stay until it is done.
    virtual asio::awaitable<void> write_all(std::string_view octets) = 0;

    /// When the reads and writes from now on, and the one under way, have to be done. It is looked at a few
    /// times a second, so it may be late by a quarter of a second; setting it costs next to nothing.
    virtual void set_deadline(Deadline deadline) = 0;

    /// Ends the connection in order (FIN) once everything is written; reads and writes under way fail.
    virtual void close() noexcept = 0;
    /// Breaks it (RST).
    virtual void reset() noexcept = 0;

    /// "127.0.0.1" or "::1", and the port; as they were when the connection was made.
    virtual const std::string& peer_address() const = 0;
    virtual unsigned short peer_port() const = 0;
    virtual const std::string& local_address() const = 0;
    virtual unsigned short local_port() const = 0;
};

}  // namespace net
