// Accepts connections on one address, whatever happens: when descriptors run out it refuses with a spare one
// and backs off instead of spinning, and it never stops for good because of one bad connection.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "net/stream.hpp"

namespace net {

/// HOST:PORT as a user writes it: "127.0.0.1:1025", "[::1]:0", "localhost:25", ":1025" (all addresses).
struct Address {
    std::string host;
    unsigned short port = 0;

    /// Errors name what is allowed. Names other than localhost are not looked up: `host` must be a literal,
    /// "localhost" or empty.
    static base::Result<Address> parse(std::string_view text);
    std::string string() const;
    bool operator==(const Address&) const = default;
};

struct ListenerSettings {
    int backlog = 4096;
    std::string refusal;  // what a client hears that is refused because descriptors have run out
};

class Listener {
public:
    using OnConnection = std::function<void(std::unique_ptr<Stream>)>;

    /// Binds and listens at once, so that clients that connect from now on are served. Port 0 takes a free
    /// one. Error: unavailable when the machine lacks the address or its family, conflict when the port is in
    /// use, forbidden when it may not be bound; the message says so.
    static base::Result<std::unique_ptr<Listener>> open(asio::io_context& context, const Address& address,
                                                        const ListenerSettings& settings = {});
    virtual ~Listener() = default;

    /// Begins to accept. `on_connection` runs on the network thread for each connection.
    virtual void start(OnConnection on_connection) = 0;
    virtual void stop() noexcept = 0;

    /// The address that was really taken, with the real port.
    virtual const Address& address() const = 0;
};

}  // namespace net
