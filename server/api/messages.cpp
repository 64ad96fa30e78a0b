#include "api/messages.hpp"

#include <utility>

#include "api/api.hpp"
#include "api/json.hpp"
#include "api/problem.hpp"
#include "api/query.hpp"

namespace api {

Messages::Messages(store::Store& store, mailroom::Mailroom& mailroom, const MessageReader& reader,
                   const Settings& settings)
    : store_(store), mailroom_(mailroom), reader_(reader), settings_(settings) {}

asio::awaitable<http::Response> Messages::list(const http::Request& request) {
    const auto filter = parse_message_filter(request.query);
    if (!filter)
        co_return problem(filter.error());
    const auto page = co_await store_.read(store::find_messages, *filter);
    co_return http::json(to_json(page));
}

asio::awaitable<http::Response> Messages::get(const http::Request& request) {
    const auto message = co_await reader_.find(request.path_parameter("id"));
    if (!message)
        co_return not_found("message");
    const auto most = settings_.max_text_bytes;
    const auto text = co_await reader_.shown_text(message->summary.id, message->details, most, most);
    if (!text)
        co_return not_found("message");
    co_return http::json(to_json(*message, *text));
}

asio::awaitable<http::Response> Messages::change(const http::Request& request) {
    const auto change = parse_change(request.body);
    if (!change)
        co_return problem(change.error());
    const auto id = base::Id::parse(request.path_parameter("id"));
    if (!id)
        co_return not_found("message");
    store::Selection selection{.all = false, .ids = {*id}};
    co_await mailroom_.mark_read(std::move(selection), change->read);
    const auto summary = co_await reader_.find_summary(*id);
    co_return summary ? http::json(to_json(*summary)) : not_found("message");
}

asio::awaitable<http::Response> Messages::remove(const http::Request& request) {
    const auto id = base::Id::parse(request.path_parameter("id"));
    if (!id)
        co_return not_found("message");
    store::Selection selection{.all = false, .ids = {*id}};
    const auto removed = co_await mailroom_.remove(std::move(selection));
    co_return removed > 0 ? http::no_content() : not_found("message");
}

asio::awaitable<http::Response> Messages::change_many(const http::Request& request) {
    const auto all = parse_flag(request.query, "all");
    if (!all)
        co_return problem(all.error());
    auto change = parse_bulk_change(request.body, *all);
    if (!change)
        co_return problem(change.error());
    const auto changed = co_await mailroom_.mark_read(std::move(change->selection), change->read);
    co_return http::json(changed_json(changed));
}

asio::awaitable<http::Response> Messages::remove_many(const http::Request& request) {
    const auto all = parse_flag(request.query, "all");
    if (!all)
        co_return problem(all.error());
    auto selection = parse_bulk_delete(request.body, *all);
    if (!selection)
        co_return problem(selection.error());
    const auto removed = co_await mailroom_.remove(*std::move(selection));
    co_return http::json(deleted_json(removed));
}

}  // namespace api
