#include "incoming/server.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "unit/incoming/harness.hpp"

using namespace harness;
using namespace std::chrono_literals;

namespace {

const std::string message = "Subject: x\r\n\r\nHello\r\n";

/// Runs whatever can run now, without waiting.
void settle(Harness& world) {
    world.context.restart();
    while (world.context.poll() > 0) {
    }
}

void stop(Harness& world, std::chrono::milliseconds grace) {
    asio::co_spawn(world.context, world.server().stop(grace), asio::detached);
    world.run();
}

Client silent(std::vector<std::string> sends) {
    return {std::move(sends), Then::is_silent};
}

}  // namespace

TEST_CASE_FIXTURE(Harness, "Sessions do not disturb one another although they share a buffer") {
    std::vector<std::shared_ptr<Client>> clients;
    for (int i = 0; i < 20; ++i) {
        const auto name = std::to_string(i);
        const auto all =
            join(session_with("Subject: " + name + "\r\n\r\n" + std::string(500, 'x') + "\r\n.\r\n"));
        std::vector<std::string> pieces;
        for (std::size_t at = 0; at < all.size(); at += 7)
            pieces.push_back(all.substr(at, 7));
        clients.push_back(connect({pieces}));
    }
    CHECK(server().connections() == 20);
    run();
    CHECK(server().connections() == 0);
    for (const auto& client : clients)
        CHECK(codes(client->received) == "220 250 250 250 354 250 221");
    std::vector<std::string> contents;
    for (const auto& one : stored)
        contents.push_back(one.content);
    CHECK(contents.size() == 20);
    for (int i = 0; i < 20; ++i) {
        const auto content = "Subject: " + std::to_string(i) + "\r\n\r\n" + std::string(500, 'x') + "\r\n";
        CHECK(std::count(contents.begin(), contents.end(), content) == 1);
    }
}

TEST_CASE_FIXTURE(Harness, "One connection too many is greeted with 421 and closed") {
    settings.max_connections = 2;
    connect(silent({}));
    connect(silent({}));
    const auto third = connect({{"EHLO c.example\r\n"}});
    settle(*this);
    CHECK(third->received == "421 4.7.0 Too many connections\r\n");
    CHECK(third->closed);
    CHECK(server().connections() == 2);
    stop(*this, 0ms);
    CHECK(server().connections() == 0);
}

TEST_CASE_FIXTURE(Harness, "One address may have only so many connections, the machine itself any number") {
    settings.max_connections_per_address = 1;
    const auto from = [](const char* address) {
        auto client = silent({});
        client.address = address;
        return client;
    };
    for (const auto* loopback : {"127.0.0.1", "127.0.0.1", "127.1.2.3", "127.1.2.3", "::1", "::1"})
        connect(from(loopback));
    connect(from("192.0.2.1"));
    connect(from("192.0.2.2"));
    const auto refused = connect(from("192.0.2.1"));
    settle(*this);
    CHECK(server().connections() == 8);
    CHECK(codes(refused->received) == "421");
    SUBCASE("and may come back when one has ended") {
        stop(*this, 0ms);
        made.reset();
        connect(from("192.0.2.1"));
        CHECK(server().connections() == 1);
        stop(*this, 0ms);
    }
}

TEST_CASE_FIXTURE(Harness, "Stopping says 421 4.3.2 to whoever is between commands, and to whoever comes") {
    const auto fresh = connect(silent({}));
    const auto greeted = connect(silent({"EHLO c.example\r\n"}));
    const auto inside = connect(silent({"EHLO c.example\r\n", "MAIL FROM:<a@client.example>\r\n"}));
    const auto typing = connect(silent({"EHLO c.exa"}));
    settle(*this);
    asio::co_spawn(context, server().stop(10s), asio::detached);
    settle(*this);
    const auto late = connect({{"EHLO c.example\r\n"}});
    settle(*this);
    for (const auto& client : {fresh, greeted, inside, typing, late}) {
        CHECK(last_line(client->received) == "421 4.3.2 Service shutting down");
        CHECK(client->closed);
        CHECK_FALSE(client->was_reset);
    }
    CHECK(server().connections() == 0);
    run();
}

TEST_CASE_FIXTURE(Harness, "A message under way may end within the grace, then its session ends") {
    auto pieces = session_with(message + ".\r\n");
    const auto client = connect({pieces});
    before_storing = [this] { asio::co_spawn(context, server().stop(10s), asio::detached); };
    run();
    CHECK(codes(client->received) == "220 250 250 250 354 250 421");
    CHECK(stored.size() == 1);
}

TEST_CASE_FIXTURE(Harness, "A message that does not end within the grace is told 421 and not stored") {
    auto pieces = session_with(message);
    pieces.pop_back();
    const auto client = connect(silent(pieces));
    settle(*this);
    stop(*this, 1ms);
    CHECK(last_line(client->received) == "421 4.3.2 Service shutting down");
    CHECK(client->closed);
    CHECK(stored.empty());
    CHECK(server().connections() == 0);
}

TEST_CASE_FIXTURE(Harness, "A client that does not take its goodbye is broken off") {
    settings.write_timeout = 1h;
    auto client = silent({"EHLO c.example\r\n"});
    client.max_replies_bytes = 0;
    const auto stuck = connect(client);
    settle(*this);
    stop(*this, 1ms);
    CHECK(stuck->was_reset);
    CHECK(server().connections() == 0);
}

TEST_CASE_FIXTURE(Harness, "Sessions may outlive the server") {
    const auto client = connect(silent({"EHLO c.example\r\n"}));
    settings.command_timeout = 1ms;
    made.reset();
    settle(*this);
    CHECK(codes(client->received) == "220 250");
}
