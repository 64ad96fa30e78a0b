// Looks at all deadlines of one io_context four times a second, as long as there are any. A timer for each
// connection would be more exact than anybody needs, and would have to be moved for every command. Private to
// net.
#pragma once

#include <boost/asio/execution_context.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>

#include "net/stream.hpp"

namespace net {

class DeadlineSweep;

/// Something with a deadline. Setting it is storing a number.
class Timed {
public:
    explicit Timed(DeadlineSweep& sweep) noexcept;
    Timed(const Timed&) = delete;
    Timed& operator=(const Timed&) = delete;

protected:
    ~Timed();
    bool is_overdue() const;

    Deadline deadline = Deadline::max();

private:
    friend class DeadlineSweep;
    /// Called at every look from the deadline on. May make operations fail, but not run anything at once.
    virtual void expire() noexcept = 0;

    DeadlineSweep& sweep_;
    Timed* previous_ = nullptr;
    Timed* next_ = nullptr;
};

class DeadlineSweep : public asio::execution_context::service {
public:
    static constexpr std::chrono::milliseconds interval{250};
    static asio::execution_context::id id;

    explicit DeadlineSweep(asio::io_context& context);
    static DeadlineSweep& of(asio::execution_context& context);

private:
    friend class Timed;
    void shutdown() override {}
    void add(Timed& timed) noexcept;
    void remove(Timed& timed) noexcept;
    void look_later();
    void look();

    asio::steady_timer timer_;
    Timed* first_ = nullptr;
};

}  // namespace net
