#include "smtp/session.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "smtp/replies.hpp"

namespace smtp {
namespace {

bool reached(std::size_t count, std::size_t limit) {
    return limit != 0 && count >= limit;
}

bool is_declared_8bit(const Parameters& parameters) {
    const auto* const body = find_parameter(parameters, "BODY");
    return (body && body->value && base::equals_ignoring_case(*body->value, "8BITMIME")) ||
           find_parameter(parameters, "SMTPUTF8");
}

}  // namespace

State Session::state() const {
    if (!is_greeted_)
        return State::connected;
    if (!transaction_)
        return State::greeted;
    return transaction_->recipients.empty() ? State::transaction : State::recipients;
}

Step Session::greet() const {
    return {replies::greeting(settings_.hostname)};
}

// --- may it proceed? ---

std::optional<Reply> Session::check(const Command& command) const {
    const auto& verb = info(verb_of(command));
    if (!verb.offered(settings_.extensions))
        return std::nullopt;
    if (!verb.legal_in.contains(state()))
        return out_of_order(verb.verb);
    if (const auto* const malformed = std::get_if<Malformed>(&command))
        return replies::malformed(malformed->status, malformed->problem);
    if (const auto* const mail = std::get_if<Mail>(&command))
        return check_mail(*mail);
    if (const auto* const rcpt = std::get_if<Rcpt>(&command))
        return check_rcpt(*rcpt);
    return std::nullopt;
}

/// What has to come first (RFC 5321 section 4.1.4).
std::optional<Reply> Session::out_of_order(Verb verb) const {
    if (!is_greeted_)
        return replies::bad_sequence("EHLO or HELO first");
    if (verb == Verb::mail)
        return replies::bad_sequence("A transaction is open: go on with RCPT and DATA, or RSET");
    if (!transaction_)
        return replies::bad_sequence("MAIL first");
    if (refused_recipients_ > 0)
        return replies::no_valid_recipients();
    return replies::bad_sequence("RCPT first");
}

std::optional<Reply> Session::check_mail(const Mail& mail) const {
    if (auto refusal = check_parameters(Verb::mail, mail.parameters, settings_))
        return refusal;
    if (reached(finished_messages_, settings_.max_messages))
        return replies::too_many_messages();
    return std::nullopt;
}

std::optional<Reply> Session::check_rcpt(const Rcpt& rcpt) const {
    if (auto refusal = check_parameters(Verb::rcpt, rcpt.parameters, settings_))
        return refusal;
    if (!reached(transaction_->recipients.size(), settings_.max_recipients))
        return std::nullopt;
    if (reached(refused_recipients_, settings_.max_excess_recipients))
        return replies::too_many_excess_recipients();
    return replies::too_many_recipients(settings_.max_recipients);
}

Step Session::refuse(Verb verb, Reply refused) {
    if (verb == Verb::rcpt && transaction_)
        ++refused_recipients_;
    return refusal(std::move(refused));
}

/// Every refusal is said here, so that a client which only collects them comes to an end.
Step Session::refusal(Reply reply) {
    if (reply.code != 421 && reached(++errors_, settings_.max_errors))
        reply = replies::too_many_errors();
    const auto next = reply.code == 421 ? Next::close : Next::read_command;
    return {std::move(reply), next};
}

// --- carrying it out ---

Step Session::proceed(Command command) {
    const auto& verb = info(verb_of(command));
    if (verb.offer == Offer::with_extension && !verb.offered(settings_.extensions))
        return refusal(replies::not_implemented(verb));
    return std::visit([this](auto& one) { return carry_out(std::move(one)); }, command);
}

Step Session::carry_out(Helo&& helo) {
    return greeted(std::move(helo.name), false, helo.flags, replies::hello(settings_.hostname));
}

Step Session::carry_out(Ehlo&& ehlo) {
    return greeted(std::move(ehlo.name), true, ehlo.flags, replies::capabilities(settings_));
}

/// HELO and EHLO reset like RSET (RFC 5321 section 4.1.4).
Step Session::greeted(std::string name, bool extended, const FlagSet& flags, Reply reply) {
    transaction_.reset();
    client_name_ = std::move(name);
    extended_ = extended;
    flag(flags, extended ? "EHLO" : "HELO");
    if (std::exchange(is_greeted_, true))
        return idle_command(std::move(reply));
    return {std::move(reply)};
}

Step Session::carry_out(Mail&& mail) {
    refused_recipients_ = 0;
    transaction_.emplace(Envelope{std::move(mail.reverse_path), std::move(mail.parameters), {}, {}});
    flag(mail.flags, "MAIL");
    if (!extended_ && !transaction_->parameters.empty())
        flag(FlagKind::parameters_after_helo, "MAIL");
    return {replies::sender_accepted()};
}

Step Session::carry_out(Rcpt&& rcpt) {
    transaction_->recipients.push_back({std::move(rcpt.forward_path), std::move(rcpt.parameters)});
    flag(rcpt.flags, "RCPT");
    if (!extended_ && !transaction_->recipients.back().parameters.empty())
        flag(FlagKind::parameters_after_helo, "RCPT");
    return {replies::recipient_accepted()};
}

Step Session::carry_out(Data&&) {
    return {replies::start_content(), Next::read_content};
}

Step Session::carry_out(Rset&&) {
    transaction_.reset();
    return idle_command(replies::reset());
}

Step Session::carry_out(Noop&&) {
    return idle_command(replies::nothing_done());
}

Step Session::carry_out(Quit&&) {
    transaction_.reset();
    return {replies::goodbye(settings_.hostname), Next::close};
}

Step Session::carry_out(Help&& help) {
    if (help.topic.empty())
        return idle_command(replies::help(settings_.extensions));
    const auto verb = find_verb(help.topic);
    if (verb == Verb::unknown)
        return refusal(replies::no_help(settings_.extensions));
    return idle_command(replies::help(info(verb), settings_.extensions));
}

Step Session::carry_out(Vrfy&&) {
    return idle_command(replies::cannot_verify());
}

/// Chunks are not offered, but one that is announced comes all the same: taken for commands it could say
/// anything.
Step Session::carry_out(Bdat&& bdat) {
    const auto octets = bdat.octets.value_or(0);
    if (settings_.max_message_bytes != 0 && octets > 2 * settings_.max_message_bytes)
        return {replies::chunk_too_large(), Next::close};
    auto step = refusal(replies::not_implemented(info(Verb::bdat)));
    if (step.next == Next::read_command && octets > 0)
        step = {std::move(step.reply), Next::skip_chunk, octets};
    return step;
}

Step Session::carry_out(Unimplemented&& command) {
    const auto& verb = info(command.verb);
    if (verb.offer == Offer::elsewhere)
        return refusal(replies::unrecognized(status::invalid_command, "Command unrecognized"));
    return refusal(replies::not_implemented(verb));
}

Step Session::carry_out(Malformed&& command) {
    return refusal(replies::malformed(command.status, command.problem));
}

Step Session::carry_out(Unrecognized&& command) {
    return refusal(replies::unrecognized(command.status, command.problem));
}

/// Only at the very beginning: afterwards a "GET / HTTP/1.1" was typed by somebody who speaks SMTP.
Step Session::carry_out(HttpRequest&&) {
    if (!is_greeted_)
        return refusal(replies::no_browsers());
    return refusal(replies::unrecognized(status::invalid_command, "Command unrecognized"));
}

/// Commands that bring no message nearer; a session made only of them comes to an end.
Step Session::idle_command(Reply reply) {
    if (reached(idle_commands_++, settings_.max_junk_commands))
        return refusal(replies::too_many_commands());
    return {std::move(reply)};
}

Step Session::finish_message(Reply outcome) {
    transaction_.reset();
    idle_commands_ = 0;
    ++finished_messages_;
    if (outcome.is_refusal())
        return refusal(std::move(outcome));
    ++accepted_messages_;
    return {std::move(outcome)};
}

// --- flags ---

void Session::flag(FlagKind kind, std::string_view where) {
    FlagSet kinds;
    kinds.add(kind);
    flag(kinds, where);
}

void Session::flag(const FlagSet& kinds, std::string_view where) {
    auto noted = kinds;
    if (transaction_ && find_parameter(transaction_->parameters, "SMTPUTF8"))
        noted.remove(FlagKind::non_ascii_path);
    flags_.raise(noted, where);
    if (transaction_)
        transaction_->flags.raise(noted, where);
}

void Session::flag(const Flags& content) {
    for (const auto& flag : content.list()) {
        if (flag.kind == FlagKind::undeclared_8bit && is_declared_8bit(transaction_->parameters))
            continue;
        flags_.raise(flag.kind, flag.where, flag.count);
        transaction_->flags.raise(flag.kind, flag.where, flag.count);
    }
}

}  // namespace smtp
