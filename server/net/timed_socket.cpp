#include "net/timed_socket.hpp"

#include <sys/socket.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <cerrno>
#include <utility>

namespace net {
namespace {

using boost::system::error_code;
using boost::system::system_error;

/// Repeats a call that a signal interrupted; nullopt when it would have to wait.
template <class Call>
std::optional<std::size_t> without_waiting(Call call) {
    for (;;) {
        const ssize_t count = call();
        if (count >= 0)
            return static_cast<std::size_t>(count);
        if (errno == EAGAIN || errno == EWOULDBLOCK)
            return std::nullopt;
        if (errno != EINTR)
            throw system_error(error_code(errno, boost::system::system_category()));
    }
}

}  // namespace

TimedSocket::TimedSocket(Socket socket)
    : Timed(DeadlineSweep::of(asio::query(socket.get_executor(), asio::execution::context))),
      socket_(std::move(socket)) {}

std::optional<std::size_t> TimedSocket::receive(std::span<char> buffer) {
    throw_if_over();
    return without_waiting([&, socket = socket_.native_handle()] {
        return ::recv(socket, buffer.data(), buffer.size(), MSG_DONTWAIT);
    });
}

std::size_t TimedSocket::send(std::string_view octets) {
    throw_if_over();
    const auto count = without_waiting([&, socket = socket_.native_handle()] {
        return ::send(socket, octets.data(), octets.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    });
    return count.value_or(0);
}

std::optional<std::size_t> TimedSocket::discard(std::size_t max_octets) {
    throw_if_over();
    return without_waiting([&, socket = socket_.native_handle()] {
        return ::recv(socket, nullptr, max_octets, MSG_DONTWAIT | MSG_TRUNC);
    });
}

asio::awaitable<void> TimedSocket::wait(Socket::wait_type what) {
    throw_if_over();
    const auto [error] = co_await socket_.async_wait(what, asio::as_tuple(asio::deferred));
    throw_if_over();
    // Aborted although nothing is over: a new deadline was set while the old one made the wait fail. If it
    // was the coroutine that is cancelled, its next wait throws.
    if (error && error != asio::error::operation_aborted)
        throw system_error(error);
}

Socket TimedSocket::release() noexcept {
    error_code ignored;
    socket_.cancel(ignored);
    return std::move(socket_);
}

void TimedSocket::expire() noexcept {
    error_code ignored;
    socket_.cancel(ignored);
}

void TimedSocket::throw_if_over() const {
    if (!socket_.is_open())
        throw system_error(asio::error::operation_aborted);
    if (is_overdue())
        throw system_error(asio::error::timed_out);
}

}  // namespace net
