// What a handler answers. Plain values; the connection adds Date, Content-Length, Connection and, to
// everything, the headers that are due everywhere (nosniff, no-referrer, CORP).
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace http {

namespace asio = boost::asio;

/// A body that is read in slices while it is sent, so that a large message is never in memory as a whole.
/// `next` gets an offset and the most that is wanted; fewer octets than that before the end break the
/// connection off, so that the client sees that it did not get everything.
struct StreamedBody {
    std::uint64_t size = 0;
    std::function<asio::awaitable<std::string>(std::uint64_t offset, std::size_t most)> next;
};

struct Response {
    int status = 200;
    std::vector<std::pair<std::string, std::string>> headers = {};
    /// string_view: octets that live as long as the program.
    std::variant<std::string, std::string_view, StreamedBody> body = {};
};

/// application/json; charset=utf-8, no-store.
Response json(std::string text, int status = 200);
/// `{"error":{"code","message","field"}}`; `code` is a stable name such as "not_found".
Response problem(int status, std::string_view code, std::string_view message, std::string_view field = {});
Response no_content();

}  // namespace http
