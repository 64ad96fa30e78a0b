// Reads stored messages and their parts: a slice of the stored octets, its transfer encoding taken off, in
// UTF-8 where it is text. No message is parsed again. Large parts are decoded on a worker.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "api/json.hpp"
#include "base/id.hpp"
#include "store/messages.hpp"
#include "store/store.hpp"

namespace api {

namespace asio = boost::asio;

/// Network thread. Everything gives nullopt when there is no such message, or no longer.
class MessageReader {
public:
    MessageReader(store::Store& store, asio::thread_pool& workers, std::size_t decode_on_worker_bytes)
        : store_(store), workers_(workers), decode_on_worker_bytes_(decode_on_worker_bytes) {}

    /// `id` as it stands in a path.
    asio::awaitable<std::optional<store::Message>> find(std::string_view id) const;
    asio::awaitable<std::optional<store::MessageSummary>> find_summary(base::Id id) const;

    /// Stored octets, as they are.
    asio::awaitable<std::optional<std::string>> slice(base::Id id, std::uint64_t begin,
                                                      std::uint64_t end) const;

    /// The body without its transfer encoding.
    asio::awaitable<std::optional<std::string>> octets(base::Id id, store::PartRecord part) const;

    /// The body of a text part in UTF-8; at most `max_bytes` (0: all).
    asio::awaitable<std::optional<Text>> text(base::Id id, store::PartRecord part,
                                              std::size_t max_bytes) const;

    /// What a reader is shown: the plain text, else the text of the HTML, of which at most `max_html_bytes`
    /// are read.
    asio::awaitable<std::optional<Text>> shown_text(base::Id id, const store::MessageDetails& details,
                                                    std::size_t max_bytes, std::size_t max_html_bytes) const;

private:
    template <class Function, class... Arguments>
    auto decode(std::size_t size, Function function, Arguments... arguments) const
        -> asio::awaitable<std::invoke_result_t<Function, Arguments...>>;

    store::Store& store_;
    asio::thread_pool& workers_;
    std::size_t decode_on_worker_bytes_;
};

/// The part with that index, written as in a path; nullptr when there is none.
const store::PartRecord* find_part(const store::MessageDetails& details, std::string_view index);
const store::PartRecord* find_part(const store::MessageDetails& details, std::optional<std::uint32_t> index);

/// Nothing has to be taken off the stored octets.
bool is_stored_plainly(const store::PartRecord& part);

}  // namespace api
