// uses: mime base
// Whole messages: what comes out must fit together, whatever goes in.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.hpp"
#include "mime/header.hpp"
#include "mime/message.hpp"

namespace {

void require(bool holds) {
    if (!holds)
        std::abort();
}

void check_part(std::string_view content, const mime::Message& message, std::size_t index) {
    const auto& part = message.parts[index];
    require(index == 0 ? part.parent == mime::Part::no_parent : part.parent < index);
    require(part.header_begin <= part.header_end && part.header_end <= part.body_begin);
    require(part.body_begin <= part.body_end && part.body_end <= content.size());
    if (part.is_leaf)
        require(part.decoded_size == mime::decode_body(content, part).size());
    require(base::is_utf8(part.type) && base::is_utf8(part.charset) && base::is_utf8(part.disposition));
    require(base::is_utf8(part.filename) && base::is_utf8(part.content_id));
    for (const auto& [name, value] : part.parameters)
        require(base::is_utf8(name) && base::is_utf8(value));
    require(base::is_utf8(mime::decode_text(content, part)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view content(reinterpret_cast<const char*>(data), size);
    mime::Limits limits;
    limits.max_depth = 6;  // small, so that limits are met
    limits.max_parts = 20;
    limits.max_boundary_bytes = 30;
    limits.max_text_bytes = 200;
    const auto message = mime::read_message(content, limits);
    require(!message.parts.empty() && message.parts.size() <= limits.max_parts);
    for (std::size_t index = 0; index < message.parts.size(); ++index)
        check_part(content, message, index);
    require(message.text.size() <= limits.max_text_bytes && message.html.size() <= limits.max_text_bytes);
    require(message.snippet.size() <= limits.max_snippet_bytes);
    for (const auto* text :
         {&message.subject, &message.message_id, &message.text, &message.html, &message.snippet})
        require(base::is_utf8(*text));
    for (const auto index : message.attachments)
        require(index < message.parts.size());
    for (const auto& defect : message.defects)
        require(defect.part < message.parts.size() && defect.offset <= size);
    for (const auto& field : mime::read_fields(content).fields)
        require(field.offset < size && field.value.find('\n') == std::string::npos);
    return 0;
}
