#include "api/content.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "api/api.hpp"
#include "api/json.hpp"
#include "api/mail_response.hpp"
#include "api/media.hpp"
#include "api/problem.hpp"
#include "api/query.hpp"
#include "base/run_on.hpp"
#include "http/range.hpp"
#include "mime/header.hpp"

namespace api {
namespace {

base::Error too_much_at_once() {
    return {base::ErrorCode::unavailable, "too much is being read at the same time, try again"};
}

/// Octets in memory as a body that holds its `budget` until it is sent.
http::StreamedBody hold(std::string octets, std::shared_ptr<const void> budget) {
    const auto held = std::make_shared<const std::string>(std::move(octets));
    auto next = [held, budget = std::move(budget)](std::uint64_t offset, std::size_t most) {
        return at_once(held->substr(std::min<std::uint64_t>(offset, held->size()), most));
    };
    return {.size = held->size(), .next = std::move(next)};
}

/// Empty when the message has gone meanwhile: the client then sees that it did not get everything.
asio::awaitable<std::string> read_on(const MessageReader& reader, base::Id id, std::uint64_t begin,
                                     std::uint64_t end) {
    auto octets = co_await reader.slice(id, begin, end);
    co_return std::move(octets).value_or(std::string());
}

http::StreamedBody stream(const MessageReader& reader, base::Id id, std::uint64_t begin, std::uint64_t end) {
    auto next = [&reader, id, begin, end](std::uint64_t offset, std::size_t most) {
        const auto from = std::min(begin + offset, end);
        return read_on(reader, id, from, std::min<std::uint64_t>(from + most, end));
    };
    return {.size = end - begin, .next = std::move(next)};
}

/// A part as a browser may have it: shown only when its octets are of a harmless type.
http::Response respond_with_part(Body body, const store::PartRecord& part, std::string_view beginning,
                                 bool download) {
    const auto shown_as = download ? std::nullopt : inline_type(part, beginning);
    const auto disposition = shown_as ? Disposition::shown : Disposition::attachment;
    return mail_octets(std::move(body), shown_as.value_or("application/octet-stream"), disposition,
                       part.filename);
}

std::string headers_json(const std::string& block) {
    return to_json(mime::read_fields(block).fields);
}

using PartsById = std::map<std::string_view, const store::PartRecord*>;

/// Of several parts with one Content-ID the first counts.
PartsById parts_by_content_id(const store::MessageDetails& details) {
    PartsById parts;
    for (const auto& part : details.parts) {
        if (part.is_leaf && !part.content_id.empty())
            parts.emplace(part.content_id, &part);
    }
    return parts;
}

}  // namespace

Content::Content(const MessageReader& reader, asio::thread_pool& workers, const Settings& settings)
    : reader_(reader), workers_(workers), settings_(settings), decoded_bytes_(settings.max_decoded_bytes) {}

asio::awaitable<http::Response> Content::raw(const http::Request& request) {
    const auto view = parse_flag(request.query, "view");
    if (!view)
        co_return problem(view.error());
    const auto id = base::Id::parse(request.path_parameter("id")).value_or(base::Id());
    const auto summary = co_await reader_.find_summary(id);
    if (!summary)
        co_return not_found("message");
    auto response = mail_octets(stream(reader_, id, 0, summary->size),
                                *view ? "text/plain; charset=utf-8" : "message/rfc822",
                                *view ? Disposition::shown : Disposition::attachment, id.string() + ".eml");
    co_return http::with_range(request, std::move(response));
}

asio::awaitable<http::Response> Content::html(const http::Request& request) {
    const auto remote = parse_flag(request.query, "remote");
    if (!remote)
        co_return problem(remote.error());
    const auto message = co_await reader_.find(request.path_parameter("id"));
    const auto* const part = message ? find_part(message->details, message->details.html_part) : nullptr;
    if (!part)
        co_return not_found(message ? "HTML in the message" : "message");
    const auto budget = decoded_bytes_.take(part->decoded_size);
    if (!budget)
        co_return problem(too_much_at_once());
    auto html = co_await reader_.text(message->summary.id, *part, 0);
    if (!html)
        co_return not_found("message");
    const auto shown = co_await with_images(*message, std::move(html->text));
    co_return mail_html(shown, *remote ? Remote::allowed : Remote::blocked);
}

asio::awaitable<http::Response> Content::text(const http::Request& request) {
    const auto message = co_await reader_.find(request.path_parameter("id"));
    if (!message)
        co_return not_found("message");
    auto text =
        co_await reader_.shown_text(message->summary.id, message->details, 0, settings_.max_text_bytes);
    if (!text)
        co_return not_found("message");
    co_return mail_text(std::move(text->text));
}

asio::awaitable<http::Response> Content::part(const http::Request& request) {
    const auto download = parse_flag(request.query, "download");
    if (!download)
        co_return problem(download.error());
    const auto message = co_await reader_.find(request.path_parameter("id"));
    const auto* const part = message ? find_part(message->details, request.path_parameter("part")) : nullptr;
    if (!part)
        co_return not_found(message ? "part" : "message");
    auto response = co_await send_part(message->summary.id, *part, *download);
    co_return http::with_range(request, std::move(response));
}

asio::awaitable<http::Response> Content::headers(const http::Request& request) {
    const auto message = co_await reader_.find(request.path_parameter("id"));
    if (!message || message->details.parts.empty())
        co_return not_found("message");
    const auto& whole = message->details.parts.front();
    const auto end =
        std::min<std::uint64_t>(whole.header_end, whole.header_begin + settings_.max_header_bytes);
    auto block = co_await reader_.slice(message->summary.id, whole.header_begin, end);
    if (!block)
        co_return not_found("message");
    auto json = co_await base::run_on(workers_, headers_json, *std::move(block));
    co_return http::json(std::move(json));
}

asio::awaitable<http::Response> Content::send_part(base::Id id, store::PartRecord part, bool download) {
    if (is_stored_plainly(part)) {
        const auto end = std::min(part.body_begin + signature_bytes, part.body_end);
        const auto beginning = co_await reader_.slice(id, part.body_begin, end);
        if (!beginning)
            co_return not_found("message");
        co_return respond_with_part(stream(reader_, id, part.body_begin, part.body_end), part, *beginning,
                                    download);
    }
    auto budget = decoded_bytes_.take(part.decoded_size);
    if (!budget)
        co_return problem(too_much_at_once());
    auto octets = co_await reader_.octets(id, part);
    if (!octets)
        co_return not_found("message");
    const auto beginning = octets->substr(0, signature_bytes);
    co_return respond_with_part(hold(*std::move(octets), std::move(budget)), part, beginning, download);
}

asio::awaitable<std::string> Content::with_images(const store::Message& message, std::string html) const {
    const auto urls = co_await base::run_on(workers_, find_cid_urls, html);
    if (urls.empty())
        co_return html;
    const auto images = co_await read_images(message, urls);
    co_return replace_cid_urls(html, urls, images, settings_.max_inlined_bytes);
}

asio::awaitable<DataUrls> Content::read_images(const store::Message& message,
                                               const std::vector<CidUrl>& urls) const {
    const auto parts = parts_by_content_id(message.details);
    DataUrls images;
    auto left = settings_.max_inlined_bytes;
    for (const auto& url : urls) {
        const auto part = parts.find(url.content_id);
        if (part == parts.end() || images.contains(url.content_id) || part->second->decoded_size > left)
            continue;
        const auto octets = co_await reader_.octets(message.summary.id, *part->second);
        const auto type = octets ? image_type(*octets) : std::nullopt;
        if (!type)
            continue;
        left -= octets->size();
        images.emplace(url.content_id, data_url(*type, *octets));
    }
    co_return images;
}

}  // namespace api
