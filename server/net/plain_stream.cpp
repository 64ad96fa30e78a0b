#include "net/plain_stream.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/address.hpp>
#include <cassert>
#include <utility>

namespace net {
namespace {

using boost::system::error_code;
using Endpoint = asio::ip::tcp::endpoint;

constexpr std::chrono::seconds max_linger{1};
constexpr std::size_t max_linger_octets = std::size_t{16} << 20;

/// Discards what a peer still sends after we have ended our side. Closing a socket that holds unread octets
/// resets the connection, and the reset makes the peer lose what we wrote last (RFC 1122 section 4.2.2.13). A
/// peer that is gone or takes too long ends this with an exception, which nobody needs to hear of.
asio::awaitable<void> linger(Socket ended) {
    TimedSocket socket(std::move(ended));
    socket.set_deadline(std::chrono::steady_clock::now() + max_linger);
    for (std::size_t left = max_linger_octets; left > 0;) {
        const auto count = socket.discard(left);
        if (count == 0U)
            break;
        if (count)
            left -= *count;
        else
            co_await socket.wait(Socket::wait_read);
    }
}

/// An address and a port, as text is wanted of them: an IPv4 peer of an IPv6 socket as what it is.
struct End {
    explicit End(const Endpoint& endpoint) : port(endpoint.port()) {
        const auto ip = endpoint.address();
        const bool mapped = ip.is_v6() && ip.to_v6().is_v4_mapped();
        address =
            mapped ? asio::ip::make_address_v4(asio::ip::v4_mapped, ip.to_v6()).to_string() : ip.to_string();
    }

    std::string address;
    unsigned short port;
};

Endpoint local_endpoint(const Socket& socket) {
    error_code ignored;
    return socket.local_endpoint(ignored);
}

class PlainStream final : public Stream {
public:
    PlainStream(Socket socket, const Endpoint& peer)
        : peer_(peer), local_(local_endpoint(socket)), socket_(std::move(socket)) {}

    asio::awaitable<std::size_t> read_some(std::span<char> buffer) override {
        assert(!buffer.empty());
        for (;;) {
            const auto count = socket_.receive(buffer);
            if (count)
                co_return *count;
            co_await socket_.wait(Socket::wait_read);
        }
    }

    std::optional<std::size_t> try_read(std::span<char> buffer) override {
        assert(!buffer.empty());
        return socket_.receive(buffer);
    }

    asio::awaitable<void> wait_readable() override { return socket_.wait(Socket::wait_read); }

    asio::awaitable<void> write_all(std::string_view octets) override {
        while (!octets.empty()) {
            const std::size_t count = socket_.send(octets);
            octets.remove_prefix(count);
            if (count == 0)
                co_await socket_.wait(Socket::wait_write);
        }
    }

    void set_deadline(Deadline deadline) override { socket_.set_deadline(deadline); }

    void close() noexcept override {
        auto socket = socket_.release();
        error_code error;
        socket.shutdown(Socket::shutdown_send, error);
        // With an error the peer is gone already, or this stream was closed before.
        if (error)
            return;
        const auto executor = socket.get_executor();
        asio::co_spawn(executor, linger(std::move(socket)), asio::detached);
    }

    void reset() noexcept override {
        auto socket = socket_.release();
        error_code ignored;
        socket.set_option(asio::socket_base::linger(true, 0), ignored);
        // The destructor would take the option back.
        socket.close(ignored);
    }

    const std::string& peer_address() const override { return peer_.address; }
    unsigned short peer_port() const override { return peer_.port; }
    const std::string& local_address() const override { return local_.address; }
    unsigned short local_port() const override { return local_.port; }

private:
    End peer_;
    End local_;
    TimedSocket socket_;
};

}  // namespace

std::unique_ptr<Stream> make_plain_stream(Socket socket, const Endpoint& peer) {
    return std::make_unique<PlainStream>(std::move(socket), peer);
}

}  // namespace net
