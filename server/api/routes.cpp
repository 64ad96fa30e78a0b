#include "api/routes.hpp"

#include <utility>

#include "api/mail_response.hpp"
#include "api/problem.hpp"
#include "api/query.hpp"

namespace api {
namespace {

/// A member function as a row's handler: `of<&Messages::list>` asks the one Messages there is.
Messages& resource(Resources& resources, const Messages*) {
    return resources.messages;
}
Content& resource(Resources& resources, const Content*) {
    return resources.content;
}
Delivery& resource(Resources& resources, const Delivery*) {
    return resources.delivery;
}
Info& resource(Resources& resources, const Info*) {
    return resources.info;
}

template <class Resource>
const Resource* owner_of(asio::awaitable<http::Response> (Resource::*)(const http::Request&)) {
    return nullptr;
}

template <auto Method>
asio::awaitable<http::Response> of(Resources& resources, const http::Request& request) {
    return (resource(resources, owner_of(Method)).*Method)(request);
}

using enum http::Body;
constexpr bool shows_mail = true;

constexpr Operation table[] = {
    {"GET", "/api/messages", "listMessages", of<&Messages::list>, {"inbox", "read", "limit", "cursor"}},
    {"POST", "/api/messages", "deliverMessage", of<&Delivery::create>, {"mail_from", "rcpt_to*"}, message},
    {"PATCH", "/api/messages", "changeMessages", of<&Messages::change_many>, {"all"}, json},
    {"DELETE", "/api/messages", "deleteMessages", of<&Messages::remove_many>, {"all"}, json},
    {"GET", "/api/messages/{id}", "getMessage", of<&Messages::get>},
    {"PATCH", "/api/messages/{id}", "changeMessage", of<&Messages::change>, {}, json},
    {"DELETE", "/api/messages/{id}", "deleteMessage", of<&Messages::remove>},
    {"GET", "/api/messages/{id}/raw", "getRawMessage", of<&Content::raw>, {"view"}, none, shows_mail},
    {"GET", "/api/messages/{id}/html", "getMessageHtml", of<&Content::html>, {"remote"}, none, shows_mail},
    {"GET", "/api/messages/{id}/text", "getMessageText", of<&Content::text>, {}, none, shows_mail},
    {"GET",
     "/api/messages/{id}/parts/{part}",
     "getMessagePart",
     of<&Content::part>,
     {"download"},
     none,
     shows_mail},
    {"GET", "/api/messages/{id}/headers", "getMessageHeaders", of<&Content::headers>, {}, none, shows_mail},
    {"GET", "/api/info", "getInfo", of<&Info::get>},
    {"GET", "/api/openapi.json", "getContract", of<&Info::contract>},
    {"GET", "/livez", "getLiveness", of<&Info::liveness>},
    {"GET", "/readyz", "getReadiness", of<&Info::readiness>},
};

http::Handler handler_of(const Operation& operation, Resources& resources) {
    return [&operation, &resources](const http::Request& request) {
        const auto only = expect_only_parameters(request.query, operation.parameters);
        return only ? operation.handler(resources, request) : at_once(problem(only.error()));
    };
}

}  // namespace

Resources::Resources(const Dependencies& dependencies, const Settings& settings_in_force, About about)
    : settings(settings_in_force),
      reader(dependencies.store, dependencies.workers, settings.decode_on_worker_bytes),
      messages(dependencies.store, dependencies.mailroom, reader, settings),
      content(reader, dependencies.workers, settings),
      delivery(dependencies.store, dependencies.mailroom),
      info(dependencies.store, dependencies.mailroom, std::move(about)),
      live(dependencies.network, dependencies.store, dependencies.mailroom, dependencies.bus, settings) {}

std::span<const Operation> operations() {
    return table;
}

void add_routes(http::Router& router, Resources& resources) {
    for (const auto& operation : table) {
        router.add(http::Route{.method = operation.method,
                               .path = operation.path,
                               .operation = operation.name,
                               .handler = handler_of(operation, resources),
                               .body = operation.body,
                               .mail_content = operation.mail_content});
    }
    router.add(http::SocketRoute{
        .path = live_path,
        .operation = live_operation,
        .handler = [&live = resources.live](const http::Request& request, http::WebSocket& socket) {
            return live.serve(request, socket);
        }});
}

}  // namespace api
