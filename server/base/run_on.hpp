// Sends a plain function away to a pool of threads and brings its result, or its exception, back to the
// caller's own thread. Function and arguments are copied or moved: nothing is shared between threads.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <tuple>
#include <type_traits>
#include <utility>

namespace base {

namespace asio = boost::asio;

template <class Function, class... Arguments>
using ResultOf = std::invoke_result_t<std::decay_t<Function>, std::decay_t<Arguments>...>;

/// The pool has to be joined before the caller's io_context ends: what is done on it comes back there.
/// `auto message = co_await run_on(workers, mime::read_message, content, limits);`
template <class Function, class... Arguments>
asio::awaitable<ResultOf<Function, Arguments...>> run_on(asio::thread_pool& pool, Function function,
                                                         Arguments... arguments) {
    auto work = [function = std::move(function),
                 arguments = std::make_tuple(std::move(
                     arguments)...)]() mutable -> asio::awaitable<ResultOf<Function, Arguments...>> {
        co_return std::apply(std::move(function), std::move(arguments));
    };
    // The closure lives in this frame until the work is done: it is safe for the coroutine made from it.
    co_return co_await asio::co_spawn(pool.get_executor(), work(), asio::use_awaitable);
}

}  // namespace base
