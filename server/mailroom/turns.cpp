#include "mailroom/turns.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace mailroom {

struct Turns::State {
    explicit State(asio::io_context& network) : ended(network, asio::steady_timer::time_point::max()) {}
    asio::steady_timer ended;  // never expires: the end of a turn wakes one that waits
    bool taken = false;
};

Turns::Turns(asio::io_context& network) : state_(std::make_shared<State>(network)) {}

Turns::Turn::Turn(std::shared_ptr<State> state) : state_(std::move(state)) {
    state_->taken = true;
}

Turns::Turn::~Turn() {
    if (!state_)
        return;
    state_->taken = false;
    state_->ended.cancel_one();
}

asio::awaitable<Turns::Turn> Turns::wait() {
    while (state_->taken) {
        boost::system::error_code woken;
        co_await state_->ended.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    }
    co_return Turn(state_);
}

}  // namespace mailroom
