#include "net/listener.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <boost/asio/error.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <vector>

#include "unit/net/loopback.hpp"

using namespace loopback;
using namespace std::chrono_literals;
using boost::system::error_code;
using net::Listener;

namespace {

using Streams = std::vector<std::unique_ptr<net::Stream>>;

std::unique_ptr<Listener> listen_on(asio::io_context& context, const net::Address& address,
                                    const net::ListenerSettings& settings = {}) {
    auto listener = Listener::open(context, address, settings);
    REQUIRE_MESSAGE(listener.has_value(), listener.error().message);
    return *std::move(listener);
}

Listener::OnConnection keep_in(Streams& streams) {
    return [&](std::unique_ptr<net::Stream> stream) { streams.push_back(std::move(stream)); };
}

tcp::socket connect_to(asio::io_context& context, const std::string& host, unsigned short port) {
    tcp::socket client(context);
    client.connect({asio::ip::make_address(host), port});
    return client;
}

bool has_ipv6_loopback() {
    asio::io_context context;
    tcp::acceptor acceptor(context, tcp::v6());
    error_code error;
    acceptor.bind({asio::ip::address_v6::loopback(), 0}, error);
    return !error;
}

void run_until(asio::io_context& context, const std::function<bool()>& done) {
    const auto give_up = after(5s);
    context.restart();
    while (!done() && std::chrono::steady_clock::now() < give_up)
        context.run_one_for(50ms);
    REQUIRE(done());
}

/// No more than `count` descriptors can be opened while this lives, unless it is lifted before.
class DescriptorShortage {
public:
    explicit DescriptorShortage(int count) {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        // The lowest free number: all below it are in use.
        const int next = ::dup(STDERR_FILENO);
        ::close(next);
        const rlimit limit{static_cast<rlim_t>(next + count), before_.rlim_max};
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
    ~DescriptorShortage() { lift(); }
    void lift() { ::setrlimit(RLIMIT_NOFILE, &before_); }

private:
    rlimit before_{};
};

Seconds cpu_time() {
    timespec time{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return Seconds(static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9);
}

}  // namespace

TEST_CASE("port 0 takes a free port and tells which") {
    asio::io_context context;
    const auto listener = listen_on(context, {"localhost", 0});
    CHECK(listener->address().host == "127.0.0.1");
    CHECK(listener->address().port != 0);
}

TEST_CASE("a port in use is a conflict that names the address") {
    asio::io_context context;
    const auto first = listen_on(context, {"127.0.0.1", 0});
    const auto second = Listener::open(context, first->address());
    REQUIRE(second.has_error());
    CHECK(second.error().code == base::ErrorCode::conflict);
    CHECK(second.error().message.find(first->address().string()) != std::string::npos);
}

TEST_CASE("an address that the machine lacks is unavailable") {
    asio::io_context context;
    // TEST-NET-1 (RFC 5737) belongs to nobody.
    const auto listener = Listener::open(context, {"192.0.2.1", 0});
    REQUIRE(listener.has_error());
    CHECK(listener.error().code == base::ErrorCode::unavailable);
}

TEST_CASE("the same port can be listened on with IPv4 and with IPv6") {
    if (!has_ipv6_loopback()) {
        MESSAGE("skipped: this machine has no IPv6");
        return;
    }
    asio::io_context context;
    const auto v6 = listen_on(context, {"::1", 0});
    const auto v4 = listen_on(context, {"127.0.0.1", v6->address().port});
    const auto all_v6 = listen_on(context, {"::", 0});
    const auto all_v4 = listen_on(context, {"0.0.0.0", all_v6->address().port});
    CHECK(v4->address().port == v6->address().port);
}

TEST_CASE("a listener without a host takes IPv4 and IPv6 and tells them apart") {
    asio::io_context context;
    const auto listener = listen_on(context, {"", 0});
    Streams streams;
    listener->start(keep_in(streams));

    const auto v4 = connect_to(context, "127.0.0.1", listener->address().port);
    run_until(context, [&] { return streams.size() == 1; });
    CHECK(streams[0]->peer_address() == "127.0.0.1");
    CHECK(streams[0]->local_address() == "127.0.0.1");
    if (has_ipv6_loopback()) {
        const auto v6 = connect_to(context, "::1", listener->address().port);
        run_until(context, [&] { return streams.size() == 2; });
        CHECK(streams[1]->peer_address() == "::1");
    }
}

TEST_CASE("who connects before the listener is started is served then") {
    asio::io_context context;
    const auto listener = listen_on(context, {"127.0.0.1", 0});
    std::vector<tcp::socket> clients;
    for (int i = 0; i < 100; ++i)
        clients.push_back(connect_to(context, "127.0.0.1", listener->address().port));

    Streams streams;
    listener->start(keep_in(streams));
    run_until(context, [&] { return streams.size() == clients.size(); });
}

TEST_CASE("a connection that is reset before it is accepted does not stop the listener") {
    asio::io_context context;
    const auto listener = listen_on(context, {"127.0.0.1", 0});
    auto broken = connect_to(context, "127.0.0.1", listener->address().port);
    broken.set_option(asio::socket_base::linger(true, 0));
    broken.close();
    const auto whole = connect_to(context, "127.0.0.1", listener->address().port);

    Streams streams;
    listener->start(keep_in(streams));
    run_until(context, [&] {
        return !streams.empty() && streams.back()->peer_port() == whole.local_endpoint().port();
    });
    CHECK(streams.front()->peer_address() == "127.0.0.1");
}

TEST_CASE("a stopped listener takes nobody, and lets the io_context end") {
    asio::io_context context;
    auto listener = listen_on(context, {"127.0.0.1", 0});
    Streams streams;
    listener->start(keep_in(streams));
    context.poll();
    const auto port = listener->address().port;

    SUBCASE("by stop") {
        listener->stop();
    }
    SUBCASE("by letting it go") {
        listener.reset();
    }
    CHECK(run_to_end(context).count() < 0.2);
    CHECK(streams.empty());
    tcp::socket client(context);
    error_code error;
    client.connect({asio::ip::make_address("127.0.0.1"), port}, error);
    CHECK(error == asio::error::connection_refused);
}

TEST_CASE("a listener may be stopped from inside a connection") {
    asio::io_context context;
    const auto listener = listen_on(context, {"127.0.0.1", 0});
    const auto first = connect_to(context, "127.0.0.1", listener->address().port);
    const auto second = connect_to(context, "127.0.0.1", listener->address().port);
    int taken = 0;
    listener->start([&](const std::unique_ptr<net::Stream>&) {
        ++taken;
        listener->stop();
    });
    run_to_end(context);
    CHECK(taken == 1);
}

TEST_CASE(
    "without descriptors a listener refuses in words, does not spin, and serves who waited once there are "
    "some") {
    asio::io_context context;
    const auto listener =
        listen_on(context, {"127.0.0.1", 0}, {.backlog = 64, .refusal = "421 4.3.2 full\r\n"});
    std::vector<tcp::socket> clients;
    for (int i = 0; i < 30; ++i)
        clients.push_back(connect_to(context, "127.0.0.1", listener->address().port));
    Streams streams;
    DescriptorShortage shortage(3);

    listener->start(keep_in(streams));
    const auto cpu_before = cpu_time();
    context.run_for(1s);
    const Seconds cpu = cpu_time() - cpu_before;
    CHECK(streams.size() == 3);
    CHECK(cpu.count() < 0.2);

    shortage.lift();
    const auto begin = std::chrono::steady_clock::now();
    // About ten were refused in that second.
    run_until(context, [&] { return streams.size() >= 15; });
    const Seconds until_served = std::chrono::steady_clock::now() - begin;
    CHECK(until_served.count() < 1.0);

    std::size_t refused = 0;
    listener->stop();
    streams.clear();
    for (auto& client : clients) {
        std::string octets;
        error_code error;
        asio::read(client, asio::dynamic_buffer(octets), error);
        refused += octets == "421 4.3.2 full\r\n";
    }
    CHECK(refused >= 5);
    CHECK(refused <= 15);
}
