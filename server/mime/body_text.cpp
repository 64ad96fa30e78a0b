#include "mime/body_text.hpp"

#include <utility>

#include "base/text.hpp"
#include "mime/charset.hpp"
#include "mime/charset_labels.hpp"
#include "mime/html_text.hpp"
#include "mime/message.hpp"
#include "mime/transfer_encoding.hpp"

namespace mime {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
constexpr std::string_view replacement = "\xef\xbf\xbd";

void note_charset(const Part& part, std::string_view label, const Transcoded& transcoded, std::size_t index,
                  Defects* defects) {
    if (defects == nullptr)
        return;
    if (!label.empty() && !find_charset(label))
        defects->add("charset_unknown", index, part.header_begin);
    else if (!transcoded.charset_known)
        defects->add("charset_guessed", index, part.body_begin);
    if (transcoded.had_bad_octets)
        defects->add("charset_damaged", index, part.body_begin, "octets that are not of the charset");
}

}  // namespace

BodyText read_body_text(std::string_view content, const Part& part, std::size_t index, std::size_t max_bytes,
                        Defects* defects) {
    const auto body = content.substr(part.body_begin, part.body_end - part.body_begin);
    std::string decoded;
    std::string_view octets = body;  // most text is in no encoding, and then need not be copied
    if (part.encoding == TransferEncoding::base64 || part.encoding == TransferEncoding::quoted_printable)
        octets = decoded = decode_transfer(body, part.encoding, max_bytes).octets;
    BodyText result;
    result.cut = octets.size() < part.decoded_size || (max_bytes != 0 && octets.size() > max_bytes);
    if (result.cut)
        octets = octets.substr(0, max_bytes);
    std::string label = part.charset;
    if (label.empty() && part.type == "text/html")
        label = find_meta_charset(octets);
    auto transcoded = to_utf8(octets, label);
    result.text = std::move(transcoded.text);
    if (result.cut && result.text.ends_with(replacement)) {  // a character that the cut went through
        result.text.resize(result.text.size() - replacement.size());
        transcoded.had_bad_octets = false;
    }
    if (result.text.starts_with(byte_order_mark))
        result.text.erase(0, byte_order_mark.size());
    if (max_bytes != 0 && result.text.size() > max_bytes) {
        result.text.resize(base::cut_utf8(result.text, max_bytes).size());
        result.cut = true;
    }
    note_charset(part, label, transcoded, index, defects);
    return result;
}

BodyText read_body_texts(std::string_view content, const std::vector<Part>& parts,
                         const std::vector<std::size_t>& chosen, std::size_t max_bytes, Defects& defects) {
    BodyText all;
    for (const auto index : chosen) {
        const std::string_view separator = all.text.empty() || all.text.ends_with('\n') ? "" : "\r\n";
        if (all.text.size() + separator.size() >= max_bytes) {
            all.cut = true;
            break;
        }
        all.text.append(separator);
        auto one = read_body_text(content, parts[index], index, max_bytes - all.text.size(), &defects);
        all.cut |= one.cut;
        if (!all.first_part && !base::trim(one.text).empty())
            all.first_part = index;
        if (all.text.empty())
            all.text = std::move(one.text);
        else
            all.text.append(one.text);
    }
    return all;
}

std::string decode_body(std::string_view content, const Part& part) {
    return decode_transfer(content.substr(part.body_begin, part.body_end - part.body_begin), part.encoding)
        .octets;
}

std::string decode_text(std::string_view content, const Part& part, std::size_t max_bytes) {
    return read_body_text(content, part, 0, max_bytes, nullptr).text;
}

}  // namespace mime
