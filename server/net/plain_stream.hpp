// A stream over TCP as it is. Private to net.
#pragma once

#include <memory>

#include "net/stream.hpp"
#include "net/timed_socket.hpp"

namespace net {

/// Takes over a connected socket. `peer` as accept() told it: a connection that is reset already has none to
/// ask for.
std::unique_ptr<Stream> make_plain_stream(Socket socket, const asio::ip::tcp::endpoint& peer);

}  // namespace net
