// Writes responses to a stream in slices, each within a deadline of its own: a slow reader of a large body is
// not cut off, and one that stands still is.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "http/response.hpp"
#include "net/stream.hpp"

namespace http {

class ResponseWriter {
public:
    /// What is held of a streamed body at a time.
    static constexpr std::size_t slice_bytes = 64 * 1024;

    ResponseWriter(net::Stream& stream, std::chrono::seconds timeout) : stream_(stream), timeout_(timeout) {}

    asio::awaitable<void> write(std::string_view octets);

    /// A head and a body that fit into one slice leave in one write. `first_slice` is what was read of a
    /// streamed body already. Throws when a streamed body ends too soon.
    asio::awaitable<void> write(std::string head, const Response& response, std::string_view first_slice);

private:
    asio::awaitable<void> write_rest(const StreamedBody& body, std::uint64_t offset);

    net::Stream& stream_;
    std::chrono::seconds timeout_;
};

}  // namespace http
