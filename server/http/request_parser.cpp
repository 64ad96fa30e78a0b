#include "http/request_parser.hpp"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>

#include "base/text.hpp"

namespace http {
namespace {

namespace beast = boost::beast;
using beast::string_view;
using beast::http::field;
using ErrorCode = beast::error_code;

constexpr std::size_t max_chunk_extension_bytes = 256;
constexpr std::string_view shortest_last_chunk = "0\r\n\r\n";

constexpr Defect malformed{.message = "the request is malformed"};
constexpr Defect bad_version{
    .status = 505, .code = "bad_request", .message = "this server speaks HTTP/1.0 and HTTP/1.1"};
constexpr Defect target_too_large{
    .status = 414, .code = "too_large", .message = "the request's target is too long"};
constexpr Defect too_many_fields{
    .status = 431, .code = "too_large", .message = "the request has too many header fields"};
constexpr Defect bad_content_length{
    .message = "Content-Length must be one decimal number, once, and not with Transfer-Encoding"};
constexpr Defect bad_transfer_encoding{
    .message = "Transfer-Encoding must be chunked, once, in HTTP/1.1, and not with Content-Length"};
constexpr Defect trailers{.message = "a chunked body must not have trailers"};
constexpr Defect long_extension{.message = "a chunk extension is too long"};

bool is_decimal(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), base::is_ascii_digit);
}

Defect defect_of(const ErrorCode& error) {
    using beast::http::error;
    if (error == error::bad_version)
        return bad_version;
    if (error == error::bad_content_length || error == error::multiple_content_length)
        return bad_content_length;
    if (error == error::bad_transfer_encoding)
        return bad_transfer_encoding;
    return malformed;
}

}  // namespace

const Defect body_too_large{
    .status = 413, .code = "too_large", .message = "the request's body is too large for this operation"};

class RequestParser::Beast final : public beast::http::basic_parser<true> {
public:
    explicit Beast(const RequestLimits& limits) : limits_(limits) {
        // Ours is looked at in `append`: it depends on the route, which is known after the header section
        // only.
        body_limit(boost::none);
        header_limit(static_cast<std::uint32_t>(limits.max_head_bytes));
    }

    RequestHead head;
    std::optional<Defect> defect;
    std::string* body = nullptr;
    std::size_t max_body_bytes = 0;

    bool chunked_framing() const { return transfer_encodings_ > 0; }

    Defect defect_or(const ErrorCode& error) const { return defect ? *defect : defect_of(error); }

private:
    void fail(const Defect& found, ErrorCode& error) {
        defect = found;
        error = beast::http::error::bad_value;
    }

    void on_request_impl(beast::http::verb, string_view method, string_view target, int version,
                         ErrorCode& error) override {
        if (target.size() > limits_.max_target_bytes)
            return fail(target_too_large, error);
        head.method = std::string(method);
        head.target = std::string(target);
        head.version = version;
    }

    void on_field_impl(field name, string_view text, string_view value, ErrorCode& error) override {
        // A field that comes after the header section is a trailer.
        if (is_header_done())
            return fail(trailers, error);
        if (head.headers.size() == limits_.max_fields)
            return fail(too_many_fields, error);
        if (name == field::content_length && (++content_lengths_ > 1 || !is_decimal(value)))
            return fail(bad_content_length, error);
        if (name == field::transfer_encoding &&
            (++transfer_encodings_ > 1 || head.version < 11 || !base::equals_ignoring_case(value, "chunked")))
            return fail(bad_transfer_encoding, error);
        head.headers.emplace_back(base::to_ascii_lower(text), std::string(value));
    }

    void on_header_impl(ErrorCode& error) override {
        if (content_lengths_ > 0 && transfer_encodings_ > 0)
            fail(bad_transfer_encoding, error);
    }

    void on_chunk_header_impl(std::uint64_t size, string_view extensions, ErrorCode& error) override {
        if (extensions.size() > max_chunk_extension_bytes)
            fail(long_extension, error);
        else if (size > max_body_bytes - std::min(max_body_bytes, body->size()))
            fail(body_too_large, error);
    }

    std::size_t append(string_view octets, ErrorCode& error) {
        if (octets.size() > max_body_bytes - std::min(max_body_bytes, body->size())) {
            fail(body_too_large, error);
            return 0;
        }
        body->append(octets);
        return octets.size();
    }

    std::size_t on_body_impl(string_view octets, ErrorCode& error) override { return append(octets, error); }
    std::size_t on_chunk_body_impl(std::uint64_t, string_view octets, ErrorCode& error) override {
        return append(octets, error);
    }

    void on_response_impl(int, string_view, int, ErrorCode&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, ErrorCode&) override {}
    void on_finish_impl(ErrorCode&) override {}

    RequestLimits limits_;
    std::size_t content_lengths_ = 0;
    std::size_t transfer_encodings_ = 0;
};

RequestParser::RequestParser(const RequestLimits& limits) : beast_(std::make_unique<Beast>(limits)) {}
RequestParser::~RequestParser() = default;

std::optional<Defect> RequestParser::parse_head(std::string_view text) {
    ErrorCode error;
    const auto used = beast_->put({text.data(), text.size()}, error);
    if (error || used != text.size() || !beast_->is_header_done())
        return beast_->defect_or(error);
    beast_->eager(true);
    return std::nullopt;
}

RequestHead& RequestParser::head() {
    return beast_->head;
}

bool RequestParser::keep_alive() const {
    return beast_->keep_alive();
}

std::optional<std::uint64_t> RequestParser::content_length() const {
    if (beast_->chunked_framing())
        return std::nullopt;
    return beast_->content_length().value_or(0);
}

bool RequestParser::done() const {
    return beast_->is_done();
}

RequestParser::Progress RequestParser::parse_body(std::string_view input, std::string& body,
                                                  std::size_t max_body_bytes) {
    Progress progress;
    // Beast asserts that it sees the last chunk's line only with what ends it, or five octets: a client that
    // sent "0", CR, LF and CR alone would abort the program. Whatever is still to come of a chunked body is
    // never shorter.
    if (beast_->chunked_framing() && input.size() < shortest_last_chunk.size())
        return progress;
    beast_->body = &body;
    beast_->max_body_bytes = max_body_bytes;
    ErrorCode error;
    progress.used = beast_->put({input.data(), input.size()}, error);
    if (error && error != beast::http::error::need_more)
        progress.defect = beast_->defect_or(error);
    return progress;
}

}  // namespace http
