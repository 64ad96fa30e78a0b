#include "api/message_reader.hpp"

#include <algorithm>
#include <iterator>

#include "base/run_on.hpp"
#include "base/text.hpp"
#include "mime/message.hpp"

namespace api {
namespace {

/// Encoded text takes at most this many octets for each of decoded UTF-8, save for odd cases that are then
/// cut.
constexpr std::uint64_t encoding_growth = 4;

struct EncodingRow {
    std::string_view name;
    mime::TransferEncoding encoding;
};
constexpr EncodingRow encodings[] = {
    {"", mime::TransferEncoding::identity},
    {"base64", mime::TransferEncoding::base64},
    {"quoted-printable", mime::TransferEncoding::quoted_printable},
    {"x-uuencode", mime::TransferEncoding::uuencode},
};

/// The part as if its body were a whole message's octets.
mime::Part as_alone(const store::PartRecord& record, std::size_t size) {
    mime::Part part;
    part.type = record.type;
    part.charset = record.charset;
    part.body_end = size;
    const auto row =
        std::find_if(std::begin(encodings), std::end(encodings),
                     [&record](const EncodingRow& candidate) { return candidate.name == record.encoding; });
    part.encoding = row == std::end(encodings) ? mime::TransferEncoding::unknown : row->encoding;
    return part;
}

std::string decode_octets(const std::string& body, const store::PartRecord& part) {
    return mime::decode_body(body, as_alone(part, body.size()));
}

/// One character more than is wanted shows whether there is more.
Text decode_text(const std::string& body, const store::PartRecord& part, std::size_t max_bytes) {
    constexpr std::size_t one_character = 4;
    const auto most = max_bytes == 0 ? 0 : max_bytes + one_character;
    auto text = mime::decode_text(body, as_alone(part, body.size()), most);
    const bool cut = max_bytes != 0 && text.size() > max_bytes;
    if (cut)
        text.resize(base::cut_utf8(text, max_bytes).size());
    return {std::move(text), cut};
}

/// As the reader of messages makes text of HTML.
Text text_of_html(const Text& html) {
    auto message = mime::read_message("Content-Type: text/html; charset=utf-8\r\n\r\n" + html.text);
    return {std::move(message.text), html.cut || message.text_cut};
}

}  // namespace

template <class Function, class... Arguments>
auto MessageReader::decode(std::size_t size, Function function, Arguments... arguments) const
    -> asio::awaitable<std::invoke_result_t<Function, Arguments...>> {
    if (size < decode_on_worker_bytes_)
        co_return function(arguments...);
    co_return co_await base::run_on(workers_, function, std::move(arguments)...);
}

asio::awaitable<std::optional<store::Message>> MessageReader::find(std::string_view id) const {
    const auto parsed = base::Id::parse(id);
    if (!parsed)
        co_return std::nullopt;
    auto message = co_await store_.read(store::find_message, *parsed);
    co_return message;
}

asio::awaitable<std::optional<store::MessageSummary>> MessageReader::find_summary(base::Id id) const {
    store::MessageFilter filter;
    filter.ids = {id};
    auto page = co_await store_.read(store::find_messages, std::move(filter));
    if (page.items.empty())
        co_return std::nullopt;
    co_return std::move(page.items.front());
}

asio::awaitable<std::optional<std::string>> MessageReader::slice(base::Id id, std::uint64_t begin,
                                                                 std::uint64_t end) const {
    auto octets = co_await store_.read(store::find_content, id, begin, end - begin);
    co_return octets;
}

asio::awaitable<std::optional<std::string>> MessageReader::octets(base::Id id, store::PartRecord part) const {
    auto body = co_await slice(id, part.body_begin, part.body_end);
    if (!body || is_stored_plainly(part))
        co_return body;
    const auto size = body->size();
    auto decoded = co_await decode(size, decode_octets, *std::move(body), std::move(part));
    co_return decoded;
}

asio::awaitable<std::optional<Text>> MessageReader::text(base::Id id, store::PartRecord part,
                                                         std::size_t max_bytes) const {
    auto end = part.body_end;
    if (max_bytes != 0)
        end = std::min(end, part.body_begin + encoding_growth * (max_bytes + 1));
    auto body = co_await slice(id, part.body_begin, end);
    if (!body)
        co_return std::nullopt;
    const bool read_less = end < part.body_end;
    const auto size = body->size();
    auto text = co_await decode(size, decode_text, *std::move(body), std::move(part), max_bytes);
    text.cut = text.cut || read_less;
    co_return text;
}

asio::awaitable<std::optional<Text>> MessageReader::shown_text(base::Id id,
                                                               const store::MessageDetails& details,
                                                               std::size_t max_bytes,
                                                               std::size_t max_html_bytes) const {
    if (const auto* const part = find_part(details, details.text_part)) {
        auto plain = co_await text(id, *part, max_bytes);
        co_return plain;
    }
    const auto* const part = find_part(details, details.html_part);
    if (!part)
        co_return Text{};
    auto html = co_await text(id, *part, max_html_bytes);
    if (!html)
        co_return std::nullopt;
    const auto size = html->text.size();
    auto made = co_await decode(size, text_of_html, *std::move(html));
    co_return made;
}

const store::PartRecord* find_part(const store::MessageDetails& details, std::string_view index) {
    const auto number = base::parse_uint64(index);
    return number && *number < details.parts.size() ? &details.parts[*number] : nullptr;
}

const store::PartRecord* find_part(const store::MessageDetails& details, std::optional<std::uint32_t> index) {
    return index && *index < details.parts.size() ? &details.parts[*index] : nullptr;
}

bool is_stored_plainly(const store::PartRecord& part) {
    return part.encoding.empty() || !part.is_leaf;
}

}  // namespace api
