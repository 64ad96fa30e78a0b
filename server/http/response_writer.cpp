#include "http/response_writer.hpp"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <variant>

namespace http {

asio::awaitable<void> ResponseWriter::write(std::string_view octets) {
    while (!octets.empty()) {
        const auto slice = octets.substr(0, slice_bytes);
        stream_.set_deadline(std::chrono::steady_clock::now() + timeout_);
        co_await stream_.write_all(slice);
        octets.remove_prefix(slice.size());
    }
}

asio::awaitable<void> ResponseWriter::write(std::string head, const Response& response,
                                            std::string_view first_slice) {
    if (const auto* streamed = std::get_if<StreamedBody>(&response.body)) {
        head += first_slice;
        co_await write(head);
        co_await write_rest(*streamed, first_slice.size());
        co_return;
    }
    const auto* const text = std::get_if<std::string>(&response.body);
    const std::string_view body = text ? *text : std::get<std::string_view>(response.body);
    const bool together = head.size() + body.size() <= slice_bytes;
    if (together)
        head += body;
    co_await write(head);
    if (!together)
        co_await write(body);
}

asio::awaitable<void> ResponseWriter::write_rest(const StreamedBody& body, std::uint64_t offset) {
    std::uint64_t expected = std::min<std::uint64_t>(body.size, slice_bytes);
    while (offset == expected && offset < body.size) {
        const auto most = static_cast<std::size_t>(std::min<std::uint64_t>(body.size - offset, slice_bytes));
        const auto slice = co_await body.next(offset, most);
        co_await write(std::string_view(slice).substr(0, most));
        offset += slice.size();
        expected += most;
    }
    if (offset != body.size)
        throw boost::system::system_error(asio::error::eof);
}

}  // namespace http
