#include "http/response_head.hpp"

#include <algorithm>
#include <array>
#include <boost/beast/http/status.hpp>

#include "base/text.hpp"

namespace http {
namespace {

struct Field {
    std::string_view name;
    std::string_view value;
};

constexpr Field due_everywhere[] = {
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Cache-Control", "no-store"},
};

void append_field(std::string& head, std::string_view name, std::string_view value) {
    head += name;
    head += ": ";
    const auto from = head.size();
    head += value;
    std::replace_if(head.begin() + static_cast<std::ptrdiff_t>(from), head.end(), base::is_ascii_control,
                    ' ');
    head += "\r\n";
}

bool sets(const Response& response, std::string_view name) {
    return std::any_of(response.headers.begin(), response.headers.end(),
                       [&](const auto& field) { return base::equals_ignoring_case(field.first, name); });
}

/// RFC 9110 section 8.6: these have no content, and a length would be taken for that of another response.
bool has_length(int status) {
    return status >= 200 && status != 204 && status != 304;
}

}  // namespace

std::string response_head(const Response& response, std::uint64_t body_size, const Delivery& delivery) {
    const auto status = static_cast<unsigned>(response.status);
    const std::string_view reason =
        boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(status));
    std::string head;
    head.reserve(512);
    head += "HTTP/1.1 ";
    head += std::to_string(status);
    head += ' ';
    head += reason;
    head += "\r\n";
    append_field(head, "Date", delivery.date);
    for (const auto& [name, value] : response.headers)
        append_field(head, name, value);
    for (const auto& [name, value] : due_everywhere)
        if (!sets(response, name))
            append_field(head, name, value);
    if (has_length(response.status))
        append_field(head, "Content-Length", std::to_string(body_size));
    if (!delivery.keep_alive)
        append_field(head, "Connection", "close");
    else if (delivery.version < 11)
        append_field(head, "Connection", "keep-alive");
    return head += "\r\n";
}

std::uint64_t body_size(const Response& response) {
    return std::visit(
        [](const auto& body) -> std::uint64_t {
            if constexpr (std::is_same_v<std::decay_t<decltype(body)>, StreamedBody>)
                return body.size;
            else
                return body.size();
        },
        response.body);
}

std::string http_date(std::time_t time) {
    // Not strftime: day and month names there follow the locale.
    constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::tm parts{};
    gmtime_r(&time, &parts);
    const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    return std::string(days[static_cast<std::size_t>(parts.tm_wday)]) + ", " + two(parts.tm_mday) + " " +
           months[static_cast<std::size_t>(parts.tm_mon)] + " " + std::to_string(parts.tm_year + 1900) + " " +
           two(parts.tm_hour) + ":" + two(parts.tm_min) + ":" + two(parts.tm_sec) + " GMT";
}

}  // namespace http
