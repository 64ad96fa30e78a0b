#include "mailroom/new_message.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace mailroom {
namespace {

constexpr std::size_t max_listed_recipients = 20;

std::vector<store::NamedAddress> to_records(const std::vector<mime::Address>& addresses) {
    std::vector<store::NamedAddress> records;
    records.reserve(addresses.size());
    for (const auto& [name, address] : addresses)
        records.push_back({.name = name, .address = address});
    return records;
}

std::uint32_t to_index(std::size_t index) {
    return static_cast<std::uint32_t>(index);
}

std::optional<std::uint32_t> to_index(std::optional<std::size_t> index) {
    return index ? std::optional(to_index(*index)) : std::nullopt;
}

std::string name_of(mime::TransferEncoding encoding) {
    switch (encoding) {
        case mime::TransferEncoding::identity:
            return "";
        case mime::TransferEncoding::base64:
            return "base64";
        case mime::TransferEncoding::quoted_printable:
            return "quoted-printable";
        case mime::TransferEncoding::uuencode:
            return "x-uuencode";
        case mime::TransferEncoding::unknown:
            break;
    }
    return "unknown";
}

store::PartRecord to_record(const mime::Part& part, std::size_t index) {
    return {
        .index = to_index(index),
        .parent = part.parent == mime::Part::no_parent ? std::nullopt : std::optional(to_index(part.parent)),
        .type = part.type,
        .charset = part.charset,
        .encoding = name_of(part.encoding),
        .disposition = part.disposition,
        .filename = part.filename,
        .content_id = part.content_id,
        .header_begin = part.header_begin,
        .header_end = part.header_end,
        .body_begin = part.body_begin,
        .body_end = part.body_end,
        .decoded_size = part.decoded_size,
        .is_leaf = part.is_leaf,
    };
}

std::vector<store::PartRecord> to_records(const std::vector<mime::Part>& parts) {
    std::vector<store::PartRecord> records;
    records.reserve(parts.size());
    for (const auto& part : parts)
        records.push_back(to_record(part, records.size()));
    return records;
}

std::vector<store::DefectRecord> to_records(const std::vector<mime::Defect>& defects) {
    std::vector<store::DefectRecord> records;
    records.reserve(defects.size());
    for (const auto& [code, part, offset, detail] : defects)
        records.push_back({.code = code, .part = to_index(part), .offset = offset, .detail = detail});
    return records;
}

store::NamedAddress shown_sender(const mime::Message& message, const store::Envelope& envelope) {
    for (const auto* const list : {&message.from, &message.sender}) {
        if (!list->empty())
            return {.name = list->front().name, .address = list->front().address};
    }
    return {.name = {}, .address = envelope.mail_from};
}

store::MessageDetails to_details(const mime::Message& message, const store::Envelope& envelope) {
    store::MessageDetails details{
        .from = to_records(message.from),
        .sender = to_records(message.sender),
        .to = to_records(message.to),
        .cc = to_records(message.cc),
        .bcc = to_records(message.bcc),
        .reply_to = to_records(message.reply_to),
        .message_id = message.message_id,
        .date = message.date,
        .envelope = envelope,
        .parts = to_records(message.parts),
        .text_part = to_index(message.text_part),
        .html_part = to_index(message.html_part),
        .attachments = {},
        .defects = to_records(message.defects),
        .addresses_truncated = message.addresses_truncated,
    };
    for (const auto part : message.attachments)
        details.attachments.push_back(to_index(part));
    return details;
}

}  // namespace

store::NewMessage make_new_message(const ReceivedMessage& received, const mime::Message& message,
                                   base::Timestamp now) {
    store::NewMessage result;
    result.details = to_details(message, received.envelope);
    result.content = received.content;
    auto& summary = result.summary;
    summary.received_at = now;
    summary.size = received.content.size();
    summary.subject = message.subject;
    summary.from = shown_sender(message, received.envelope);
    const auto listed = std::min(result.details.to.size(), max_listed_recipients);
    summary.to.assign(result.details.to.begin(),
                      result.details.to.begin() + static_cast<std::ptrdiff_t>(listed));
    summary.snippet = message.snippet;
    summary.attachment_count = to_index(message.attachments.size());
    summary.defect_count = to_index(message.defects.size());
    summary.has_html = message.html_part.has_value();
    return result;
}

store::PackedMessage read_new_message(const ReceivedMessage& received, const mime::Limits& limits,
                                      base::Timestamp now) {
    return store::pack(make_new_message(received, mime::read_message(received.content.view(), limits), now));
}

}  // namespace mailroom
