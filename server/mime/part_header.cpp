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

class Reader {
public:
    Reader(std::string_view content, const Limits& limits, std::size_t index, Part& part, Defects& defects)
        : content_(content), limits_(limits), index_(index), part_(part), defects_(defects) {}

    PartHeader read(const HeaderLines& lines) {
        for (const auto& line : lines.fields) {
            if (base::to_ascii_lower(content_[line.name_begin]) == 'c')
                read(line);
        }
        if (part_.filename.empty())
            part_.filename = parameter(part_.parameters, "name");
        return std::move(header_);
    }

private:
    struct Row {
        std::string_view name;
        void (Reader::*read)(const Field&);
    };

    /// The first of a name counts. Programs differ in which of two they believe, which is how mail is made to
    /// look different to a filter and to a reader.
    void read(const FieldLines& line) {
        static constexpr Row rows[] = {
            {"content-type", &Reader::read_type},
            {"content-transfer-encoding", &Reader::read_encoding},
            {"content-disposition", &Reader::read_disposition},
            {"content-id", &Reader::read_id},
        };
        const auto row = std::find_if(std::begin(rows), std::end(rows), [&](const Row& candidate) {
            return is_named(content_, line, candidate.name);
        });
        if (row == std::end(rows))
            return;
        const auto bit = 1U << (row - std::begin(rows));
        if ((seen_ & bit) != 0)
            defects_.add("duplicate_header", index_, line.name_begin, row->name);
        else
            (this->*row->read)(read_field(content_, line));
        seen_ |= bit;
    }

    void read_type(const Field& field) {
        const auto octets = read_parameters(field);
        auto value = to_text(octets);
        part_.parameters = std::move(value.parameters);
        part_.charset = base::to_ascii_lower(base::trim(parameter(part_.parameters, "charset")));
        if (!is_media_type(value.value))
            defects_.add("content_type_invalid", index_, field.offset);
        if (value.value.empty())
            return;
        header_.has_content_type = true;
        header_.boundary = boundary_of(octets);
        part_.type = std::move(value.value);
    }

    void read_encoding(const Field& field) {
        part_.encoding = parse_transfer_encoding(field.value);
        header_.declares_eight_bit = base::starts_with_ignoring_case(field.value, "8bit") ||
                                     base::starts_with_ignoring_case(field.value, "binary");
        if (part_.encoding == TransferEncoding::unknown)
            defects_.add("transfer_encoding_unknown", index_, field.offset);
    }

    void read_disposition(const Field& field) {
        auto value = to_text(read_parameters(field));
        part_.disposition = std::move(value.value);
        part_.filename = parameter(value.parameters, "filename");
        if (part_.filename.empty())
            part_.filename = parameter(value.parameters, "name");
    }

    void read_id(const Field& field) { part_.content_id = read_message_id(field.value); }

    ParameterizedOctets read_parameters(const Field& field) {
        auto octets = read_parameterized(field.value, limits_.max_parameters);
        if (octets.limited)
            defects_.add_once("mime_limited", index_, field.offset, "more parameters than are read");
        if (octets.damaged)
            defects_.add("parameter_damaged", index_, field.offset);
        return octets;
    }

    std::string_view content_;
    const Limits& limits_;
    std::size_t index_;
    Part& part_;
    Defects& defects_;
    PartHeader header_;
    unsigned seen_ = 0;
};

}  // namespace

PartHeader read_part_header(std::string_view content, const HeaderLines& lines, const Limits& limits,
                            std::size_t index, Part& part, Defects& defects) {
    return Reader(content, limits, index, part, defects).read(lines);
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
