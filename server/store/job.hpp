// A query or a change on its way through a database thread: the function with copies of its arguments, then
// its result, and who waits for it. Made and completed on the network thread, run on a database thread in
// between.
#pragma once

#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "store/database.hpp"

namespace store {

/// What a job came to: a value or an exception.
template <class Result>
struct Outcome {
    using Value = std::conditional_t<std::is_void_v<Result>, std::monostate, Result>;
    std::optional<Value> value;
    std::exception_ptr error;

    Result get() && {
        if (error)
            std::rethrow_exception(error);
        if constexpr (!std::is_void_v<Result>)
            return *std::move(value);
    }
};

class Job {
public:
    explicit Job(std::size_t bytes) : bytes_(bytes) {}
    virtual ~Job() = default;
    Job(const Job&) = delete;
    Job& operator=(const Job&) = delete;

    /// Keeps the result. May be called again after a rollback; throws what the function throws.
    virtual void run(Database& database) = 0;
    virtual void fail(std::exception_ptr error) = 0;
    /// Resumes who waits. Network thread.
    virtual void complete() = 0;

    /// What the change adds to the database; 0 for queries, marks and deletes.
    std::size_t bytes() const { return bytes_; }
    bool adds() const { return bytes_ > 0; }

private:
    std::size_t bytes_;
};

using Jobs = std::vector<std::unique_ptr<Job>>;

template <class Handler, class Function, class... Arguments>
class JobOf : public Job {
    using Result = QueryResult<Function, Arguments...>;

public:
    JobOf(std::size_t bytes, Handler handler, Function function, Arguments... arguments)
        : Job(bytes),
          handler_(std::move(handler)),
          function_(std::move(function)),
          arguments_(std::move(arguments)...) {}

    void run(Database& database) override {
        outcome_ = {};
        const auto call = [&](const Arguments&... arguments) -> decltype(auto) {
            return std::invoke(function_, database, arguments...);
        };
        if constexpr (std::is_void_v<Result>) {
            std::apply(call, arguments_);
            outcome_.value.emplace();
        } else {
            outcome_.value.emplace(std::apply(call, arguments_));
        }
    }

    void fail(std::exception_ptr error) override { outcome_ = {.value = {}, .error = std::move(error)}; }

    void complete() override { std::move(handler_)(std::move(outcome_)); }

private:
    Handler handler_;
    Function function_;
    std::tuple<Arguments...> arguments_;
    Outcome<Result> outcome_;
};

/// What storing `value` adds to the database, by its type; overloaded for what is large.
template <class T>
constexpr std::size_t stored_bytes(const T&) {
    return 0;
}

}  // namespace store
