#include "http/range.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>

#include "base/text.hpp"
#include "http/response_head.hpp"

namespace http {
namespace {

/// As written: first-last, first-, -suffix. A number that does not fit counts as the greatest one.
struct Wish {
    std::optional<std::uint64_t> first;
    std::optional<std::uint64_t> last;
};

struct Slice {
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
};

/// False when `text` is neither empty nor a number.
bool read_number(std::string_view text, std::optional<std::uint64_t>& number) {
    if (!std::all_of(text.begin(), text.end(), base::is_ascii_digit))
        return false;
    if (!text.empty())
        number = base::parse_uint64(text).value_or(std::numeric_limits<std::uint64_t>::max());
    return true;
}

std::optional<Wish> parse_range(std::string_view value) {
    if (!base::starts_with_ignoring_case(value, "bytes="))
        return std::nullopt;
    value = base::trim(value.substr(6));
    const auto dash = value.find('-');
    Wish wish;
    if (dash == std::string_view::npos || !read_number(value.substr(0, dash), wish.first) ||
        !read_number(value.substr(dash + 1), wish.last))
        return std::nullopt;
    const bool backwards = wish.first && wish.last && *wish.first > *wish.last;
    return backwards || (!wish.first && !wish.last) ? std::nullopt : std::optional(wish);
}

/// nullopt when nothing of the body is in the range.
std::optional<Slice> slice_of(const Wish& wish, std::uint64_t size) {
    if (!wish.first) {
        const auto wanted = std::min(*wish.last, size);
        return wanted == 0 ? std::nullopt : std::optional(Slice{.offset = size - wanted, .size = wanted});
    }
    if (*wish.first >= size)
        return std::nullopt;
    const auto last = std::min(wish.last.value_or(size - 1), size - 1);
    return Slice{.offset = *wish.first, .size = last - *wish.first + 1};
}

/// A client that knows another form of the body must get the new one whole (RFC 9110 section 13.1.5).
bool still_the_same(const Request& request, const Response& response) {
    const auto known = request.header("if-range");
    if (!known)
        return true;
    return std::any_of(response.headers.begin(), response.headers.end(), [&](const auto& field) {
        return base::equals_ignoring_case(field.first, "ETag") && field.second == *known;
    });
}

void cut(std::string& body, const Slice& slice) {
    body = body.substr(static_cast<std::size_t>(slice.offset), static_cast<std::size_t>(slice.size));
}

void cut(std::string_view& body, const Slice& slice) {
    body = body.substr(static_cast<std::size_t>(slice.offset), static_cast<std::size_t>(slice.size));
}

void cut(StreamedBody& body, const Slice& slice) {
    body.size = slice.size;
    body.next = [next = std::move(body.next), slice](std::uint64_t offset, std::size_t most) {
        return next(slice.offset + offset, most);
    };
}

}  // namespace

Response with_range(const Request& request, Response response) {
    if (response.status != 200)
        return response;
    response.headers.emplace_back("Accept-Ranges", "bytes");
    const auto field = request.header("range");
    const auto wish = field ? parse_range(*field) : std::nullopt;
    if (request.method != "GET" || !wish || !still_the_same(request, response))
        return response;
    const auto size = body_size(response);
    const auto slice = slice_of(*wish, size);
    if (!slice) {
        auto refusal = problem(416, "range_not_satisfiable", "the range is outside of the content");
        refusal.headers.emplace_back("Content-Range", "bytes */" + std::to_string(size));
        return refusal;
    }
    std::visit([&](auto& body) { cut(body, *slice); }, response.body);
    response.status = 206;
    response.headers.emplace_back("Content-Range", "bytes " + std::to_string(slice->offset) + "-" +
                                                       std::to_string(slice->offset + slice->size - 1) + "/" +
                                                       std::to_string(size));
    return response;
}

}  // namespace http
