// One connection of the load generator: a small SMTP client that never blocks once it is connected.
#pragma once

#include <netinet/in.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "message.hpp"
#include "work.hpp"

namespace bench {

struct Plan {
    sockaddr_in server{};
    Kind kind = Kind::text;
    std::size_t octets = 1024;
    bool keep_connection = true;
    bool pipelined = false;  // MAIL, RCPT and DATA in one write
};

class Sender {
public:
    /// Works for `work` until nothing is left; both references must outlive it.
    Sender(const Plan& plan, Work& work, int epoll);
    ~Sender();
    Sender(const Sender&) = delete;
    Sender& operator=(const Sender&) = delete;

    /// Connects while there is work. A connection that cannot be had costs one message.
    void start();

    /// Reads, writes and goes on: to be called when epoll reports this connection.
    void on_event(std::uint32_t events);

private:
    enum class Step { greeting, ehlo, mail, rcpt, data, content, quit };

    bool take_message();
    bool connect();
    void close();
    void restart();
    void give_up();
    void read_replies();
    void on_reply(int code);
    void begin_message();
    void go_on(Step step, std::string_view octets);
    void write();
    void watch(std::uint32_t events);

    const Plan& plan_;
    Work& work_;
    int epoll_;
    int socket_ = -1;
    std::uint32_t watched_ = 0;
    Step step_ = Step::greeting;
    std::optional<std::uint32_t> number_;  // the message under way
    Message message_;
    std::string input_;
    std::string output_;
    std::size_t written_ = 0;
    Clock::time_point content_written_at_;
};

}  // namespace bench
