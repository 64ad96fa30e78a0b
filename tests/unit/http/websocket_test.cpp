// WebSockets that a server opens, on a connection in memory.
#include "http/websocket.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

#include "http/websocket_frames.hpp"
#include "unit/http/talk.hpp"

namespace asio = boost::asio;
using http::Opcode;
using talk::Client;
using talk::request;
using talk::status_of;

namespace {

constexpr std::string_view handshake_fields =
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

std::string handshake(std::string_view more_fields = "", std::string_view path = "/live") {
    return request("GET " + std::string(path), std::string(handshake_fields) + std::string(more_fields));
}

/// A client's frame of up to 125 octets, masked with zeros.
std::string frame(unsigned first, std::string_view payload = {}) {
    std::string octets{static_cast<char>(first),
                       static_cast<char>(0x80U | static_cast<unsigned>(payload.size()))};
    return octets.append(4, '\0').append(payload);
}

std::string server_frame(Opcode opcode, std::string_view payload) {
    std::string octets;
    http::append_frame(octets, opcode, payload);
    return octets;
}

std::string frames_of(std::string_view heard) {
    return std::string(talk::body_of(heard));
}

constexpr unsigned text = 0x81, binary = 0x82, closing = 0x88, ping = 0x89;

/// A server with WebSockets; `socket` is the one that is open on /live.
struct World : talk::World {
    explicit World(http::Settings settings = {}) : talk::World(std::move(settings)) {
        router.add({.path = "/live", .operation = "live", .handler = [this](const auto&, auto& opened) {
                        return echo(opened);
                    }});
        router.add(
            {.path = "/fail", .operation = "fail", .handler = [](const auto&, auto&) { return fail(); }});
    }
    ~World() {
        // Handlers use this object: they have to end before it does.
        server.reset();
        context.restart();
        context.run_for(talk::patience);
    }

    asio::awaitable<void> echo(http::WebSocket& opened) {
        socket = &opened;
        for (;;) {
            auto message = co_await opened.receive();
            if (!message)
                break;
            opened.send(std::make_shared<const std::string>("echo " + *message));
        }
        socket = nullptr;
    }

    static asio::awaitable<void> fail() {
        throw std::runtime_error("secret");
        co_return;
    }

    http::WebSocket* socket = nullptr;
};

/// A client whose WebSocket is open.
struct OpenClient : Client {
    explicit OpenClient(World& world) : Client(world.context, *world.server) {
        send(handshake());
        REQUIRE(run_until([&] { return world.socket != nullptr && !heard.empty(); }));
        CHECK(status_of(heard) == 101);
    }
};

/// The code with which the server closes after having been sent `octets`.
int close_code(World& world, const std::string& octets) {
    OpenClient client(world);
    client.send(octets, true);
    REQUIRE(client.run_until_ended());
    const auto frames = frames_of(client.heard);
    if (frames.size() < 4 || frames[0] != '\x88')
        return 0;
    return static_cast<unsigned char>(frames[2]) * 256 + static_cast<unsigned char>(frames[3]);
}

}  // namespace

TEST_CASE("messages go both ways, pings are answered, closing is confirmed (RFC 6455)") {
    World world;
    OpenClient client(world);
    CHECK(world.server->websockets() == 1);
    client.send(frame(text, "a") + frame(ping, "p") + frame(text, "b") + frame(closing, "\x03\xe8"));
    REQUIRE(client.run_until_ended());
    CHECK(frames_of(client.heard) == server_frame(Opcode::text, "echo a") + server_frame(Opcode::pong, "p") +
                                         server_frame(Opcode::text, "echo b") + http::encode_close(1000, ""));
    CHECK(client.run_until([&] { return world.server->connections() == 0; }));
    CHECK(world.server->websockets() == 0);
}

TEST_CASE("frames may follow the handshake at once") {
    World world;
    const auto heard = world.talk(handshake() + frame(text, "a") + frame(closing));
    CHECK(frames_of(heard) == server_frame(Opcode::text, "echo a") + http::encode_close(1000, ""));
}

