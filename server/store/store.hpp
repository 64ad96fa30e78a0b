// Both database threads. `co_await store.read(find_messages, filter)` runs a query on the reader thread,
// `co_await store.write(insert_message, message)` a change on the writer thread; both come back to the
// network thread with the result or the exception. The writer takes all changes that wait, runs them in one
// transaction, syncs it to the disk, and only then resumes their callers: what write() has returned survives
// a power cut.
#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "store/database.hpp"
#include "store/job.hpp"

namespace store {

namespace asio = boost::asio;

struct Counts;

enum class Synchronous { full, normal };

struct Settings {
    std::string path;                             // ":memory:" keeps nothing over the end of the program
    Synchronous synchronous = Synchronous::full;  // normal: a power cut may lose acknowledged mail; for tests
    std::size_t max_batch_changes = 256;
    std::size_t max_batch_bytes = std::size_t{8} << 20;
    std::chrono::milliseconds busy_timeout{5000};
    std::chrono::milliseconds query_deadline{2000};
    // New mail is refused while less than either is free; deletes and marks still work.
    std::uint64_t min_free_bytes = std::uint64_t{64} << 20;
    unsigned min_free_percent = 5;
};

class Store {
public:
    /// Opens or makes the database, locks it against a second instance, and migrates it. Throws
    /// DatabaseError; the kinds `locked` and `too_new` leave everything untouched. A damaged file is moved
    /// aside as NAME.corrupt-UTC and a new one begun; `moved_aside()` says so.
    Store(asio::io_context& network, Settings settings);
    /// Drains the writer, checkpoints and closes.
    ~Store();
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    template <class Function, class... Arguments>
    asio::awaitable<QueryResult<Function, Arguments...>> read(Function function, Arguments... arguments);

    /// What stored_bytes() says of the arguments counts towards the batch's size limit, and is what the
    /// free-space rule refuses. `function` may be called again when its batch failed: it must not change its
    /// arguments.
    template <class Function, class... Arguments>
    asio::awaitable<QueryResult<Function, Arguments...>> write(Function function, Arguments... arguments);

    /// Why mail cannot be stored at present; nothing when it can. Network thread; costs nothing.
    std::optional<Fault> fault() const;
    /// Where a damaged database was moved at the start, or empty.
    const std::string& moved_aside() const;
    bool durable() const;
    /// What was stored when the store was opened.
    const Counts& counts_at_start() const;

    class Impl;

private:
    enum class Thread { reader, writer };
    template <class Function, class... Arguments>
    asio::awaitable<QueryResult<Function, Arguments...>> run_on(Thread thread, Function function,
                                                                Arguments... arguments);
    void enqueue(Thread thread, std::unique_ptr<Job> job);

    std::unique_ptr<Impl> impl_;
};

template <class Function, class... Arguments>
asio::awaitable<QueryResult<Function, Arguments...>> Store::run_on(Thread thread, Function function,
                                                                   Arguments... arguments) {
    using Result = QueryResult<Function, Arguments...>;
    const std::size_t bytes = (std::size_t{0} + ... + stored_bytes(arguments));
    // Runs inside the awaited expression below, so the frame it refers to is still there.
    auto start = [&](auto handler) {
        using Handler = decltype(handler);
        enqueue(thread, std::make_unique<JobOf<Handler, Function, Arguments...>>(
                            bytes, std::move(handler), std::move(function), std::move(arguments)...));
    };
    auto outcome = co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Outcome<Result>)>(
        start, asio::use_awaitable);
    co_return std::move(outcome).get();
}

template <class Function, class... Arguments>
asio::awaitable<QueryResult<Function, Arguments...>> Store::read(Function function, Arguments... arguments) {
    return run_on(Thread::reader, std::move(function), std::move(arguments)...);
}

template <class Function, class... Arguments>
asio::awaitable<QueryResult<Function, Arguments...>> Store::write(Function function, Arguments... arguments) {
    return run_on(Thread::writer, std::move(function), std::move(arguments)...);
}

}  // namespace store
