#include <fmt/format.h>

#include <boost/asio/ip/address.hpp>
#include <limits>
#include <utility>

#include "base/text.hpp"
#include "net/listener.hpp"

namespace net {
namespace {

base::Error wrong(std::string_view text) {
    return {
        base::ErrorCode::invalid,
        fmt::format("\"{}\" is not an address to listen on; write HOST:PORT with an IP address, localhost or "
                    "nothing as the host: 127.0.0.1:1025, [::1]:1025, localhost:1025, :1025",
                    base::printable(text, 80))};
}

/// An IP address in its usual form; nullopt when it is none, or lacks or has brackets that it must not.
std::optional<std::string> parse_literal(std::string_view host) {
    const bool bracketed = host.size() >= 2 && host.front() == '[' && host.back() == ']';
    if (bracketed)
        host = host.substr(1, host.size() - 2);
    boost::system::error_code error;
    const auto ip = asio::ip::make_address(host, error);
    if (error || ip.is_v6() != bracketed)
        return std::nullopt;
    return ip.to_string();
}

}  // namespace

base::Result<Address> Address::parse(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == text.npos)
        return wrong(text);
    const auto host = text.substr(0, colon);
    const auto port = base::parse_uint64(text.substr(colon + 1));
    if (!port || *port > std::numeric_limits<unsigned short>::max())
        return wrong(text);
    Address address;
    address.port = static_cast<unsigned short>(*port);
    if (base::equals_ignoring_case(host, "localhost")) {
        address.host = "localhost";
    } else if (!host.empty()) {
        auto literal = parse_literal(host);
        if (!literal)
            return wrong(text);
        address.host = *std::move(literal);
    }
    return address;
}

std::string Address::string() const {
    const bool has_colons = host.find(':') != host.npos;
    return has_colons ? fmt::format("[{}]:{}", host, port) : fmt::format("{}:{}", host, port);
}

}  // namespace net
