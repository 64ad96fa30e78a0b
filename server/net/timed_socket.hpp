// A connected TCP socket with a deadline, on which every kind of stream is built. Octets are moved without
// waiting; waiting is a separate step, so that no buffer is needed meanwhile. Private to net. Network thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "net/deadline_sweep.hpp"
#include "net/stream.hpp"

namespace net {

using Socket = asio::ip::tcp::socket;

class TimedSocket final : private Timed {
public:
    explicit TimedSocket(Socket socket);

    void set_deadline(Deadline deadline) { Timed::deadline = deadline; }

    /// nullopt when there is nothing now; 0 at the end. Throws when the connection or the deadline is over.
    std::optional<std::size_t> receive(std::span<char> buffer);
    /// How many were taken: 0 when there is no room now. Throws like receive().
    std::size_t send(std::string_view octets);
    /// Throws away what is there now, up to `max_octets`, without copying it. Otherwise like receive().
    std::optional<std::size_t> discard(std::size_t max_octets);

    /// Returns when there may be something to read, or room to write, and also when the deadline was moved
    /// while it was passing: the caller tries again. Throws when the connection or the deadline is over.
    asio::awaitable<void> wait(Socket::wait_type what);

    /// Everything under way fails with operation_aborted, now and later; the socket is the caller's.
    Socket release() noexcept;

private:
    void expire() noexcept override;
    void throw_if_over() const;

    Socket socket_;
};

}  // namespace net
