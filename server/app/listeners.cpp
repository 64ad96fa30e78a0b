#include "app/listeners.hpp"

#include <fmt/format.h>

#include <utility>

namespace app {

namespace {

/// "unavailable" is what net says when the machine lacks the address or its family.
bool may_be_left_out(const config::Listeners& wanted, const base::Error& error) {
    return !wanted.named_by_user && error.code == base::ErrorCode::unavailable;
}

}  // namespace

base::Result<OpenedListeners> open_listeners(boost::asio::io_context& context,
                                             const config::Listeners& wanted, const std::string& option,
                                             const net::ListenerSettings& settings) {
    OpenedListeners opened;
    for (const auto& address : wanted.addresses) {
        auto listener = net::Listener::open(context, address, settings);
        if (listener)
            opened.listeners.push_back(std::move(*listener));
        else if (may_be_left_out(wanted, listener.error()))
            opened.left_out.push_back(
                fmt::format("{} {} is left out: {}", option, address.string(), listener.error().message));
        else
            return base::Error{listener.error().code,
                               fmt::format("{} {}: {}", option, address.string(), listener.error().message),
                               option};
    }
    if (opened.listeners.empty())
        return base::Error{base::ErrorCode::unavailable,
                           fmt::format("{}: none of the default addresses can be had; name one", option),
                           option};
    return opened;
}

bool all_loopback(const std::vector<std::unique_ptr<net::Listener>>& listeners) {
    for (const auto& listener : listeners) {
        const auto& host = listener->address().host;
        if (!host.starts_with("127.") && host != "::1" && host != "localhost")
            return false;
    }
    return true;
}

}  // namespace app
