#include "mime/message.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/text.hpp"
#include "mime/body_text.hpp"
#include "mime/clean_text.hpp"
#include "mime/defects.hpp"
#include "mime/field_list.hpp"
#include "mime/header.hpp"
#include "mime/html_text.hpp"
#include "mime/octet_defects.hpp"
#include "mime/part_header.hpp"
#include "mime/shown_parts.hpp"
#include "mime/structure.hpp"
#include "mime/transfer_encoding.hpp"

namespace mime {
namespace {

class HeaderReader {
public:
    HeaderReader(std::string_view content, const Limits& limits, Message& message, Defects& defects)
        : content_(content), limits_(limits), message_(message), defects_(defects) {}

    void read(const HeaderLines& lines) {
        for (const auto& line : lines.fields)
            read(line);
    }

private:
    struct Row {
        std::string_view name;
        void (HeaderReader::*read)(const Field&);
        bool joins = false;  // several fields of that name are read together
    };

    void read(const FieldLines& line) {
        static constexpr Row rows[] = {
            {"subject", &HeaderReader::read_subject},
            {"from", &HeaderReader::read_addresses<&Message::from>},
            {"sender", &HeaderReader::read_addresses<&Message::sender>},
            {"to", &HeaderReader::read_addresses<&Message::to>, true},
            {"cc", &HeaderReader::read_addresses<&Message::cc>, true},
            {"bcc", &HeaderReader::read_addresses<&Message::bcc>, true},
            {"reply-to", &HeaderReader::read_addresses<&Message::reply_to>, true},
            {"date", &HeaderReader::read_date},
            {"message-id", &HeaderReader::read_id},
        };
        const auto row = std::find_if(std::begin(rows), std::end(rows), [&](const Row& candidate) {
            return is_named(content_, line, candidate.name);
        });
        if (row == std::end(rows))
            return;
        const auto bit = 1U << (row - std::begin(rows));
        const bool again = (seen_ & bit) != 0;
        seen_ |= bit;
        if (again)
            defects_.add("duplicate_header", 0, line.name_begin, row->name);
        if (!again || row->joins)
            (this->*row->read)(read_field(content_, line));
    }

    void read_subject(const Field& field) { message_.subject = decode_field(field.value); }
    void read_id(const Field& field) { message_.message_id = read_message_id(field.value); }

    void read_date(const Field& field) {
        message_.date = parse_date(field.value);
        if (!message_.date)
            defects_.add("date_invalid", 0, field.offset);
    }

    template <std::vector<Address> Message::* list>
    void read_addresses(const Field& field) {
        auto& known = message_.*list;
        auto read = parse_addresses(field.value, limits_.max_addresses - known.size());
        known.insert(known.end(), std::make_move_iterator(read.addresses.begin()),
                     std::make_move_iterator(read.addresses.end()));
        message_.addresses_truncated |= read.truncated;
        if (read.damaged)
            defects_.add("address_damaged", 0, field.offset);
        if (read.truncated)
            defects_.add_once("mime_limited", 0, field.offset, "more addresses than are read");
    }

    std::string_view content_;
    const Limits& limits_;
    Message& message_;
    Defects& defects_;
    unsigned seen_ = 0;
};

/// Sizes, and what is wrong with the octets of leaf parts.
void measure_parts(std::string_view content, Structure& structure, Defects& defects) {
    for (std::size_t index = 0; index < structure.parts.size(); ++index) {
        auto& part = structure.parts[index];
        const auto header = content.substr(part.header_begin, part.header_end - part.header_begin);
        if (!base::is_utf8(header))
            defects.add("header_not_utf8", index, part.header_begin, "octets over 127 that are not UTF-8");
        const auto body = content.substr(part.body_begin, part.body_end - part.body_begin);
        part.decoded_size = body.size();
        if (!part.is_leaf)  // in no encoding, whatever it says; and what is nested must not be read once a
                            // level
            continue;
        const auto measured = measure_transfer(body, part.encoding);
        part.decoded_size = measured.octets;
        if (measured.damaged)
            defects.add(
                part.encoding == TransferEncoding::base64 ? "base64_damaged" : "quoted_printable_damaged",
                index, part.body_begin);
        if (!structure.notes[index].declares_eight_bit && !base::is_ascii(body))
            defects.add("eight_bit_undeclared", index, part.body_begin);
    }
}

void read_texts(std::string_view content, const ShownParts& shown, const Limits& limits, Message& message,
                Defects& defects) {
    const auto read = [&](const std::vector<std::size_t>& chosen) {
        return read_body_texts(content, message.parts, chosen, limits.max_text_bytes, defects);
    };
    auto html = read(shown.html);
    message.html = std::move(html.text);
    message.html_cut = html.cut;
    message.html_part = html.first_part;
    auto text = read(shown.text);
    message.text_part = text.first_part;
    if (!message.text_part && message.html_part) {
        message.text = html_to_text(message.html, limits.max_text_bytes);
        message.text_cut = html.cut;
        return;
    }
    if (!message.text_part)
        text = read(shown.others);
    message.text = std::move(text.text);
    message.text_cut = text.cut;
}

}  // namespace

Message read_message(std::string_view content, const Limits& limits) {
    Defects defects(limits.max_defects);
    Message message;
    auto structure = read_structure(content, limits, defects);
    HeaderReader(content, limits, message, defects).read(structure.header);
    measure_parts(content, structure, defects);
    find_octet_defects(content, defects);
    auto shown = choose_shown_parts(structure);
    message.parts = std::move(structure.parts);

    read_texts(content, shown, limits, message, defects);
    message.attachments = std::move(shown.attachments);
    message.snippet = one_clean_line(message.text, limits.max_snippet_bytes);
    message.defects = defects.take();
    return message;
}

}  // namespace mime
