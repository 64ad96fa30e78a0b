#include "net/stream.hpp"

#include <doctest/doctest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <optional>
#include <thread>

#include "unit/net/loopback.hpp"

using namespace loopback;
using namespace std::chrono_literals;
using boost::system::error_code;

TEST_CASE("a stream reads what is there, then waits for more, then sees the end") {
    asio::io_context context;
    Pair pair(context);
    std::string text;

    pair.send("EHLO a\r\n");
    run(context, read_into(*pair.stream, text));
    CHECK(text == "EHLO a\r\n");

    asio::steady_timer later(context, 20ms);
    later.async_wait([&](const error_code&) { pair.send("QUIT\r\n"); });
    run(context, read_into(*pair.stream, text));
    CHECK(text == "QUIT\r\n");

    pair.client.shutdown(tcp::socket::shutdown_send);
    text = "something";
    run(context, read_into(*pair.stream, text));
    CHECK(text.empty());
}

TEST_CASE("trying to read tells nothing yet from the end") {
    asio::io_context context;
    Pair pair(context);
    std::array<char, 16> buffer;

    CHECK(pair.stream->try_read(buffer) == std::nullopt);
    pair.send("abc");
    CHECK(pair.stream->try_read(buffer) == 3);
    CHECK(std::string_view(buffer.data(), 3) == "abc");
    CHECK(pair.stream->try_read(buffer) == std::nullopt);
    pair.client.shutdown(tcp::socket::shutdown_send);
    CHECK(pair.stream->try_read(buffer) == 0);
}

TEST_CASE("waiting until there is something to read takes nothing") {
    asio::io_context context;
    Pair pair(context);
    asio::steady_timer later(context, 20ms);
    later.async_wait([&](const error_code&) { pair.send("x"); });

    run(context, pair.stream->wait_readable());
    std::array<char, 16> buffer;
    CHECK(pair.stream->try_read(buffer) == 1);
}

TEST_CASE("a write larger than every buffer arrives whole and in order") {
    asio::io_context context;
    Pair pair(context);
    std::string sent(std::size_t{16} << 20, '\0');
    for (std::size_t i = 0; i < sent.size(); ++i)
        sent[i] = static_cast<char>(i * 31 >> 8);

    std::string received;
    std::thread reader([&] { received = pair.receive_all().first; });
    run(context, pair.stream->write_all(sent));
    pair.stream->close();
    reader.join();
    CHECK(received == sent);
}

TEST_CASE("a read that waits past the deadline fails with timed_out, and not much later") {
    asio::io_context context;
    Pair pair(context);
    const auto begin = std::chrono::steady_clock::now();

    pair.stream->set_deadline(after(100ms));
    CHECK(error_of(context, read_and_forget(*pair.stream)) == asio::error::timed_out);
    const Seconds taken = std::chrono::steady_clock::now() - begin;
    CHECK(taken.count() >= 0.1);
    CHECK(taken.count() < 1.0);  // 0.35, and some for a busy machine
}

TEST_CASE("a write that waits past the deadline fails with timed_out") {
    asio::io_context context;
    Pair pair(context);
    const std::string more_than_fits(std::size_t{64} << 20, 'x');

    pair.stream->set_deadline(after(50ms));
    CHECK(error_of(context, pair.stream->write_all(more_than_fits)) == asio::error::timed_out);
}

TEST_CASE("a deadline that passed while nothing was under way makes the next operation fail at once") {
    asio::io_context context;
    Pair pair(context);
    std::array<char, 16> buffer;
    // Also when it need not wait: who sends a little all the time must not outlive the deadline.
    pair.send("x");

    pair.stream->set_deadline(after(-1ms));
    const auto begin = std::chrono::steady_clock::now();
    CHECK(error_of(context, read_and_forget(*pair.stream)) == asio::error::timed_out);
    CHECK(error_of(context, pair.stream->wait_readable()) == asio::error::timed_out);
    CHECK(error_of(context, pair.stream->write_all("x")) == asio::error::timed_out);
    CHECK_THROWS_AS(static_cast<void>(pair.stream->try_read(buffer)), boost::system::system_error);
    const Seconds taken = std::chrono::steady_clock::now() - begin;
    CHECK(taken.count() < 0.1);
}

TEST_CASE("a later deadline holds for the operation that is under way") {
    asio::io_context context;
    Pair pair(context);
    std::string text;

    pair.stream->set_deadline(after(100ms));
    asio::steady_timer renewal(context, 50ms);
    renewal.async_wait([&](const error_code&) { pair.stream->set_deadline(after(10s)); });
    asio::steady_timer answer(context, 600ms);
    answer.async_wait([&](const error_code&) { pair.send("late"); });
    run(context, read_into(*pair.stream, text));
    CHECK(text == "late");
}

TEST_CASE("after a read that timed out the peer can still be told why") {
    asio::io_context context;
    Pair pair(context);

    pair.stream->set_deadline(after(-1ms));
    REQUIRE(error_of(context, read_and_forget(*pair.stream)) == asio::error::timed_out);
    pair.stream->set_deadline(after(1s));
    run(context, pair.stream->write_all("421 4.4.2 timeout\r\n"));
    pair.stream->close();
    CHECK(pair.receive_all().first == "421 4.4.2 timeout\r\n");
}

