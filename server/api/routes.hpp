// The routing table of our API: one row per operation of schema/openapi.json.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "api/content.hpp"
#include "api/delivery.hpp"
#include "api/info.hpp"
#include "api/live.hpp"
#include "api/message_reader.hpp"
#include "api/messages.hpp"
#include "http/router.hpp"

namespace api {

/// The objects behind the operations.
struct Resources {
    Resources(const Dependencies& dependencies, const Settings& settings, About about);

    const Settings settings;
    MessageReader reader;
    Messages messages;
    Content content;
    Delivery delivery;
    Info info;
    Live live;
};

struct Operation {
    std::string_view method;
    std::string_view path;
    std::string_view name;  // operationId
    asio::awaitable<http::Response> (*handler)(Resources&, const http::Request&);
    /// The query parameters it knows; others are refused before the handler is asked. "name*" may come
    /// several times.
    std::array<std::string_view, 4> parameters = {};
    http::Body body = http::Body::none;
    bool mail_content = false;  // shows what a mail brought (http::Route)
};

std::span<const Operation> operations();

inline constexpr std::string_view live_path = "/api/live";
inline constexpr std::string_view live_operation = "openLiveStream";

/// `resources` outlives the router's last request.
void add_routes(http::Router& router, Resources& resources);

}  // namespace api
