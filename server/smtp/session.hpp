// The rules of one SMTP session (RFC 5321 sections 3 and 4.1.4): what may be said when, what the honest
// answer is, and what is in the envelope. No socket, no clock, no storage. A session is driven like this: for
// each command first check(); what that refuses goes to refuse(), everything else to proceed(). The step that
// comes back is sent and done.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "smtp/command.hpp"
#include "smtp/flags.hpp"
#include "smtp/parameters.hpp"
#include "smtp/path.hpp"
#include "smtp/reply.hpp"
#include "smtp/settings.hpp"
#include "smtp/verb.hpp"

namespace smtp {

struct Recipient {
    ForwardPath path;
    Parameters parameters;
};

/// RFC 5321 section 2.3.1.
struct Envelope {
    ReversePath reverse_path;
    Parameters parameters;
    std::vector<Recipient> recipients;
    Flags flags;
};

enum class Next : std::uint8_t {
    read_command,
    read_content,  // after 354
    skip_chunk,    // read Step::chunk_octets, drop them, and only then send the reply
    close,
};

struct Step {
    Reply reply;
    Next next = Next::read_command;
    std::uint64_t chunk_octets = 0;
};

class Session {
public:
    /// `settings` outlives the session.
    explicit Session(const Settings& settings) : settings_(settings) {}

    Step greet() const;

    /// The protocol's own refusal: order first, then syntax, then parameters and limits; nothing when the
    /// command may proceed. An unrecognized command and a verb that is not offered may: proceed() says their
    /// 500 and 502.
    std::optional<Reply> check(const Command& command) const;
    /// A command of this verb gets this refusal and has no effect.
    Step refuse(Verb verb, Reply refusal);
    /// Carries out what check() let pass.
    Step proceed(Command command);
    /// The content was dealt with: `outcome` is its reply, and the transaction is over whatever it says.
    Step finish_message(Reply outcome);

    State state() const;
    const std::optional<Envelope>& transaction() const { return transaction_; }
    /// As given with HELO or EHLO.
    const std::string& client_name() const { return client_name_; }
    /// After EHLO rather than HELO.
    bool is_extended() const { return extended_; }
    /// Messages whose reply was a success.
    std::size_t accepted_messages() const { return accepted_messages_; }

    /// Notes what the driver saw, with the session and with the transaction under way.
    void flag(FlagKind kind, std::string_view where);
    void flag(const Flags& content);
    const Flags& flags() const { return flags_; }

private:
    std::optional<Reply> out_of_order(Verb verb) const;
    std::optional<Reply> check_mail(const Mail& mail) const;
    std::optional<Reply> check_rcpt(const Rcpt& rcpt) const;

    Step carry_out(Helo&& helo);
    Step carry_out(Ehlo&& ehlo);
    Step carry_out(Mail&& mail);
    Step carry_out(Rcpt&& rcpt);
    Step carry_out(Data&&);
    Step carry_out(Rset&&);
    Step carry_out(Noop&&);
    Step carry_out(Quit&&);
    Step carry_out(Help&& help);
    Step carry_out(Vrfy&&);
    Step carry_out(Bdat&& bdat);
    Step carry_out(Unimplemented&& command);
    Step carry_out(Malformed&& command);
    Step carry_out(Unrecognized&& command);
    Step carry_out(HttpRequest&&);

    Step greeted(std::string name, bool extended, const FlagSet& flags, Reply reply);
    Step idle_command(Reply reply);
    Step refusal(Reply reply);
    void flag(const FlagSet& kinds, std::string_view where);

    const Settings& settings_;
    std::string client_name_;
    bool is_greeted_ = false;
    bool extended_ = false;
    std::optional<Envelope> transaction_;
    Flags flags_;
    std::size_t refused_recipients_ = 0;  // of this transaction
    std::size_t errors_ = 0;
    std::size_t idle_commands_ = 0;  // since the last message
    std::size_t finished_messages_ = 0;
    std::size_t accepted_messages_ = 0;
};

}  // namespace smtp
