// Opens the addresses of one kind, tolerating a family that the machine lacks where nobody asked for it by
// name.
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "config/configuration.hpp"
#include "net/listener.hpp"

namespace app {

struct OpenedListeners {
    std::vector<std::unique_ptr<net::Listener>> listeners;
    std::vector<std::string> left_out;  // sentences about default addresses that the machine lacks
};

/// Error: an address that must be had could not be bound, or none of the defaults could; `field` is `option`.
base::Result<OpenedListeners> open_listeners(boost::asio::io_context& context,
                                             const config::Listeners& wanted, const std::string& option,
                                             const net::ListenerSettings& settings = {});

/// False when any of them can be reached from other machines.
bool all_loopback(const std::vector<std::unique_ptr<net::Listener>>& listeners);

}  // namespace app
