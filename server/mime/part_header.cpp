#include "mime/part_header.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "mime/field_list.hpp"
#include "mime/parameters.hpp"
#include "mime/transfer_encoding.hpp"

namespace mime {
namespace {

constexpr std::string_view token_ends = " \t\r\n()<>@,;:\\\"[]?=";

/// "type/subtype", both tokens (RFC 2045 section 5.1).
bool is_media_type(std::string_view type) {
    const auto slash = type.find('/');
    return slash != 0 && slash < type.size() - 1 && type.find('/', slash + 1) == type.npos &&
           type.find_first_of(token_ends) == type.npos;
}

void note_parameters(const ParameterizedOctets& value, std::size_t index, std::size_t offset,
                     Defects& defects) {
    if (value.limited)
        defects.add_once("mime_limited", index, offset, "more parameters than are read");
    if (value.damaged)
        defects.add("parameter_damaged", index, offset);
}

/// The boundary must stay octets: it is compared with octets. RFC 2046 section 5.1.1: no blank at its end.
std::string boundary_of(const ParameterizedOctets& type) {
    const auto found = std::find_if(type.parameters.begin(), type.parameters.end(),
                                    [](const auto& parameter) { return parameter.name == "boundary"; });
    if (found == type.parameters.end())
        return {};
    std::string boundary = found->octets;
    boundary.resize(boundary.find_last_not_of(" \t\r\n") + 1);
    return boundary;
}

/// Returns whether there is a Content-Type that means something.
bool read_content_type(const Field& field, std::string_view default_type, const Limits& limits,
                       std::size_t index, Part& part, PartHeader& header, Defects& defects) {
    const auto octets = read_parameterized(field.value, limits.max_parameters);
    note_parameters(octets, index, field.offset, defects);
    auto value = to_text(octets);
    part.parameters = std::move(value.parameters);
    part.charset = base::to_ascii_lower(base::trim(parameter(part.parameters, "charset")));
    if (!is_media_type(value.value))
        defects.add("content_type_invalid", index, field.offset);
    if (value.value.empty()) {
        part.type = default_type;
        return false;
    }
    part.type = std::move(value.value);
    header.boundary = boundary_of(octets);
    return true;
}

void read_disposition(const Field& field, const Limits& limits, std::size_t index, Part& part,
                      Defects& defects) {
    const auto octets = read_parameterized(field.value, limits.max_parameters);
    note_parameters(octets, index, field.offset, defects);
    auto value = to_text(octets);
    part.disposition = std::move(value.value);
    part.filename = parameter(value.parameters, "filename");
    if (part.filename.empty())
        part.filename = parameter(value.parameters, "name");
}

bool counts_once(std::string_view name) {
    constexpr std::string_view names[] = {"content-type", "content-transfer-encoding", "content-disposition",
                                          "content-id"};
    return std::any_of(std::begin(names), std::end(names),
                       [&](std::string_view known) { return base::equals_ignoring_case(known, name); });
}

/// Programs differ in which of two they believe, which is how mail is made to look different to a filter and
/// a reader.
void note_duplicates(const FieldList& fields, std::size_t index, Defects& defects) {
    for (const auto& field : fields.fields) {
        if (base::starts_with_ignoring_case(field.name, "content-") && counts_once(field.name) &&
            find_field(fields, field.name) != &field)
            defects.add("duplicate_header", index, field.offset, base::to_ascii_lower(field.name));
    }
}

}  // namespace

PartHeader read_part_header(const FieldList& fields, std::string_view default_type, const Limits& limits,
                            std::size_t index, Part& part, Defects& defects) {
    PartHeader header;
    part.type = default_type;
    if (const auto* field = find_field(fields, "content-type"))
        header.has_content_type =
            read_content_type(*field, default_type, limits, index, part, header, defects);
    if (const auto* field = find_field(fields, "content-transfer-encoding")) {
        part.encoding = parse_transfer_encoding(field->value);
        header.declares_eight_bit = base::starts_with_ignoring_case(field->value, "8bit") ||
                                    base::starts_with_ignoring_case(field->value, "binary");
        if (part.encoding == TransferEncoding::unknown)
            defects.add("transfer_encoding_unknown", index, field->offset);
    }
    if (const auto* field = find_field(fields, "content-disposition"))
        read_disposition(*field, limits, index, part, defects);
    if (part.filename.empty())
        part.filename = parameter(part.parameters, "name");
    if (const auto* field = find_field(fields, "content-id"))
        part.content_id = read_message_id(field->value);
    note_duplicates(fields, index, defects);
    return header;
}

std::string read_message_id(std::string_view value) {
    const auto text = decode_field(value);
    const auto open = text.find('<');
    const auto close = open == text.npos ? open : text.find('>', open);
    if (close != text.npos)
        return std::string(base::trim(std::string_view(text).substr(open + 1, close - open - 1)));
    std::string_view bare = base::trim(text);
    if (bare.starts_with('<'))
        bare.remove_prefix(1);
    return std::string(bare);
}

}  // namespace mime
