// uses: http
// Targets, header sections, chunked bodies and WebSocket frames, each from octets of any kind.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "http/access.hpp"
#include "http/head_scanner.hpp"
#include "http/range.hpp"
#include "http/request_parser.hpp"
#include "http/router.hpp"
#include "http/target.hpp"
#include "http/websocket_frames.hpp"

namespace {

constexpr std::size_t limit = 4096;

void require(bool condition) {
    if (!condition)
        std::abort();
}

const http::Router& router() {
    static const http::Router routes = [] {
        http::Router made;
        const http::Handler handler = [](const http::Request&) -> http::asio::awaitable<http::Response> {
            co_return http::no_content();
        };
        for (const auto* path : {"/", "/*", "/a/{b}", "/a/{b}/c/{d}", "/a/b", "/assets/*"})
            made.add({.method = "GET", .path = path, .operation = path, .handler = handler});
        return made;
    }();
    return routes;
}

void read_target(std::string_view text) {
    const auto target = http::parse_target(text);
    if (!target)
        return;
    require(target->path.starts_with('/') && base::is_utf8(target->path));
    for (const auto& [name, value] : target->query)
        require(base::is_utf8(name) && base::is_utf8(value));
    const auto match = router().find("GET", target->raw_path);
    require(match.route != nullptr);
    for (const auto& [name, value] : match.path_parameters)
        require(!name.empty() && !value.empty());
}

/// The whole input at once, and octet by octet, must mean the same.
std::string read_body(http::RequestParser& parser, std::string_view input, std::size_t step) {
    std::string body;
    std::string pending;
    bool refused = false;
    while (!parser.done() && !refused && (!input.empty() || !pending.empty())) {
        const auto progress = parser.parse_body(pending, body, limit);
        require(progress.used <= pending.size() && body.size() <= limit);
        pending.erase(0, progress.used);
        refused = progress.defect.has_value();
        if (progress.used > 0)
            continue;
        if (input.empty())
            break;
        pending += input.substr(0, step);
        input.remove_prefix(std::min(step, input.size()));
    }
    // What is not complete means nothing yet, whether or not the next octets are known to be wrong.
    return parser.done() && !refused ? "done " + body : "not complete";
}

void read_request(std::string_view text) {
    http::HeadScanner scanner(limit, limit / 2);
    if (!scanner.scan(text) || scanner.defect())
        return;
    const auto head = text.substr(0, scanner.size());
    http::RequestParser at_once({});
    http::RequestParser in_pieces({});
    const auto defect = at_once.parse_head(head);
    require(defect.has_value() == in_pieces.parse_head(head).has_value());
    if (defect)
        return;
    const http::AccessRules rules({}, {"http://a"});
    if (!rules.check_host(at_once.head().headers))
        rules.check_origin(at_once.head().headers, http::Exposure::change);
    http::Request request;
    request.method = "GET";
    request.headers = at_once.head().headers;
    http::with_range(request, {.body = std::string("0123456789")});
    const auto rest = text.substr(scanner.size());
    require(read_body(at_once, rest, rest.size() + 1) == read_body(in_pieces, rest, 1));
}

void read_frames(std::string_view octets) {
    http::FrameReader reader(limit);
    reader.feed(octets);
    while (const auto event = reader.next()) {
        if (const auto* message = std::get_if<http::TextMessage>(&*event))
            require(message->text.size() <= limit && base::is_utf8(message->text));
        if (std::holds_alternative<http::Violation>(*event))
            break;
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    read_target(input);
    read_request(input);
    read_frames(input);
    return 0;
}
