#include "http/access.hpp"

#include <algorithm>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/address_v6.hpp>
#include <limits>
#include <utility>

#include "base/text.hpp"

namespace http {
namespace {

std::vector<std::string_view> values_of(const Pairs& headers, std::string_view name) {
    std::vector<std::string_view> values;
    for (const auto& [key, value] : headers)
        if (key == name)
            values.push_back(value);
    return values;
}

bool is_port(std::string_view text) {
    const auto port = base::parse_uint64(text);
    return port && *port <= std::numeric_limits<unsigned short>::max();
}

bool is_ipv4(std::string_view text) {
    boost::system::error_code error;
    boost::asio::ip::make_address_v4(std::string(text), error);
    return !error;
}

bool is_ipv6(std::string_view text) {
    boost::system::error_code error;
    boost::asio::ip::make_address_v6(std::string(text), error);
    return !error && text.find('%') == std::string_view::npos;
}

bool is_name(std::string_view text) {
    const auto allowed = [](char c) { return base::is_ascii_alnum(c) || c == '-' || c == '_' || c == '.'; };
    return !text.empty() && text.size() <= 255 && std::all_of(text.begin(), text.end(), allowed) &&
           !text.starts_with('.') && text.find("..") == std::string_view::npos;
}

/// The host in "host[:port]" (RFC 9110 section 7.2), brackets kept; nullopt when it is malformed.
std::optional<std::string_view> host_of(std::string_view field) {
    const bool bracketed = field.starts_with('[');
    const auto end = bracketed ? field.find(']') : field.find(':');
    if (bracketed && end == std::string_view::npos)
        return std::nullopt;
    const auto host = field.substr(0, bracketed ? end + 1 : end);
    const auto rest = field.substr(host.size());
    if (!rest.empty() && (!rest.starts_with(':') || !is_port(rest.substr(1))))
        return std::nullopt;
    const bool valid = bracketed ? is_ipv6(host.substr(1, host.size() - 2)) : is_name(host);
    return valid ? std::optional(host) : std::nullopt;
}

bool contains(const std::vector<std::string>& list, std::string_view text) {
    return std::find(list.begin(), list.end(), text) != list.end();
}

Response origin_not_allowed() {
    return problem(403, "origin_not_allowed",
                   "pages of another origin may not do this; allow theirs with the option --allowed-origin");
}

/// What a document can load without being able to read it: nothing of this is ever meant to be a mail.
constexpr std::string_view forbidden_destinations[] = {"script",        "style",        "worker",
                                                       "serviceworker", "sharedworker", "object",
                                                       "embed",         "manifest",     "audioworklet"};

bool says_forbidden_destination(const Pairs& headers) {
    const auto values = values_of(headers, "sec-fetch-dest");
    return std::any_of(values.begin(), values.end(), [](std::string_view value) {
        const auto& list = forbidden_destinations;
        return std::find(std::begin(list), std::end(list), value) != std::end(list);
    });
}

bool says_other_site(const Pairs& headers) {
    const auto values = values_of(headers, "sec-fetch-site");
    return std::any_of(values.begin(), values.end(),
                       [](std::string_view value) { return value != "same-origin" && value != "none"; });
}

}  // namespace

AccessRules::AccessRules(std::vector<std::string> allowed_hosts, std::vector<std::string> allowed_origins)
    : allowed_hosts_(std::move(allowed_hosts)), allowed_origins_(std::move(allowed_origins)) {
    for (auto* list : {&allowed_hosts_, &allowed_origins_})
        for (auto& entry : *list)
            entry = base::to_ascii_lower(entry);
}

bool AccessRules::allows_host(std::string_view name) const {
    if (name.starts_with('[') || is_ipv4(name) || contains(allowed_hosts_, name))
        return true;
    // A single label cannot be had in the public DNS, so no stranger can point one at us.
    return name == "localhost" || name.ends_with(".localhost") || name.find('.') == std::string_view::npos;
}

std::optional<Response> AccessRules::check_host(const Pairs& headers) const {
    const auto values = values_of(headers, "host");
    const auto host = values.size() == 1 ? host_of(values.front()) : std::nullopt;
    if (!host)
        return problem(400, "bad_request",
                       "a request needs exactly one Host field with a host and maybe a port");
    if (allows_host(base::to_ascii_lower(*host)))
        return std::nullopt;
    return problem(403, "host_not_allowed",
                   "this server does not answer for that host name; allow it with the option --allowed-host");
}

std::optional<Response> AccessRules::check_origin(const Pairs& headers, Exposure exposure) const {
    if (exposure == Exposure::mail_content && says_forbidden_destination(headers))
        return problem(403, "forbidden", "mail content may not be loaded as this kind of resource");
    if (configured_origin(headers))
        return std::nullopt;
    const auto origins = values_of(headers, "origin");
    const bool guarded = exposure == Exposure::change || exposure == Exposure::socket;
    if (guarded && !origins.empty()) {
        const auto own = "http://" + base::to_ascii_lower(values_of(headers, "host").front());
        if (origins.size() > 1 || base::to_ascii_lower(origins.front()) != own)
            return origin_not_allowed();
    }
    // Browsers leave the field out on plain HTTP to other machines: it helps, but Origin decides.
    if (exposure != Exposure::open && says_other_site(headers))
        return origin_not_allowed();
    return std::nullopt;
}

std::optional<std::string_view> AccessRules::configured_origin(const Pairs& headers) const {
    if (allowed_origins_.empty())
        return std::nullopt;
    const auto origins = values_of(headers, "origin");
    if (origins.size() != 1 || origins.front() == "null" ||
        !contains(allowed_origins_, base::to_ascii_lower(origins.front())))
        return std::nullopt;
    return origins.front();
}

void AccessRules::add_cors(const Pairs& request_headers, Response& response) const {
    if (allowed_origins_.empty())
        return;
    response.headers.emplace_back("Vary", "Origin");
    if (const auto origin = configured_origin(request_headers))
        response.headers.emplace_back("Access-Control-Allow-Origin", *origin);
}

}  // namespace http