TEST_CASE("a deadline ends a read and a write that wait at the same time") {
    asio::io_context context;
    Pair pair(context);
    const std::string more_than_fits(std::size_t{64} << 20, 'x');
    int timed_out = 0;
    const auto count = [&](std::exception_ptr thrown) {
        try {
            std::rethrow_exception(thrown);
        } catch (const boost::system::system_error& error) {
            timed_out += error.code() == asio::error::timed_out;
        }
    };

    pair.stream->set_deadline(after(50ms));
    asio::co_spawn(context, read_and_forget(*pair.stream), count);
    asio::co_spawn(context, pair.stream->write_all(more_than_fits), count);
    while (timed_out < 2 && context.run_one() > 0) {
    }
    CHECK(timed_out == 2);
}

TEST_CASE("reading from a peer that broke the connection throws") {
    asio::io_context context;
    Pair pair(context);

    pair.client.set_option(asio::socket_base::linger(true, 0));
    pair.client.close();
    CHECK(error_of(context, read_and_forget(*pair.stream)) == asio::error::connection_reset);
}

TEST_CASE("writing to a peer that is gone throws and raises no signal") {
    asio::io_context context;
    Pair pair(context);

    pair.client.set_option(asio::socket_base::linger(true, 0));
    pair.client.close();
    CHECK(error_of(context, read_and_forget(*pair.stream)));
    CHECK(error_of(context, pair.stream->write_all("221 bye\r\n")) == asio::error::broken_pipe);
}

TEST_CASE(
    "closing loses nothing that was written, although the peer's octets were not read (RFC 1122 4.2.2.13)") {
    asio::io_context context;
    Pair pair(context);
    pair.send(std::string(100'000, 'x'));

    run(context, pair.stream->write_all("552 5.3.4 too large\r\n"));
    pair.stream->close();
    pair.stream.reset();
    // Still sending when the connection is closed already.
    pair.send(std::string(1'000, 'y'));
    context.restart();
    context.poll();

    const auto [octets, end] = pair.receive_all();
    CHECK(octets == "552 5.3.4 too large\r\n");
    CHECK(end == asio::error::eof);
    pair.client.close();
    CHECK(run_to_end(context).count() < 0.9);
}

TEST_CASE("a peer that does not end its side holds a closed connection for about a second only") {
    asio::io_context context;
    Pair pair(context);

    pair.stream->close();
    pair.stream.reset();
    const auto taken = run_to_end(context);
    CHECK(taken.count() > 0.9);
    CHECK(taken.count() < 3.0);
}

TEST_CASE("closing makes what is under way fail, and so does everything after it") {
    asio::io_context context;
    Pair pair(context);
    asio::steady_timer later(context, 10ms);
    later.async_wait([&](const error_code&) { pair.stream->close(); });

    CHECK(error_of(context, read_and_forget(*pair.stream)) == asio::error::operation_aborted);
    CHECK(error_of(context, read_and_forget(*pair.stream)) == asio::error::operation_aborted);
    CHECK(error_of(context, pair.stream->write_all("x")) == asio::error::operation_aborted);
    pair.stream->close();
    pair.stream->reset();
}

TEST_CASE("a reset reaches the peer as one") {
    asio::io_context context;
    Pair pair(context);

    run(context, pair.stream->write_all("250 OK\r\n"));
    pair.stream->reset();
    CHECK(pair.receive_all().second == asio::error::connection_reset);
}

TEST_CASE("a stream that is let go ends its connection") {
    asio::io_context context;
    Pair pair(context);

    pair.stream.reset();
    CHECK(pair.receive_all().second == asio::error::eof);
}

TEST_CASE("a coroutine that is cancelled stops waiting for octets") {
    asio::io_context context;
    Pair pair(context);
    asio::cancellation_signal signal;
    std::optional<error_code> outcome;

    asio::co_spawn(context, read_and_forget(*pair.stream),
                   asio::bind_cancellation_slot(signal.slot(), [&](std::exception_ptr thrown) {
                       try {
                           std::rethrow_exception(thrown);
                       } catch (const boost::system::system_error& error) {
                           outcome = error.code();
                       }
                   }));
    context.restart();
    context.poll();
    REQUIRE(!outcome);
    signal.emit(asio::cancellation_type::terminal);
    context.restart();
    context.poll();
    CHECK(outcome == asio::error::operation_aborted);
}

namespace {
asio::awaitable<void> read_owned(std::unique_ptr<net::Stream> stream) {
    co_await read_and_forget(*stream);
}
}  // namespace

TEST_CASE("the end of the io_context frees connections that wait and connections that linger") {
    std::optional<asio::io_context> context(std::in_place);
    asio::io_context clients;
    tcp::socket waiting(clients);
    tcp::socket lingering(clients);
    for (auto* const kept : {&waiting, &lingering}) {
        Pair pair(*context);
        *kept = tcp::socket(clients, tcp::v4(), pair.client.release());
        if (kept == &lingering)
            pair.stream->close();
        else
            asio::co_spawn(*context, read_owned(std::move(pair.stream)), asio::detached);
    }
    context->restart();
    context->poll();
    context.reset();

    for (auto* const kept : {&waiting, &lingering}) {
        error_code error;
        char octet = 0;
        kept->read_some(asio::buffer(&octet, 1), error);
        CHECK(error == asio::error::eof);
    }
}

TEST_CASE("a stream knows both ends of its connection") {
    asio::io_context context;
    Pair pair(context);

    CHECK(pair.stream->peer_address() == "127.0.0.1");
    CHECK(pair.stream->peer_port() == pair.client.local_endpoint().port());
    CHECK(pair.stream->local_address() == "127.0.0.1");
    CHECK(pair.stream->local_port() == pair.client.remote_endpoint().port());
}

TEST_CASE("a stream without connections left does not keep the io_context running") {
    asio::io_context context;
    Pair pair(context);
    pair.client.close();
    pair.stream.reset();
    CHECK(run_to_end(context).count() < 0.2);
}
