#include "base/run_on.hpp"

#include <doctest/doctest.h>

#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

using namespace base;

namespace {

/// Runs `coroutine` in an io_context of its own on this thread; throws what it throws.
void run(asio::awaitable<void> coroutine) {
    asio::io_context context;
    std::exception_ptr thrown;
    asio::co_spawn(context, std::move(coroutine),
                   [&](std::exception_ptr exception) { thrown = std::move(exception); });
    context.run();
    if (thrown)
        std::rethrow_exception(thrown);
}

std::thread::id where_am_i() {
    return std::this_thread::get_id();
}

std::string repeated(const std::string& text, int count) {
    std::string result;
    for (int i = 0; i < count; ++i)
        result += text;
    return result;
}

std::unique_ptr<int> one_more(std::unique_ptr<int> number) {
    ++*number;
    return number;
}

void set(std::shared_ptr<bool> done) {
    *done = true;
}

int fail(int) {
    throw std::runtime_error("no");
}

asio::awaitable<void> values(asio::thread_pool& pool) {
    const auto text =
        co_await run_on(pool, repeated, std::string("a long enough text to be on the heap; "), 3);
    CHECK(text.size() == 3 * 38);

    auto number = std::make_unique<int>(6);
    const auto seven = co_await run_on(pool, one_more, std::move(number));
    CHECK(*seven == 7);

    const auto done = std::make_shared<bool>(false);
    co_await run_on(pool, set, done);
    CHECK(*done);
}

asio::awaitable<void> threads(asio::thread_pool& pool) {
    const auto before = where_am_i();
    const auto there = co_await run_on(pool, where_am_i);
    CHECK(there != before);
    CHECK(where_am_i() == before);
}

asio::awaitable<void> failure(asio::thread_pool& pool) {
    co_await run_on(pool, fail, 1);
}

asio::awaitable<void> many(asio::thread_pool& pool, int& sum) {
    for (int i = 0; i < 200; ++i)
        sum += co_await run_on(pool, [](int number) { return number; }, i);
}

}  // namespace

TEST_CASE(
    "a function that is sent away gets its arguments, also those that can only be moved, and gives its "
    "result") {
    asio::thread_pool pool(1);
    run(values(pool));
}

TEST_CASE("the work is done on another thread, and the caller goes on on its own") {
    asio::thread_pool pool(1);
    run(threads(pool));
}

TEST_CASE("an exception comes back to the caller") {
    asio::thread_pool pool(1);
    CHECK_THROWS_WITH_AS(run(failure(pool)), "no", std::runtime_error);
}

TEST_CASE("several coroutines may use one pool at the same time") {
    asio::thread_pool pool(2);
    asio::io_context context;
    int sum = 0;
    for (int i = 0; i < 4; ++i)
        asio::co_spawn(context, many(pool, sum), asio::detached);
    context.run();
    CHECK(sum == 4 * 199 * 200 / 2);
}

TEST_CASE("work that is under way when the program stops leaves nothing behind") {
    asio::io_context context;
    int sum = 0;
    SUBCASE("finished, but nobody takes the result") {
        asio::thread_pool pool(1);
        asio::co_spawn(context, many(pool, sum), asio::detached);
        context.run_one();
        pool.join();
    }
    SUBCASE("stopped") {
        asio::thread_pool pool(1);
        asio::co_spawn(context, many(pool, sum), asio::detached);
        context.run_one();
        pool.stop();
    }
    CHECK(sum == 0);
}
