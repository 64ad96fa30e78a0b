// The octets of one connection: lines in, replies out. Replies are collected and sent together when the
// connection waits for input, so that pipelined commands get one packet back (RFC 2920 section 3.2). Knows no
// commands.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "incoming/settings.hpp"
#include "net/stream.hpp"
#include "smtp/data_decoder.hpp"
#include "smtp/reply.hpp"

namespace incoming {

namespace asio = boost::asio;

/// A command line as it arrived.
struct Line {
    enum class Length : std::uint8_t {
        normal,
        too_long,  // it was skipped
        endless,   // and its end never came
    };
    std::string_view text = {};  // without its end; valid until the wire is used again
    smtp::LineEnd end = smtp::LineEnd::crlf;
    Length length = Length::normal;
};

class Wire {
public:
    /// All connections read into the same `buffer`. It is free for the others whenever this one waits: what
    /// is unread then is kept aside, and a connection that waits with nothing unread holds no buffer at all.
    Wire(std::unique_ptr<net::Stream> stream, std::span<char> buffer, const Settings& settings);

    // Input. Nothing here waits but read().

    /// The next line, if all of it has arrived.
    std::optional<Line> take_line();
    std::string_view unread() const { return unread_; }
    void consume(std::size_t octets) { unread_.remove_prefix(octets); }

    /// Reads what is there without waiting. False: nothing is.
    bool read_now();
    /// Sends what waits to be sent, then waits for more input. False: the peer has ended its side. Throws
    /// like net::Stream.
    asio::awaitable<bool> read(net::Deadline deadline);
    /// Ends a read() under way earlier, or the next one.
    void hurry(net::Deadline deadline);
    /// Call it before waiting for anything that is not the wire.
    void keep_unread();

    // Output.

    void write(const smtp::Reply& reply) { reply.append_to(output_); }
    /// So much is waiting to be sent that nothing should be added.
    bool is_congested() const { return output_.size() >= settings_.max_waiting_reply_bytes; }
    asio::awaitable<void> flush();
    /// Sending failed: there is nobody to say goodbye to.
    bool is_deaf() const { return deaf_; }

    void close() noexcept { stream_->close(); }
    void reset() noexcept { stream_->reset(); }
    const net::Stream& stream() const { return *stream_; }

private:
    std::optional<Line> skip_line();
    void take_in(std::size_t octets);
    asio::awaitable<std::size_t> read_aside();
    asio::awaitable<void> let_others_go_first();

    std::unique_ptr<net::Stream> stream_;
    std::span<char> buffer_;
    const Settings& settings_;
    std::string_view unread_;  // in buffer_ or in kept_
    bool in_buffer_ = false;
    std::string kept_;          // what was unread when the connection last waited
    std::size_t searched_ = 0;  // octets of unread_ that hold no LF
    std::size_t skipped_ = 0;   // octets of a line that is too long
    int reads_in_a_row_ = 0;    // without waiting
    net::Deadline limit_ = net::Deadline::max();
    std::string output_;
    bool deaf_ = false;
};

}  // namespace incoming
