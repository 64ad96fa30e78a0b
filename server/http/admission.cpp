#include "http/admission.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.hpp"
#include "http/media_type.hpp"
#include "http/target.hpp"
#include "http/websocket_handshake.hpp"

namespace http {
namespace {

bool is_read(std::string_view method) {
    return method == "GET" || method == "HEAD";
}

Exposure exposure_of(const Router::Match& match, std::string_view method) {
    if (match.socket_route)
        return Exposure::socket;
    if (!is_read(method))
        return Exposure::change;
    return match.route && match.route->mail_content ? Exposure::mail_content : Exposure::open;
}

std::string join(const std::vector<std::string_view>& methods) {
    std::string text;
    for (const auto method : methods)
        text += (text.empty() ? "" : ", ") + std::string(method);
    return text;
}

/// Tells a page of a configured origin what it may do (CORS preflight), and everybody else which methods
/// there are.
Response options_answer(const Router::Match& match, bool preflight) {
    auto response = no_content();
    response.headers.emplace_back("Allow", join(match.allowed));
    if (preflight) {
        response.headers.emplace_back("Access-Control-Allow-Methods", join(match.allowed));
        response.headers.emplace_back("Access-Control-Allow-Headers", "Content-Type");
        response.headers.emplace_back("Access-Control-Max-Age", "600");
    }
    return response;
}

/// Methods whose request means nothing without a body.
bool needs_body(std::string_view method) {
    return method == "POST" || method == "PUT" || method == "PATCH";
}

Response unsupported_type(Body body) {
    return problem(415, "unsupported_media_type",
                   body == Body::message ? "the body must be message/rfc822"
                                         : "the body must be application/json, in UTF-8 and not compressed");
}

}  // namespace

Admission Admitter::admit(RequestHead& head, std::optional<std::uint64_t> content_length,
                          Request& request) const {
    request.method = std::move(head.method);
    request.headers = std::move(head.headers);
    auto target = parse_target(head.target);
    if (!target)
        return {.answer = problem(400, "bad_request", target.error().message)};
    request.path = std::move(target->path);
    request.query = std::move(target->query);
    if (auto refusal = access_.check_host(request.headers))
        return {.answer = std::move(refusal)};

    auto match = router_.find(request.method, target->raw_path);
    request.path_parameters = std::move(match.path_parameters);
    if (match.socket_route && match.route && !wants_websocket(request.headers))
        match.socket_route = nullptr;
    if (auto refusal = access_.check_origin(request.headers, exposure_of(match, request.method)))
        return {.answer = std::move(refusal)};
    if (match.socket_route) {
        if (auto refusal = check_handshake(head.version, request.headers))
            return {.answer = std::move(refusal)};
        // Frames follow at once: octets that are a body to one reader and frames to another are not for us.
        if (content_length != 0)
            return {.answer = problem(400, "bad_request", "a WebSocket handshake has no body")};
        return {.socket_route = match.socket_route};
    }
    if (auto answer = check_route(match, request))
        return {.answer = std::move(answer)};
    if (auto refusal = check_body(*match.route, content_length, request))
        return {.answer = std::move(refusal)};
    return {.route = match.route,
            .max_body_bytes = body_limit(match.route->body),
            .expects_continue = head.version >= 11 && content_length != 0 && request.header("expect")};
}

std::optional<Response> Admitter::check_route(const Router::Match& match, const Request& request) const {
    if (match.route)
        return std::nullopt;
    if (match.allowed.empty())
        return problem(404, "not_found", "there is nothing at this path");
    if (request.method == "OPTIONS") {
        const bool preflight = request.header("access-control-request-method").has_value();
        return options_answer(match, preflight && access_.configured_origin(request.headers));
    }
    auto response = problem(405, "method_not_allowed", "this path does not have that method");
    response.headers.emplace_back("Allow", join(match.allowed));
    return response;
}

std::size_t Admitter::body_limit(Body body) const {
    return body == Body::message ? settings_.max_message_bytes : settings_.max_json_bytes;
}

std::optional<Response> Admitter::check_body(const Route& route, std::optional<std::uint64_t> content_length,
                                             const Request& request) const {
    if (content_length.value_or(0) > body_limit(route.body))
        return response_to(body_too_large);
    const auto expect = request.header("expect");
    if (expect && !base::equals_ignoring_case(*expect, "100-continue"))
        return problem(417, "bad_request", "the only expectation that is met is 100-continue");
    const bool expected = route.body != Body::none && needs_body(request.method);
    if (content_length == 0 && !expected)
        return std::nullopt;
    const auto type = request.header("content-type").value_or(std::string_view());
    const auto same_name = [](const auto& field) { return field.first == "content-type"; };
    const bool once = std::count_if(request.headers.begin(), request.headers.end(), same_name) == 1;
    const bool fits = route.body == Body::message ? is_message(type) : is_json(type);
    const auto coding = request.header("content-encoding").value_or("identity");
    if (!once || !fits || !base::equals_ignoring_case(coding, "identity"))
        return unsupported_type(route.body);
    return std::nullopt;
}

}  // namespace http
