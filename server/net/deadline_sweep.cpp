#include "net/deadline_sweep.hpp"

namespace net {

Timed::Timed(DeadlineSweep& sweep) noexcept : sweep_(sweep) {
    sweep_.add(*this);
}
Timed::~Timed() {
    sweep_.remove(*this);
}

bool Timed::is_overdue() const {
    return deadline != Deadline::max() && deadline <= std::chrono::steady_clock::now();
}

asio::execution_context::id DeadlineSweep::id;

DeadlineSweep::DeadlineSweep(asio::io_context& context)
    : asio::execution_context::service(context), timer_(context) {}

DeadlineSweep& DeadlineSweep::of(asio::execution_context& context) {
    return asio::use_service<DeadlineSweep>(static_cast<asio::io_context&>(context));
}

void DeadlineSweep::add(Timed& timed) noexcept {
    timed.next_ = first_;
    if (first_)
        first_->previous_ = &timed;
    else
        look_later();
    first_ = &timed;
}

void DeadlineSweep::remove(Timed& timed) noexcept {
    (timed.previous_ ? timed.previous_->next_ : first_) = timed.next_;
    if (timed.next_)
        timed.next_->previous_ = timed.previous_;
    // The timer alone must not keep the io_context running.
    if (!first_)
        timer_.cancel();
}

void DeadlineSweep::look_later() {
    timer_.expires_after(interval);
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error)
            look();
    });
}

void DeadlineSweep::look() {
    const auto now = std::chrono::steady_clock::now();
    for (Timed* timed = first_; timed; timed = timed->next_) {
        if (timed->deadline <= now)
            timed->expire();
    }
    if (first_)
        look_later();
}

}  // namespace net