TEST_CASE("the handshake is refused to other hosts and origins, and over the limit (HTTP-13)") {
    World world({.max_websockets = 1});
    CHECK(status_of(world.talk(handshake("Origin: http://evil.test\r\n"))) == 403);
    CHECK(status_of(world.talk(handshake("Origin: null\r\n"))) == 403);
    CHECK(status_of(world.talk(handshake("Sec-Fetch-Site: cross-site\r\n"))) == 403);
    CHECK(status_of(world.talk("GET /live HTTP/1.1\r\nHost: evil.test\r\n" + std::string(handshake_fields) +
                               "\r\n")) == 403);
    CHECK(status_of(world.talk(request("GET /live"))) == 426);
    CHECK(status_of(world.talk(handshake("Content-Length: 2\r\n"))) == 400);
    CHECK(status_of(world.talk(handshake("Origin: http://localhost:8025\r\n"))) == 101);
    OpenClient first(world);
    CHECK(status_of(world.talk(handshake())) == 503);
    CHECK(status_of(world.talk(handshake("", "/nothing"))) == 404);
}

TEST_CASE("a client that breaks the protocol is closed with the code for it (HTTP-17)") {
    World world;
    CHECK(close_code(world, frame(binary, "a")) == 1003);
    CHECK(close_code(world, frame(text, "\xff")) == 1007);
    CHECK(close_code(world, frame(0xc1, "compressed")) == 1002);
    CHECK(close_code(world,
                     "\x81\x01"
                     "a") == 1002);
    CHECK(close_code(world, std::string("\x81\xff\x00\x00\x00\x00\x01\x31\x2d\x00", 10) +
                                std::string(1 << 20, 'x')) == 1009);
    std::string pings;
    for (int i = 0; i < 1000; ++i)
        pings += frame(ping);
    OpenClient client(world);
    client.send(pings, true);
    REQUIRE(client.run_until_ended());
    CHECK(client.heard.find("\x03\xf0") != std::string::npos);
}

TEST_CASE("a client that does not read is closed, never waited for (HTTP-18)") {
    World world({.max_websocket_queue_events = 10});
    auto [client, server_end] = support::connected_memory_streams(world.context.get_executor(), 1000);
    world.server->serve(std::move(server_end));
    asio::co_spawn(world.context, talk::say(*client, handshake(), false), asio::detached);
    Client other(world.context, *world.server);
    REQUIRE(other.run_until([&] { return world.socket != nullptr; }));
    const auto event = std::make_shared<const std::string>(std::string(2000, 'x'));
    int sent = 0;
    while (world.socket->open() && sent < 1000) {
        world.socket->send(event);
        ++sent;
        world.context.restart();
        world.context.poll();
    }
    CHECK(sent < 100);
    REQUIRE(other.run_until([&] { return world.server->websockets() == 0; }));
}

TEST_CASE("a queue over its octets closes with 1013") {
    World world({.max_websocket_queue_bytes = 1000});
    OpenClient client(world);
    world.socket->send(std::make_shared<const std::string>(std::string(1001, 'x')));
    CHECK_FALSE(world.socket->open());
    client.send(frame(closing, "\x03\xf5"), true);
    REQUIRE(client.run_until_ended());
    CHECK(frames_of(client.heard) == http::encode_close(1013, "too slow"));
}

TEST_CASE("stopping closes WebSockets with 1001") {
    World world;
    OpenClient client(world);
    world.server->stop();
    REQUIRE(client.run_until_heard("\x03\xe9the server is shutting down"));
    client.send(frame(closing, "\x03\xe9"), true);
    REQUIRE(client.run_until_ended());
    CHECK(client.run_until([&] { return world.server->connections() == 0; }));
}

TEST_CASE("a handler that fails closes with 1011 and says no more") {
    World world;
    const auto heard = world.talk(handshake("", "/fail"));
    CHECK(frames_of(heard) == http::encode_close(1011, ""));
}

TEST_CASE("a silent client is pinged, and given up when it does not answer") {
    World world({.websocket_ping_interval = std::chrono::seconds(1)});
    OpenClient client(world);
    REQUIRE(client.run_until_ended());
    CHECK(frames_of(client.heard).starts_with(server_frame(Opcode::ping, "")));
    CHECK(client.run_until([&] { return world.server->connections() == 0; }));
}

TEST_CASE("the peer of a WebSocket may go away") {
    World world;
    OpenClient client(world);
    client.stream().reset();
    REQUIRE(client.run_until([&] { return world.server->connections() == 0; }));
    CHECK(world.socket == nullptr);
}
