// The opening handshake of RFC 6455 section 4.2, apart from who may do it (access.hpp).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/request.hpp"
#include "http/response.hpp"

namespace http {

/// Does the request ask for a WebSocket?
bool wants_websocket(const Pairs& headers);

/// The refusal, if any, of a request for a path that is a WebSocket.
std::optional<Response> check_handshake(int version, const Pairs& headers);

/// The whole 101 response to a request that check_handshake has passed.
std::string accept_handshake(const Pairs& headers);

}  // namespace http
