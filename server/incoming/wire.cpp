#include "incoming/wire.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace incoming {
namespace {

constexpr std::size_t max_idle_bytes = 4096;  // of memory that a string may hold on to while nothing happens
constexpr std::size_t aside_bytes = 4096;
constexpr int max_reads_in_a_row = 4;

void give_back(std::string& text) {
    if (text.capacity() > max_idle_bytes)
        text = {};
    else
        text.clear();
}

}  // namespace

Wire::Wire(std::unique_ptr<net::Stream> stream, std::span<char> buffer, const Settings& settings)
    : stream_(std::move(stream)), buffer_(buffer), settings_(settings) {}

std::optional<Line> Wire::take_line() {
    if (skipped_ > 0)
        return skip_line();
    const auto lf = unread_.find('\n', searched_);
    if (lf == std::string_view::npos) {
        searched_ = unread_.size();
        if (searched_ < settings_.max_line_bytes)
            return std::nullopt;
        return skip_line();
    }
    if (lf >= settings_.max_line_bytes)
        return skip_line();
    Line line{.text = unread_.substr(0, lf), .end = smtp::LineEnd::lf};
    if (line.text.ends_with('\r')) {
        line.text.remove_suffix(1);
        line.end = smtp::LineEnd::crlf;
    }
    consume(lf + 1);
    searched_ = 0;
    return line;
}

/// Drops what there is of a line that is too long. It is answered once, when it ends or when it gets out of
/// hand.
std::optional<Line> Wire::skip_line() {
    const auto lf = unread_.find('\n');
    const bool ended = lf != std::string_view::npos;
    const auto octets = ended ? lf + 1 : unread_.size();
    consume(octets);
    skipped_ += octets;
    searched_ = 0;
    if (skipped_ > settings_.max_discarded_line_bytes)
        return Line{.length = Line::Length::endless};
    if (!ended)
        return std::nullopt;
    skipped_ = 0;
    return Line{.length = Line::Length::too_long};
}

void Wire::take_in(std::size_t octets) {
    in_buffer_ = unread_.empty();
    if (in_buffer_) {
        unread_ = std::string_view(buffer_.data(), octets);
    } else {
        kept_.append(buffer_.data(), octets);
        unread_ = kept_;
    }
}

void Wire::keep_unread() {
    if (unread_.empty())
        give_back(kept_);
    else if (in_buffer_)
        kept_.assign(unread_);
    else
        kept_.erase(0, static_cast<std::size_t>(unread_.data() - kept_.data()));
    in_buffer_ = false;
    unread_ = kept_;
}

bool Wire::read_now() {
    const auto octets = stream_->try_read(buffer_);
    if (octets)
        take_in(*octets);
    return octets && *octets > 0;
}

asio::awaitable<bool> Wire::read(net::Deadline deadline) {
    if (!output_.empty())
        co_await flush();
    keep_unread();
    if (++reads_in_a_row_ > max_reads_in_a_row)
        co_await let_others_go_first();
    stream_->set_deadline(std::min(deadline, limit_));
    auto octets = stream_->try_read(buffer_);
    if (!octets) {
        reads_in_a_row_ = 0;
        co_await stream_->wait_readable();
        octets = stream_->try_read(buffer_);
    }
    if (!octets)
        co_return co_await read_aside() > 0;
    take_in(*octets);
    co_return *octets > 0;
}

/// For a stream that cannot tell when there is something to read: waits with a buffer of its own.
asio::awaitable<std::size_t> Wire::read_aside() {
    const auto before = kept_.size();
    kept_.resize(before + aside_bytes);
    const auto octets = co_await stream_->read_some(std::span(kept_).subspan(before));
    kept_.resize(before + octets);
    unread_ = kept_;
    co_return octets;
}

/// A client that sends faster than we read never makes us wait; the thread is not its own.
asio::awaitable<void> Wire::let_others_go_first() {
    reads_in_a_row_ = 0;
    co_await asio::post(asio::use_awaitable);
}

void Wire::hurry(net::Deadline deadline) {
    limit_ = std::min(limit_, deadline);
    if (!deaf_)
        stream_->set_deadline(limit_);
}

asio::awaitable<void> Wire::flush() {
    keep_unread();
    deaf_ = true;
    stream_->set_deadline(std::chrono::steady_clock::now() + settings_.write_timeout);
    co_await stream_->write_all(output_);
    deaf_ = false;
    give_back(output_);
}

}  // namespace incoming
