#include "net/listener.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <chrono>
#include <new>
#include <utility>

#include "net/plain_stream.hpp"

namespace net {
namespace {

using asio::ip::tcp;
using boost::system::error_code;

constexpr std::chrono::milliseconds back_off{100};
// Accepted in one go, before others on the network thread have their turn.
constexpr int max_accepts_in_a_row = 64;

/// A file descriptor of no use but to be given up when a connection needs one.
class SpareDescriptor {
public:
    SpareDescriptor() { take(); }
    ~SpareDescriptor() { give_up(); }
    SpareDescriptor(const SpareDescriptor&) = delete;
    SpareDescriptor& operator=(const SpareDescriptor&) = delete;

    void take() {
        if (descriptor_ == -1)
            descriptor_ = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    }
    void give_up() {
        if (descriptor_ != -1)
            ::close(std::exchange(descriptor_, -1));
    }

private:
    int descriptor_ = -1;
};

struct Accepted {
    int descriptor = -1;
    int error = 0;
    tcp::endpoint peer;
};

Accepted accept_now(tcp::acceptor& acceptor) {
    Accepted accepted;
    auto length = static_cast<socklen_t>(accepted.peer.capacity());
    accepted.descriptor = ::accept4(acceptor.native_handle(), accepted.peer.data(), &length, SOCK_CLOEXEC);
    if (accepted.descriptor == -1)
        accepted.error = errno;
    else
        accepted.peer.resize(length);
    return accepted;
}

/// One listening socket; the coroutine that accepts shares it with the Listener.
struct Door {
    Door(asio::io_context& context, const ListenerSettings& wanted)
        : settings(wanted), acceptor(context), timer(context) {}

    bool take(const Accepted& accepted);
    bool accept_some();
    void refuse_one();

    ListenerSettings settings;
    tcp::acceptor acceptor;
    asio::steady_timer timer;
    SpareDescriptor spare;
    Listener::OnConnection on_connection;
};

/// Makes a stream of the connection and hands it over. False when the machine has no room for it: one
/// connection that cannot be served must not end the accepting.
bool Door::take(const Accepted& accepted) try {
    Socket socket(acceptor.get_executor());
    error_code error;
    socket.assign(accepted.peer.protocol(), accepted.descriptor, error);
    if (error) {
        ::close(accepted.descriptor);
        return false;
    }
    // A reply is written in one go and must not wait for the acknowledgement of the one before.
    socket.set_option(tcp::no_delay(true), error);
    on_connection(make_plain_stream(std::move(socket), accepted.peer));
    return true;
} catch (const std::bad_alloc&) {
    return false;
}

/// Takes what waits. False when the machine has no room for more and a pause is due.
bool Door::accept_some() {
    for (int i = 0; i < max_accepts_in_a_row && acceptor.is_open(); ++i) {
        const auto accepted = accept_now(acceptor);
        switch (accepted.error) {
            case 0:
                if (!take(accepted))
                    return false;
                break;
            case EAGAIN:
                return true;
            case EMFILE:
            case ENFILE:
                refuse_one();
                return false;
            // The connection that was next is broken, or its network is (accept(2)): the one behind it may be
            // fine.
            case EINTR:
            case ECONNABORTED:
            case EPROTO:
            case EPERM:
            case ENOPROTOOPT:
            case ENETDOWN:
            case ENETUNREACH:
            case ENONET:
            case EHOSTDOWN:
            case EHOSTUNREACH:
            case EOPNOTSUPP:
            case ETIMEDOUT:
                break;
            default:
                return false;
        }
    }
    return true;
}

/// The client that has waited longest hears at once that there is no room; the others wait until there is.
void Door::refuse_one() {
    spare.give_up();
    const auto accepted = accept_now(acceptor);
    if (accepted.descriptor != -1) {
        ::send(accepted.descriptor, settings.refusal.data(), settings.refusal.size(),
               MSG_DONTWAIT | MSG_NOSIGNAL);
        ::close(accepted.descriptor);
    }
    spare.take();
}

asio::awaitable<void> accept_all(std::shared_ptr<Door> door) {
    while (door->acceptor.is_open()) {
        const auto [error] =
            co_await door->acceptor.async_wait(tcp::acceptor::wait_read, asio::as_tuple(asio::deferred));
        if (!door->acceptor.is_open() || (!error && door->accept_some()))
            continue;
        door->timer.expires_after(back_off);
        co_await door->timer.async_wait(asio::as_tuple(asio::deferred));
        door->spare.take();
    }
}

class TcpListener final : public Listener {
public:
    TcpListener(std::shared_ptr<Door> door, Address address)
        : door_(std::move(door)), address_(std::move(address)) {}
    ~TcpListener() override { stop(); }

