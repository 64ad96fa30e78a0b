#include "api/json.hpp"

#include <algorithm>

#include "api/api.hpp"
#include "api/json_writer.hpp"
#include "api/query.hpp"
#include "base/text.hpp"

namespace api {
namespace {

constexpr std::size_t max_listed_characters = 1000;
constexpr std::size_t summary_bytes = 600;  // what one usually takes

/// The first characters of valid UTF-8: every octet that does not go on with a character begins one.
std::string_view first_characters(std::string_view text, std::size_t most) {
    if (text.size() <= most)
        return text;
    std::size_t characters = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool begins = (static_cast<unsigned char>(text[i]) & 0xc0) != 0x80;
        if (begins && ++characters > most)
            return text.substr(0, i);
    }
    return text;
}

void write_address(JsonWriter& writer, const store::NamedAddress& address,
                   std::size_t most = std::string_view::npos) {
    writer.begin_object();
    writer.member("name", first_characters(address.name, most));
    writer.member("address", first_characters(address.address, most));
    writer.end_object();
}

void write_addresses(JsonWriter& writer, std::string_view name,
                     const std::vector<store::NamedAddress>& addresses,
                     std::size_t most = std::string_view::npos) {
    writer.name(name);
    writer.begin_array();
    for (const auto& address : addresses)
        write_address(writer, address, most);
    writer.end_array();
}

/// The members that a summary and a whole message share; texts longer than `most` characters are cut.
void write_summary_members(JsonWriter& writer, const store::MessageSummary& summary,
                           const std::vector<store::NamedAddress>& to, std::size_t most) {
    writer.member("id", summary.id.view());
    writer.member("inbox", summary.inbox);
    writer.member("subject", first_characters(summary.subject, most));
    writer.name("from");
    write_address(writer, summary.from, most);
    write_addresses(writer, "to", to, most);
    writer.member("received_at", base::to_rfc3339(summary.received_at));
    writer.member("size", summary.size);
    writer.member("read", summary.read);
    writer.member("snippet", summary.snippet);
    writer.member("attachment_count", summary.attachment_count);
    writer.member("defect_count", summary.defect_count);
    writer.member("has_html", summary.has_html);
}

void write_parameters(JsonWriter& writer, std::string_view name, const store::Parameters& parameters) {
    writer.name(name);
    writer.begin_array();
    for (const auto& [parameter, value] : parameters) {
        writer.begin_object();
        writer.member("name", parameter);
        writer.member("value", value);
        writer.end_object();
    }
    writer.end_array();
}

void write_envelope(JsonWriter& writer, const store::Envelope& envelope) {
    writer.name("envelope");
    writer.begin_object();
    writer.member("mail_from", envelope.mail_from);
    write_parameters(writer, "mail_parameters", envelope.mail_parameters);
    writer.name("recipients");
    writer.begin_array();
    for (const auto& recipient : envelope.recipients) {
        writer.begin_object();
        writer.member("address", recipient.address);
        write_parameters(writer, "parameters", recipient.parameters);
        writer.end_object();
    }
    writer.end_array();
    writer.member("helo", envelope.helo);
    writer.member("protocol", envelope.protocol);
    writer.member("client_address", envelope.client_address);
    writer.end_object();
}

void write_parts(JsonWriter& writer, const std::vector<store::PartRecord>& parts) {
    writer.name("parts");
    writer.begin_array();
    for (const auto& part : parts) {
        writer.begin_object();
        writer.member("index", part.index);
        writer.member("parent", part.parent);
        writer.member("type", part.type);
        writer.member("charset", part.charset);
        writer.member("encoding", part.encoding);
        writer.member("disposition", part.disposition);
        writer.member("filename", part.filename);
        writer.member("content_id", part.content_id);
        writer.member("size", part.decoded_size);
        writer.member("is_leaf", part.is_leaf);
        writer.end_object();
    }
    writer.end_array();
}

/// Meant to be seen within the message rather than beside it (RFC 2183 section 2.1, RFC 2387).
bool is_inline(const store::PartRecord& part, const std::vector<store::PartRecord>& parts) {
    if (part.disposition == "inline")
        return true;
    return !part.content_id.empty() && part.parent && *part.parent < parts.size() &&
           parts[*part.parent].type == "multipart/related";
}

void write_attachments(JsonWriter& writer, const store::MessageDetails& details) {
    writer.name("attachments");
    writer.begin_array();
    for (const auto index : details.attachments) {
        if (index >= details.parts.size())
            continue;
        const auto& part = details.parts[index];
        writer.begin_object();
        writer.member("part", index);
        writer.member("filename", part.filename);
        writer.member("type", part.type);
        writer.member("size", part.decoded_size);
        writer.member("content_id", part.content_id);
        writer.member("inline", is_inline(part, details.parts));
        writer.end_object();
    }
    writer.end_array();
}

void write_defects(JsonWriter& writer, const std::vector<store::DefectRecord>& defects) {
    writer.name("defects");
    writer.begin_array();
    for (const auto& defect : defects) {
        writer.begin_object();
        writer.member("code", defect.code);
        writer.member("part", defect.part);
        writer.member("offset", defect.offset);
        writer.member("detail", defect.detail);
        writer.end_object();
    }
    writer.end_array();
}

void write_details(JsonWriter& writer, const store::MessageDetails& details, const Text& text) {
    write_addresses(writer, "from_all", details.from);
    write_addresses(writer, "sender", details.sender);
    write_addresses(writer, "cc", details.cc);
    write_addresses(writer, "bcc", details.bcc);
    write_addresses(writer, "reply_to", details.reply_to);
    writer.member("addresses_truncated", details.addresses_truncated);
    writer.member("message_id", details.message_id);
    writer.name("date");
    if (details.date)
        writer.value(base::to_rfc3339(*details.date));
    else
        writer.null();
    writer.member("text", text.text);
    writer.member("text_cut", text.cut);
    write_envelope(writer, details.envelope);
    write_parts(writer, details.parts);
    writer.member("text_part", details.text_part);
    writer.member("html_part", details.html_part);
    write_attachments(writer, details);
    write_defects(writer, details.defects);
}

/// `{"name":value}`
template <class T>
std::string object_of(std::string_view name, const T& value) {
    JsonWriter writer;
    writer.begin_object();
    writer.member(name, value);
    writer.end_object();
    return writer.take();
}

void write_texts(JsonWriter& writer, std::string_view name, const std::vector<std::string>& texts) {
    writer.name(name);
    writer.begin_array();
    for (const auto& text : texts)
        writer.value(text);
    writer.end_array();
}

std::optional<std::string_view> unless_empty(std::string_view text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

void write_condition(JsonWriter& writer, const Condition& condition) {
    writer.member("durable", condition.durable);
    writer.name("storage");
    writer.begin_object();
    writer.member("ok", condition.fault_code.empty());
    writer.member("code", unless_empty(condition.fault_code));
    writer.member("message", unless_empty(condition.fault_message));
    writer.member("moved_aside", unless_empty(condition.moved_aside));
    writer.end_object();
    writer.name("counts");
    writer.begin_object();
    writer.member("total", condition.counts.total);
    writer.member("unread", condition.counts.unread);
    writer.member("bytes", condition.counts.bytes);
    writer.end_object();
}

}  // namespace

void write_summary(JsonWriter& writer, const store::MessageSummary& summary) {
    writer.begin_object();
    write_summary_members(writer, summary, summary.to, max_listed_characters);
    writer.end_object();
}

std::string to_json(const store::MessageSummary& summary) {
    JsonWriter writer(summary_bytes);
    write_summary(writer, summary);
    return writer.take();
}

std::string to_json(const store::Page<store::MessageSummary>& page) {
    JsonWriter writer(summary_bytes * page.items.size() + 100);
    writer.begin_object();
    writer.name("messages");
    writer.begin_array();
    for (const auto& summary : page.items)
        write_summary(writer, summary);
    writer.end_array();
    writer.member("total", page.total);
    writer.member("unread", page.unread);
    writer.member("next", page.next ? std::optional(to_cursor(*page.next)) : std::nullopt);
    writer.end_object();
    return writer.take();
}

std::string to_json(const store::Message& message, const Text& text) {
    JsonWriter writer(text.text.size() + 4096);
    writer.begin_object();
    write_summary_members(writer, message.summary, message.details.to, std::string_view::npos);
    write_details(writer, message.details, text);
    writer.end_object();
    return writer.take();
}

std::string to_json(const std::vector<mime::Field>& fields) {
    JsonWriter writer(fields.size() * 100);
    writer.begin_object();
    writer.name("headers");
    writer.begin_array();
    for (const auto& field : fields) {
        writer.begin_object();
        writer.member("name", base::to_valid_utf8(field.name));
        writer.member("value", mime::decode_field(field.value));
        writer.member("raw", base::to_valid_utf8(field.value));
        writer.end_object();
    }
    writer.end_array();
    writer.end_object();
    return writer.take();
}

std::string changed_json(std::uint64_t count) {
    return object_of("changed", count);
}

std::string deleted_json(std::uint64_t count) {
    return object_of("deleted", count);
}

std::string delivered_json(const base::Id& id) {
    return object_of("id", id.view());
}

std::string healthy_json() {
    return object_of("status", "ok");
}

std::string unready_json(std::string_view reason) {
    JsonWriter writer;
    writer.begin_object();
    writer.member("status", "unavailable");
    writer.member("reason", reason);
    writer.end_object();
    return writer.take();
}

std::string to_json(const About& about, const Condition& condition) {
    JsonWriter writer(2048);
    writer.begin_object();
    writer.member("name", "Mailweir");
    writer.member("version", about.version);
    writer.member("hostname", about.hostname);
    write_texts(writer, "smtp", about.smtp);
    write_texts(writer, "http", about.http);
    writer.member("database", about.database);
    write_condition(writer, condition);
    writer.name("limits");
    writer.begin_object();
    for (const auto& [name, number] : about.limits)
        writer.member(name, number);
    writer.end_object();
    writer.member("started_at", base::to_rfc3339(about.started_at));
    writer.member("public", about.reachable_from_elsewhere);
    writer.end_object();
    return writer.take();
}

}  // namespace api
