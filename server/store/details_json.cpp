#include "store/details_json.hpp"

#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "base/json.hpp"
#include "store/database.hpp"

namespace store {
namespace {

using nlohmann::json;

/// Our own text, within the limits of what a message may have.
constexpr base::JsonLimits limits{
    .max_depth = 8, .max_array_elements = 1'000'000, .max_string_bytes = 64 << 20};

constexpr std::array<std::pair<const char*, std::vector<NamedAddress> MessageDetails::*>, 6> address_lists{{
    {"from", &MessageDetails::from},
    {"sender", &MessageDetails::sender},
    {"to", &MessageDetails::to},
    {"cc", &MessageDetails::cc},
    {"bcc", &MessageDetails::bcc},
    {"reply_to", &MessageDetails::reply_to},
}};

constexpr std::array<std::pair<const char*, std::string Envelope::*>, 5> envelope_texts{{
    {"mail_from", &Envelope::mail_from},
    {"helo", &Envelope::helo},
    {"protocol", &Envelope::protocol},
    {"client_address", &Envelope::client_address},
    {"session_id", &Envelope::session_id},
}};

/// What is empty or not there is left out, and read back as such.
void put(json& object, const char* name, json value) {
    if (!value.empty() && value != "" && value != false)
        object.emplace(name, std::move(value));
}

json to_json(const std::vector<NamedAddress>& addresses) {
    json list = json::array();
    for (const auto& [name, address] : addresses)
        list.push_back({name, address});
    return list;
}

json to_json(const Parameters& parameters) {
    json list = json::array();
    for (const auto& [name, value] : parameters)
        list.push_back({name, value});
    return list;
}

json to_json(const Envelope& envelope) {
    json object = json::object();
    for (const auto& [name, member] : envelope_texts)
        put(object, name, envelope.*member);
    put(object, "mail_parameters", to_json(envelope.mail_parameters));
    json recipients = json::array();
    for (const auto& [address, parameters] : envelope.recipients)
        recipients.push_back(json::array({address, to_json(parameters)}));
    put(object, "recipients", std::move(recipients));
    return object;
}

json to_json(const std::vector<DefectRecord>& defects) {
    json list = json::array();
    for (const auto& [code, part, offset, detail] : defects)
        list.push_back({code, part, offset, detail});
    return list;
}

[[noreturn]] void fail() {
    throw DatabaseError({FaultKind::damaged, "the details of a message cannot be read"});
}

json parse(std::string_view text) {
    auto value = base::parse_json(text, limits);
    if (!value)
        fail();
    return *std::move(value);
}

const json& array(const json& value, std::size_t min_size = 0) {
    if (!value.is_array() || value.size() < min_size)
        fail();
    return value;
}

/// The member, or an empty array: for the lists that are left out when they are empty.
const json& list(const json& object, const char* name) {
    static const json none = json::array();
    const auto member = object.find(name);
    return member == object.end() ? none : array(*member);
}

std::string text(const json& value) {
    if (!value.is_string())
        fail();
    return value.get_ref<const std::string&>();
}

std::string text(const json& object, const char* name) {
    const auto member = object.find(name);
    return member == object.end() ? std::string() : text(*member);
}

std::uint64_t number(const json& value) {
    if (!value.is_number_unsigned())
        fail();
    return value.get_ref<const json::number_unsigned_t&>();
}

std::uint32_t index(const json& value) {
    return static_cast<std::uint32_t>(number(value));
}

std::optional<std::uint32_t> find_index(const json& object, const char* name) {
    const auto member = object.find(name);
    return member == object.end() ? std::nullopt : std::optional(index(*member));
}

std::vector<std::pair<std::string, std::string>> pairs(const json& from) {
    std::vector<std::pair<std::string, std::string>> result;
    for (const auto& pair : from)
        result.emplace_back(text(array(pair, 2)[0]), text(pair[1]));
    return result;
}

std::vector<NamedAddress> addresses(const json& from) {
    std::vector<NamedAddress> result;
    for (auto& [name, address] : pairs(from))
        result.push_back({std::move(name), std::move(address)});
    return result;
}

Envelope envelope(const json& object) {
    Envelope result;
    for (const auto& [name, member] : envelope_texts)
        result.*member = text(object, name);
    result.mail_parameters = pairs(list(object, "mail_parameters"));
    for (const auto& recipient : list(object, "recipients"))
        result.recipients.push_back({text(array(recipient, 2)[0]), pairs(array(recipient[1]))});
    return result;
}

std::optional<base::Timestamp> time(const json& object, const char* name) {
    const auto member = object.find(name);
    if (member == object.end())
        return std::nullopt;
    if (!member->is_number_integer())
        fail();
    return base::Timestamp(std::chrono::milliseconds(member->is_number_unsigned()
                                                         ? static_cast<std::int64_t>(number(*member))
                                                         : member->get_ref<const json::number_integer_t&>()));
}

}  // namespace

std::string pack_addresses(const std::vector<NamedAddress>& addresses) {
    return base::dump_json(to_json(addresses));
}

std::vector<NamedAddress> unpack_addresses(std::string_view text) {
    return addresses(array(parse(text)));
}

std::string pack_details(const MessageDetails& details) {
    json object = json::object();
    for (const auto& [name, member] : address_lists)
        put(object, name, to_json(details.*member));
    put(object, "message_id", details.message_id);
    if (details.date)
        object["date"] = details.date->time_since_epoch().count();
    object["envelope"] = to_json(details.envelope);
    if (details.text_part)
        object["text_part"] = *details.text_part;
    if (details.html_part)
        object["html_part"] = *details.html_part;
    put(object, "attachments", details.attachments);
    put(object, "defects", to_json(details.defects));
    put(object, "addresses_truncated", details.addresses_truncated);
    return base::dump_json(object);
}

MessageDetails unpack_details(std::string_view from) {
    const json object = parse(from);
    if (!object.is_object() || !object.contains("envelope"))
        fail();
    MessageDetails details;
    for (const auto& [name, member] : address_lists)
        details.*member = addresses(list(object, name));
    details.message_id = text(object, "message_id");
    details.date = time(object, "date");
    details.envelope = envelope(object["envelope"]);
    details.text_part = find_index(object, "text_part");
    details.html_part = find_index(object, "html_part");
    for (const auto& part : list(object, "attachments"))
        details.attachments.push_back(index(part));
    for (const auto& defect : list(object, "defects"))
        details.defects.push_back({.code = text(array(defect, 4)[0]),
                                   .part = index(defect[1]),
                                   .offset = number(defect[2]),
                                   .detail = text(defect[3])});
    details.addresses_truncated = object.contains("addresses_truncated");
    return details;
}

}  // namespace store
