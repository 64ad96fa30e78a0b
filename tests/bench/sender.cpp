#include "sender.hpp"

#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace bench {

namespace {

constexpr std::string_view mail = "MAIL FROM:<load@example.com>\r\n";
constexpr std::string_view rcpt = "RCPT TO:<ann@example.net>\r\n";
constexpr std::string_view data = "DATA\r\n";
constexpr std::string_view whole_envelope =
    "MAIL FROM:<load@example.com>\r\nRCPT TO:<ann@example.net>\r\nDATA\r\n";

/// The code of a whole reply's last line, 0 for a line that another one follows (RFC 5321 section 4.2.1), -1
/// for junk.
int code_of(std::string_view line) {
    if (line.size() < 3)
        return -1;
    int code = 0;
    for (const char digit : line.substr(0, 3)) {
        if (digit < '0' || digit > '9')
            return -1;
        code = code * 10 + (digit - '0');
    }
    return line.size() > 3 && line[3] == '-' ? 0 : code;
}

}  // namespace

Sender::Sender(const Plan& plan, Work& work, int epoll)
    : plan_(plan), work_(work), epoll_(epoll), message_(plan.kind, plan.octets) {}

Sender::~Sender() {
    close();
}

void Sender::start() {
    while (take_message() && !connect())
        work_.failed();
}

bool Sender::take_message() {
    number_ = work_.take();
    if (number_)
        message_.set_number(*number_);
    return number_.has_value();
}

bool Sender::connect() {
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket_ < 0)
        return false;
    const int on = 1;
    setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    // Bounds connect too. After it, every call says MSG_DONTWAIT.
    const timeval deadline{.tv_sec = 10, .tv_usec = 0};
    setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &deadline, sizeof deadline);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&plan_.server), sizeof plan_.server) != 0) {
        close();
        return false;
    }
    step_ = Step::greeting;
    watch(EPOLLIN);
    return true;
}

void Sender::watch(std::uint32_t events) {
    if (watched_ == events)
        return;
    epoll_event event{};
    event.events = events;
    event.data.ptr = this;
    epoll_ctl(epoll_, watched_ == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, socket_, &event);
    watched_ = events;
}

void Sender::close() {
    if (socket_ >= 0)
        ::close(socket_);
    socket_ = -1;
    watched_ = 0;
    input_.clear();
    output_.clear();
    written_ = 0;
}

void Sender::restart() {
    close();
    start();
}

void Sender::give_up() {
    if (number_)
        work_.failed();
    restart();
}

void Sender::on_event(std::uint32_t events) {
    if (events & EPOLLOUT)
        write();
    if (socket_ >= 0 && (events & ~static_cast<std::uint32_t>(EPOLLOUT)))
        read_replies();
}

void Sender::read_replies() {
    std::array<char, 4096> buffer;
    const auto count = recv(socket_, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (count < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (count <= 0)
        return give_up();
    input_.append(buffer.data(), static_cast<std::size_t>(count));
    for (auto end = input_.find("\r\n"); end != std::string::npos; end = input_.find("\r\n")) {
        const auto code = code_of(std::string_view(input_).substr(0, end));
        input_.erase(0, end + 2);
        if (code != 0)
            on_reply(code);
    }
}

void Sender::on_reply(int code) {
    constexpr std::array<int, 7> expected = {220, 250, 250, 250, 354, 250, 221};
    if (code != expected[static_cast<std::size_t>(step_)])
        return give_up();
    switch (step_) {
        case Step::greeting:
            return go_on(Step::ehlo, "EHLO load.example.com\r\n");
        case Step::ehlo:
            return begin_message();
        case Step::mail:
            return go_on(Step::rcpt, plan_.pipelined ? "" : rcpt);
        case Step::rcpt:
            return go_on(Step::data, plan_.pipelined ? "" : data);
        case Step::data:
            go_on(Step::content, message_.octets());
            return go_on(Step::content, ".\r\n");
        case Step::content:
            work_.stored(Clock::now() - content_written_at_);
            number_.reset();
            return plan_.keep_connection && take_message() ? begin_message() : go_on(Step::quit, "QUIT\r\n");
        case Step::quit:
            return restart();
    }
}

void Sender::begin_message() {
    go_on(Step::mail, plan_.pipelined ? whole_envelope : mail);
}

void Sender::go_on(Step step, std::string_view octets) {
    step_ = step;
    output_ += octets;
    if (step != Step::content || octets == ".\r\n")
        write();
}

void Sender::write() {
    while (written_ < output_.size()) {
        const auto count =
            send(socket_, output_.data() + written_, output_.size() - written_, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (count < 0 && errno == EAGAIN)
            return watch(EPOLLIN | EPOLLOUT);
        if (count < 0)
            return give_up();
        written_ += static_cast<std::size_t>(count);
    }
    output_.clear();
    written_ = 0;
    content_written_at_ = Clock::now();
    watch(EPOLLIN);
}

}  // namespace bench