    void start(OnConnection on_connection) override {
        door_->on_connection = std::move(on_connection);
        asio::co_spawn(door_->acceptor.get_executor(), accept_all(door_), asio::detached);
    }

    void stop() noexcept override {
        error_code ignored;
        door_->acceptor.close(ignored);
        door_->timer.cancel();
    }

    const Address& address() const override { return address_; }

private:
    std::shared_ptr<Door> door_;
    Address address_;
};

base::Error failure(const Address& address, const error_code& error) {
    using base::ErrorCode;
    const auto text = address.string();
    switch (error.value()) {
        case EADDRINUSE:
            return {ErrorCode::conflict, fmt::format("{} is in use by another program", text)};
        case EACCES:
        case EPERM:
            return {ErrorCode::forbidden, fmt::format("{} may not be listened on without more rights", text)};
        case EADDRNOTAVAIL:
        case EAFNOSUPPORT:
            return {ErrorCode::unavailable, fmt::format("{} is not an address of this machine", text)};
        default:
            return {ErrorCode::unavailable,
                    fmt::format("{} cannot be listened on: {}", text, error.message())};
    }
}

/// Whether a socket also takes IPv4 connections, if it is an IPv6 one.
enum class Family { own, both };

error_code listen(tcp::acceptor& acceptor, const tcp::endpoint& endpoint, Family family, int backlog) {
    const bool is_v6 = endpoint.address().is_v6();
    error_code error;
    acceptor.open(endpoint.protocol(), error);
    // So that a restart need not wait for the connections of the run before to be forgotten.
    if (!error)
        acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error && is_v6)
        acceptor.set_option(asio::ip::v6_only(family == Family::own), error);
    if (!error)
        acceptor.bind(endpoint, error);
    if (!error)
        acceptor.listen(backlog, error);
    if (!error)
        acceptor.native_non_blocking(true, error);
    if (error) {
        error_code ignored;
        acceptor.close(ignored);
    }
    return error;
}

error_code listen(tcp::acceptor& acceptor, const Address& address, int backlog) {
    if (address.host.empty()) {
        const auto error =
            listen(acceptor, {asio::ip::address_v6::any(), address.port}, Family::both, backlog);
        const bool lacks_v6 = error.value() == EAFNOSUPPORT || error.value() == EADDRNOTAVAIL;
        if (!lacks_v6)
            return error;
        return listen(acceptor, {asio::ip::address_v4::any(), address.port}, Family::own, backlog);
    }
    error_code error;
    const auto ip = asio::ip::make_address(address.host == "localhost" ? "127.0.0.1" : address.host, error);
    if (error)
        return error;
    return listen(acceptor, {ip, address.port}, Family::own, backlog);
}

}  // namespace

base::Result<std::unique_ptr<Listener>> Listener::open(asio::io_context& context, const Address& address,
                                                       const ListenerSettings& settings) {
    auto door = std::make_shared<Door>(context, settings);
    error_code error = listen(door->acceptor, address, settings.backlog);
    const auto taken = error ? tcp::endpoint() : door->acceptor.local_endpoint(error);
    if (error)
        return failure(address, error);
    Address real{taken.address().to_string(), taken.port()};
    return std::unique_ptr<Listener>(std::make_unique<TcpListener>(std::move(door), std::move(real)));
}

}  // namespace net
