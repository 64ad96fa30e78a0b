#include "api/delivery.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>
#include <vector>

#include "api/json.hpp"
#include "api/problem.hpp"
#include "base/text.hpp"
#include "mime/address.hpp"
#include "mime/header.hpp"

namespace api {
namespace {

using base::Error;
using base::ErrorCode;

constexpr std::size_t max_recipients = 1000;
constexpr std::size_t max_address_bytes = 1000;

/// As on the wire, where an address is text on one line.
bool is_address(std::string_view text) {
    return text.size() <= max_address_bytes && base::is_utf8(text) &&
           std::none_of(text.begin(), text.end(), base::is_ascii_control);
}

/// The addresses of the fields with these names, in the order of the names.
std::vector<std::string> addresses_of(const mime::FieldList& list,
                                      std::initializer_list<std::string_view> names) {
    std::vector<std::string> addresses;
    for (const auto name : names) {
        for (const auto& field : list.fields) {
            if (!base::equals_ignoring_case(field.name, name))
                continue;
            for (auto& address : mime::parse_addresses(field.value, max_recipients).addresses) {
                if (!address.address.empty() && is_address(address.address))
                    addresses.push_back(std::move(address.address));
            }
        }
    }
    return addresses;
}

base::Result<std::string> read_mail_from(const http::Request& request, const mime::FieldList& header) {
    const auto given = request.query_value("mail_from");
    if (given && !is_address(*given))
        return Error{ErrorCode::invalid, "mail_from must be a mail address, or empty", "mail_from"};
    if (given)
        return std::string(*given);
    auto addresses = addresses_of(header, {"From", "Sender"});
    return addresses.empty() ? std::string() : std::move(addresses.front());
}

base::Result<std::vector<std::string>> read_rcpt_to(const http::Request& request,
                                                    const mime::FieldList& header) {
    const auto given = request.query_values("rcpt_to");
    if (given.size() > max_recipients)
        return Error{ErrorCode::invalid, "rcpt_to may come 1000 times", "rcpt_to"};
    if (!std::all_of(given.begin(), given.end(), [](auto text) { return !text.empty() && is_address(text); }))
        return Error{ErrorCode::invalid, "rcpt_to must be a mail address", "rcpt_to"};
    if (!given.empty())
        return std::vector<std::string>(given.begin(), given.end());
    auto addresses = addresses_of(header, {"To", "Cc", "Bcc"});
    if (addresses.size() > max_recipients)
        addresses.resize(max_recipients);
    return addresses;
}

}  // namespace

base::Result<store::Envelope> read_envelope(const http::Request& request) {
    if (request.body.empty())
        return Error{ErrorCode::invalid, "the body must be the message"};
    const auto header = mime::read_fields(request.body);
    auto mail_from = read_mail_from(request, header);
    if (!mail_from)
        return mail_from.error();
    const auto rcpt_to = read_rcpt_to(request, header);
    if (!rcpt_to)
        return rcpt_to.error();
    store::Envelope envelope;
    envelope.mail_from = *std::move(mail_from);
    for (const auto& address : *rcpt_to)
        envelope.recipients.push_back({.address = address, .parameters = {}});
    envelope.protocol = "HTTP";
    envelope.client_address = request.peer_address;
    return envelope;
}

asio::awaitable<http::Response> Delivery::create(const http::Request& request) {
    auto envelope = read_envelope(request);
    if (!envelope)
        co_return problem(envelope.error());
    if (const auto fault = store_.fault())
        co_return problem(*fault);
    mailroom::ReceivedMessage message{.envelope = *std::move(envelope),
                                      .content = base::Content(request.body)};
    const auto id = co_await mailroom_.deliver(std::move(message));
    co_return http::json(delivered_json(id), 201);
}

}  // namespace api
