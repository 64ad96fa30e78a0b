#include "incoming/connection.hpp"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <exception>
#include <new>
#include <utility>

#include "base/log.hpp"
#include "base/text.hpp"
#include "incoming/message_receiver.hpp"
#include "incoming/pace.hpp"
#include "incoming/stored_envelope.hpp"
#include "smtp/replies.hpp"
#include "store/database.hpp"

namespace incoming {
namespace {

namespace log = base::log;
using boost::system::system_error;
using smtp::Next;
using std::chrono::steady_clock;

smtp::Reply reply_to(const store::Fault& fault) {
    switch (fault.kind) {
        case store::FaultKind::storage_full:
            return smtp::replies::storage_full();
        case store::FaultKind::busy:
            return smtp::replies::storage_busy();
        default:
            return smtp::replies::storage_error();
    }
}

std::uint64_t declared_bytes(const smtp::Envelope& envelope) {
    const auto* const size = smtp::find_parameter(envelope.parameters, "SIZE");
    return size && size->value ? base::parse_uint64(*size->value).value_or(0) : 0;
}

std::string codes_of(const smtp::Flags& flags) {
    std::string codes;
    for (const auto& flag : flags.list())
        codes.append(codes.empty() ? "" : ",").append(smtp::info(flag.kind).code);
    return codes;
}

}  // namespace

Connection::Connection(std::unique_ptr<net::Stream> stream, std::span<char> buffer, Intake& intake,
                       const Settings& settings, const base::Id& id, base::Timestamp began)
    : intake_(intake),
      settings_(settings),
      id_(id),
      began_(began),
      session_deadline_(steady_clock::now() + settings.session_timeout),
      wire_(std::move(stream), buffer, settings),
      session_(settings.session) {}

asio::awaitable<void> Connection::run() {
    std::string how = "in order";
    std::optional<smtp::Reply> last_words;
    try {
        co_await talk();
    } catch (const system_error& error) {
        how = error.code().message();
        if (error.code() == asio::error::timed_out)
            last_words = reply_to_timeout();
    } catch (const std::exception& error) {
        how = "failure";
        last_words = smtp::replies::local_error();
        complain("session failed", error.what());
    }
    if (last_words && !wire_.is_deaf())
        co_await say_goodbye(*std::move(last_words));
    if (wire_.is_deaf())
        wire_.reset();
    else
        wire_.close();
    log_end(how);
}

/// The whole session. Commands are answered as they come; only when no whole line is left does it wait.
asio::awaitable<void> Connection::talk() {
    greet();
    while (true) {
        if (wire_.is_congested())
            co_await wire_.flush();
        if (stopping_) {
            wire_.write(smtp::replies::shutting_down());
            break;
        }
        if (const auto line = wire_.take_line()) {
            command_deadline_.reset();
            const auto next = co_await serve(*line);
            if (next == Next::close)
                break;
        } else if (!co_await wire_.read(command_deadline())) {
            break;
        }
    }
    co_await wire_.flush();
}

void Connection::greet() {
    if (wire_.read_now())
        session_.flag(smtp::FlagKind::talked_before_greeting, "connect");
    wire_.write(session_.greet().reply);
}

/// One command, with what comes behind it.
asio::awaitable<Next> Connection::serve(Line line) {
    auto step = answer(line);
    if (step.next == Next::skip_chunk)
        co_await skip_chunk(step.chunk_octets);
    wire_.write(step.reply);
    if (step.next == Next::read_content) {
        step = co_await receive_message(line.end);
        wire_.write(step.reply);
    }
    co_return step.next;
}

/// The protocol's own refusal comes first, and only then does the command take effect.
smtp::Step Connection::answer(const Line& line) {
    if (line.length != Line::Length::normal)
        return answer_long(line);
    auto command = smtp::parse_command(line.text);
    const auto verb = smtp::verb_of(command);
    if (line.end == smtp::LineEnd::lf)
        session_.flag(smtp::FlagKind::lf_line_end, smtp::info(verb).name);
    auto refusal = session_.check(command);
    if (!refusal && verb == smtp::Verb::mail && intake_.is_full())
        refusal = smtp::replies::storage_full();
    auto step = refusal ? session_.refuse(verb, *std::move(refusal)) : session_.proceed(std::move(command));
    if (log::enabled(log::Level::debug))
        log::debug("command",
                   {{"session", id_.view()}, {"verb", smtp::info(verb).name}, {"code", step.reply.code}});
    return step;
}

smtp::Step Connection::answer_long(const Line& line) {
    auto step = session_.refuse(smtp::Verb::unknown, smtp::replies::line_too_long(settings_.max_line_bytes));
    if (line.length == Line::Length::too_long || step.next == Next::close)
        return step;
    wire_.write(step.reply);
    return {smtp::replies::endless_line(), Next::close};
}

/// Octets of a chunk that is refused; whatever they look like, they are no commands.
asio::awaitable<void> Connection::skip_chunk(std::uint64_t octets) {
    Pace pace(settings_, steady_clock::now());
    while (true) {
        const auto skipped = std::min<std::uint64_t>(octets, wire_.unread().size());
        wire_.consume(skipped);
        octets -= skipped;
        if (octets == 0)
            co_return;
        co_await read_content(pace, net::Deadline::max());
    }
}

asio::awaitable<smtp::Step> Connection::receive_message(smtp::LineEnd line_end) {
    if (!wire_.unread().empty())
        session_.flag(smtp::FlagKind::talked_before_354, "DATA");
    if (line_end == smtp::LineEnd::lf)
        session_.flag(smtp::FlagKind::lf_content, "DATA");
    MessageReceiver receiver(intake_.spool, line_end, settings_.session.max_message_bytes,
                             declared_bytes(*session_.transaction()));
    in_message_ = true;
    co_await receive_content(receiver);
    session_.flag(receiver.flags());
    std::optional<smtp::Reply> outcome = receiver.refusal();
    if (!outcome)
        outcome = co_await store_message(receiver);
    in_message_ = false;
    auto step = session_.finish_message(*std::move(outcome));
    if (!receiver.is_complete())
        step.next = Next::close;
    co_return step;
}

/// Until the message is complete, or refused and its end nowhere near.
asio::awaitable<void> Connection::receive_content(MessageReceiver& receiver) {
    Pace pace(settings_, steady_clock::now());
    auto latest = net::Deadline::max();
    while (true) {
        wire_.consume(receiver.take(wire_.unread()));
        at_ambiguous_end_ = receiver.ambiguous_ends() > 0;
        if (receiver.is_complete() || receiver.is_endless())
            break;
        if (receiver.refusal() && latest == net::Deadline::max())
            latest = steady_clock::now() + settings_.drain_timeout;
        if (latest <= steady_clock::now())
            break;
        co_await read_content(pace, latest);
    }
    at_ambiguous_end_ = false;
}

/// More of what comes behind a command. Throws when the client leaves or is too slow.
asio::awaitable<void> Connection::read_content(Pace& pace, net::Deadline latest) {
    const auto deadline = std::min({pace.deadline(), latest, session_deadline_});
    const bool more = co_await wire_.read(deadline);
    if (!more)
        throw system_error(asio::error::eof);
    if (!pace.arrived(wire_.unread().size(), steady_clock::now()))
        throw system_error(asio::error::timed_out);
}

/// A message that is complete is stored even when its client does not wait for the reply (RFC 5321
/// section 4.1.1.10).
asio::awaitable<smtp::Reply> Connection::store_message(MessageReceiver& receiver) {
    wire_.keep_unread();
    try {
        mailroom::ReceivedMessage message{stored_envelope(session_, wire_.stream().peer_address(), id_),
                                          receiver.finish()};
        const auto bytes = message.content.size();
        const auto message_id = co_await intake_.deliver(std::move(message));
        log::info("message stored",
                  {{"session", id_.view()}, {"message", message_id.view()}, {"bytes", bytes}});
        co_return smtp::replies::stored(message_id.view());
    } catch (const store::DatabaseError& error) {
        complain("message not stored", error.what());
        co_return reply_to(error.fault);
    } catch (const std::bad_alloc& error) {
        complain("message not stored", error.what());
        co_return smtp::replies::out_of_resources();
    } catch (const std::exception& error) {
        complain("message not stored", error.what());
        co_return smtp::replies::storage_error();
    }
}

/// The whole line has to come within the time-out, not each octet of it.
net::Deadline Connection::command_deadline() {
    if (!command_deadline_)
        command_deadline_ = steady_clock::now() + settings_.command_timeout;
    return std::min(*command_deadline_, session_deadline_);
}

void Connection::stop(net::Deadline deadline) {
    stopping_ = true;
    wire_.hurry(in_message_ ? deadline : steady_clock::now());
}

smtp::Reply Connection::reply_to_timeout() const {
    if (stopping_)
        return smtp::replies::shutting_down();
    return at_ambiguous_end_ ? smtp::replies::timeout_at_ambiguous_end() : smtp::replies::timeout();
}

asio::awaitable<void> Connection::say_goodbye(smtp::Reply reply) {
    wire_.write(reply);
    try {
        co_await wire_.flush();
    } catch (const system_error&) {
        // Then it goes without.
    }
}

/// An operator must know, but not once for each message of a full disk.
void Connection::complain(std::string_view sentence, std::string_view why) {
    if (const auto unsaid = intake_.complaints.next(steady_clock::now()))
        log::error(sentence, {{"session", id_.view()}, {"why", why}, {"unsaid", *unsaid}});
}

void Connection::log_end(std::string_view how) const {
    log::info("session ended", {{"session", id_.view()},
                                {"client", wire_.stream().peer_address()},
                                {"name", session_.client_name()},
                                {"began", base::to_rfc3339(began_)},
                                {"messages", session_.accepted_messages()},
                                {"flags", codes_of(session_.flags())},
                                {"how", how}});
}

}  // namespace incoming
