#include "api/query.hpp"

#include <algorithm>
#include <limits>

#include "base/text.hpp"

namespace api {
namespace {

using base::Error;
using base::ErrorCode;

constexpr std::size_t max_page = 500;
constexpr std::size_t max_inbox_bytes = 256;

std::optional<std::string_view> find(const http::Pairs& query, std::string_view name) {
    const auto named = [name](const auto& parameter) { return parameter.first == name; };
    const auto found = std::find_if(query.begin(), query.end(), named);
    return found == query.end() ? std::nullopt : std::optional<std::string_view>(found->second);
}

enum class Known { no, once, often };

Known known_as(std::string_view name, std::span<const std::string_view> known) {
    for (auto candidate : known) {
        const bool often = candidate.ends_with('*');
        if (often)
            candidate.remove_suffix(1);
        if (!candidate.empty() && candidate == name)
            return often ? Known::often : Known::once;
    }
    return Known::no;
}

Error unknown(std::string_view name) {
    // Clients that search would otherwise get, or change, everything.
    if (name == "query")
        return {ErrorCode::unsupported, "search is not supported", "query"};
    const auto shown = base::printable(name, 64);
    return {ErrorCode::invalid, "there is no query parameter " + shown, shown};
}

base::Result<std::optional<std::string>> parse_inbox(const http::Pairs& query) {
    const auto text = find(query, "inbox");
    if (!text)
        return std::nullopt;
    if (text->empty() || text->size() > max_inbox_bytes)
        return Error{ErrorCode::invalid, "inbox must be the name of one", "inbox"};
    return std::string(*text);
}

base::Result<std::size_t> parse_limit(const http::Pairs& query) {
    const auto text = find(query, "limit");
    if (!text)
        return store::MessageFilter{}.limit;
    const auto number = base::parse_uint64(*text);
    if (!number || *number < 1 || *number > max_page)
        return Error{ErrorCode::invalid, "limit must be a whole number from 1 to 500", "limit"};
    return static_cast<std::size_t>(*number);
}

}  // namespace

base::Result<void> expect_only_parameters(const http::Pairs& query, std::span<const std::string_view> known) {
    for (auto parameter = query.begin(); parameter != query.end(); ++parameter) {
        const auto& name = parameter->first;
        const auto is_known = known_as(name, known);
        if (is_known == Known::no)
            return unknown(name);
        const auto same = [&name](const auto& earlier) { return earlier.first == name; };
        if (is_known == Known::once && std::any_of(query.begin(), parameter, same))
            return Error{ErrorCode::invalid, name + " is there twice", name};
    }
    return {};
}

base::Result<store::MessageFilter> parse_message_filter(const http::Pairs& query) {
    store::MessageFilter filter;
    const auto inbox = parse_inbox(query);
    if (!inbox)
        return inbox.error();
    filter.inbox = *inbox;
    if (find(query, "read")) {
        const auto read = parse_flag(query, "read");
        if (!read)
            return read.error();
        filter.read = *read;
    }
    const auto limit = parse_limit(query);
    if (!limit)
        return limit.error();
    filter.limit = *limit;
    if (const auto text = find(query, "cursor")) {
        const auto cursor = parse_cursor(*text);
        if (!cursor)
            return cursor.error();
        filter.before = *cursor;
    }
    return filter;
}

base::Result<bool> parse_flag(const http::Pairs& query, std::string_view name) {
    const auto text = find(query, name);
    if (!text || *text == "false")
        return false;
    if (*text == "true")
        return true;
    return Error{ErrorCode::invalid, std::string(name) + " must be true or false", std::string(name)};
}

base::Result<std::optional<std::uint64_t>> parse_since(const http::Pairs& query) {
    const auto text = find(query, "since");
    if (!text)
        return std::nullopt;
    const auto number = base::parse_uint64(*text);
    if (!number)
        return Error{ErrorCode::invalid, "since must be a whole number", "since"};
    return number;
}

std::string to_cursor(std::int64_t number) {
    return std::to_string(number);
}

base::Result<std::int64_t> parse_cursor(std::string_view text) {
    const auto number = base::parse_uint64(text);
    if (!number || *number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
        return Error{ErrorCode::invalid, "cursor must be the next of an earlier page", "cursor"};
    return static_cast<std::int64_t>(*number);
}

}  // namespace api
