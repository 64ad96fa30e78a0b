// Lets coroutines of one thread do something one after another: reading large messages, which takes memory.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>

namespace mailroom {

namespace asio = boost::asio;

class Turns {
    struct State;

public:
    explicit Turns(asio::io_context& network);

    /// As long as it lives it is its holder's turn. It may outlive the Turns, when a coroutine ends late.
    class Turn {
    public:
        explicit Turn(std::shared_ptr<State> state);
        ~Turn();
        Turn(Turn&&) noexcept = default;
        Turn& operator=(Turn&&) = delete;

    private:
        std::shared_ptr<State> state_;
    };
    asio::awaitable<Turn> wait();

private:
    std::shared_ptr<State> state_;
};

}  // namespace mailroom
