// What becomes of a request once its header section is known: every check that comes before a handler, in
// order. Pure: no socket, no waiting.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "http/access.hpp"
#include "http/request.hpp"
#include "http/request_parser.hpp"
#include "http/response.hpp"
#include "http/router.hpp"
#include "http/server.hpp"

namespace http {

struct Admission {
    /// Set: send this and call nobody.
    std::optional<Response> answer = {};
    /// Else the one or the other is set.
    const Route* route = nullptr;
    const SocketRoute* socket_route = nullptr;
    std::size_t max_body_bytes = 0;
    bool expects_continue = false;  // RFC 9110 section 10.1.1
};

class Admitter {
public:
    /// All outlive the object.
    Admitter(const Router& router, const AccessRules& access, const Settings& settings)
        : router_(router), access_(access), settings_(settings) {}

    /// Moves what it needs from `head` into `request`, the header fields always. `content_length` is nullopt
    /// for a chunked body.
    Admission admit(RequestHead& head, std::optional<std::uint64_t> content_length, Request& request) const;

private:
    std::optional<Response> check_route(const Router::Match& match, const Request& request) const;
    std::optional<Response> check_body(const Route& route, std::optional<std::uint64_t> content_length,
                                       const Request& request) const;
    std::size_t body_limit(Body body) const;

    const Router& router_;
    const AccessRules& access_;
    const Settings& settings_;
};

}  // namespace http
