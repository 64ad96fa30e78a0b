// Sends many messages over several connections at once from one thread, as fast as the server answers, and
// prints what was reached as one line of JSON. Costs less than 20 µs a message, so that the server's figure
// is the server's.
#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>
#include <memory>
#include <string>
#include <vector>

#include "message.hpp"
#include "sender.hpp"
#include "work.hpp"

namespace {

constexpr int stall_ms = 30'000;

struct Options {
    std::string server = "127.0.0.1:1025";
    std::uint32_t connections = 16;
    std::uint32_t messages = 10'000;
    std::uint32_t warm_up = 0;
    std::optional<std::uint32_t> show;
    bench::Plan plan;
};

void describe(CLI::App& app, Options& options) {
    app.add_option("server", options.server, "Address and port");
    app.add_option("--connections", options.connections)->check(CLI::Range(1, 10'000));
    app.add_option("--messages", options.messages, "Measured messages, over all connections together");
    app.add_option("--warm-up", options.warm_up, "Messages before them that are not measured");
    app.add_option("--size", options.plan.octets, "Octets of each message's content");
    app.add_flag_callback(
        "--attachment", [&] { options.plan.kind = bench::Kind::attachment; }, "Multipart, not text");
    app.add_flag_callback(
        "--new-connections", [&] { options.plan.keep_connection = false; }, "One for each message");
    app.add_flag("--pipelined", options.plan.pipelined, "MAIL, RCPT and DATA in one write");
    app.add_option("--show", options.show, "Send nothing; print the content of the message of this number");
}

bool set_server(const std::string& text, sockaddr_in& server) {
    const auto colon = text.rfind(':');
    if (colon == std::string::npos)
        return false;
    server.sin_family = AF_INET;
    server.sin_port = htons(static_cast<std::uint16_t>(std::strtoul(text.c_str() + colon + 1, nullptr, 10)));
    return inet_pton(AF_INET, text.substr(0, colon).c_str(), &server.sin_addr) == 1;
}

/// False when nothing at all happened for half a minute.
bool run(const bench::Plan& plan, std::uint32_t connections, bench::Work& work) {
    const int epoll = epoll_create1(EPOLL_CLOEXEC);
    std::vector<std::unique_ptr<bench::Sender>> senders;
    for (std::uint32_t i = 0; i < connections; ++i) {
        senders.push_back(std::make_unique<bench::Sender>(plan, work, epoll));
        senders.back()->start();
    }
    std::array<epoll_event, 256> events;
    while (!work.done()) {
        const int count = epoll_wait(epoll, events.data(), static_cast<int>(events.size()), stall_ms);
        if (count == 0)
            return false;
        for (int i = 0; i < count; ++i) {
            const auto& event = events[static_cast<std::size_t>(i)];
            static_cast<bench::Sender*>(event.data.ptr)->on_event(event.events);
        }
    }
    senders.clear();
    ::close(epoll);
    return true;
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    CLI::App app("Sends load to an SMTP server.");
    describe(app, options);
    CLI11_PARSE(app, argc, argv);
    if (options.show) {
        bench::Message message(options.plan.kind, options.plan.octets);
        message.set_number(*options.show);
        fmt::print("{}", message.octets());
        return 0;
    }
    if (!set_server(options.server, options.plan.server)) {
        fmt::print(stderr, "'{}' is not ADDRESS:PORT\n", options.server);
        return 2;
    }
    bench::Work work(options.messages, options.warm_up);
    const bool lively = run(options.plan, options.connections, work);
    fmt::print("{}\n", work.report());
    if (!lively)
        fmt::print(stderr, "nothing happened for {} seconds\n", stall_ms / 1000);
    return lively ? 0 : 1;
}
