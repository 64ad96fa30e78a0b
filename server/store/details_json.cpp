#include "store/details_json.hpp"

#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "base/json.hpp"
#include "store/database.hpp"
#include "store/json_text.hpp"

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

void put(JsonText& json, std::string_view a, std::string_view b) {
    json.open('[');
    json.text(a);
    json.text(b);
    json.close(']');
}

void put(JsonText& json, const std::vector<NamedAddress>& addresses) {
    json.open('[');
    for (const auto& [name, address] : addresses)
        put(json, name, address);
    json.close(']');
}

void put(JsonText& json, const Parameters& parameters) {
    json.open('[');
    for (const auto& [name, value] : parameters)
        put(json, name, value);
    json.close(']');
}

void put(JsonText& json, const std::vector<Recipient>& recipients) {
    json.open('[');
    for (const auto& [address, parameters] : recipients) {
        json.open('[');
        json.text(address);
        put(json, parameters);
        json.close(']');
    }
    json.close(']');
}

void put(JsonText& json, const std::vector<std::uint32_t>& numbers) {
    json.open('[');
    for (const auto number : numbers)
        json.number(number);
    json.close(']');
}

void put(JsonText& json, const std::vector<DefectRecord>& defects) {
    json.open('[');
    for (const auto& [code, part, offset, detail] : defects) {
        json.open('[');
        json.text(code);
        json.number(part);
        json.number(static_cast<std::int64_t>(offset));
        json.text(detail);
        json.close(']');
    }
    json.close(']');
}

void put(JsonText& json, const std::string& text) {
    json.text(text);
}

void put(JsonText& json, std::int64_t number) {
    json.number(number);
}

/// A member; what is empty or not there is left out, and read back as such.
template <class Value>
void put_member(JsonText& json, const char* name, const Value& value) {
    if (value.empty())
        return;
    json.name(name);
    put(json, value);
}

template <class Number>
void put_member(JsonText& json, const char* name, const std::optional<Number>& value) {
    if (!value)
        return;
    json.name(name);
    put(json, std::int64_t{*value});
}

void put(JsonText& json, const Envelope& envelope) {
    json.open('{');
    for (const auto& [name, member] : envelope_texts)
        put_member(json, name, envelope.*member);
    put_member(json, "mail_parameters", envelope.mail_parameters);
    put_member(json, "recipients", envelope.recipients);
    json.close('}');
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
    JsonText json;
    put(json, addresses);
    return json.take();
}

std::vector<NamedAddress> unpack_addresses(std::string_view text) {
    return addresses(array(parse(text)));
}

std::string pack_details(const MessageDetails& details) {
    JsonText json;
    json.open('{');
    for (const auto& [name, member] : address_lists)
        put_member(json, name, details.*member);
    put_member(json, "message_id", details.message_id);
    if (details.date) {
        json.name("date");
        json.number(details.date->time_since_epoch().count());
    }
    json.name("envelope");
    put(json, details.envelope);
    put_member(json, "text_part", details.text_part);
    put_member(json, "html_part", details.html_part);
    put_member(json, "attachments", details.attachments);
    put_member(json, "defects", details.defects);
    if (details.addresses_truncated) {
        json.name("addresses_truncated");
        json.literal_true();
    }
    json.close('}');
    return json.take();
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
