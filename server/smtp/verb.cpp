#include "smtp/verb.hpp"

#include <algorithm>
#include <iterator>

#include "base/text.hpp"

namespace smtp {
namespace {

constexpr States any{State::connected, State::greeted, State::transaction, State::recipients};

// In the order of Verb. A verb that is not offered is answered the same everywhere, so it is legal anywhere.
constexpr VerbInfo table[] = {
    {Verb::helo, "HELO", "HELO <your host name>", Stage::helo, any},
    {Verb::ehlo, "EHLO", "EHLO <your host name>", Stage::ehlo, any},
    {Verb::mail, "MAIL", "MAIL FROM:<address> [parameters]", Stage::mail, States{State::greeted}},
    {Verb::rcpt, "RCPT", "RCPT TO:<address> [parameters]", Stage::rcpt,
     States{State::transaction, State::recipients}},
    {Verb::data, "DATA", "DATA", Stage::data, States{State::recipients}},
    {Verb::rset, "RSET", "RSET", Stage::rset, any},
    {Verb::noop, "NOOP", "NOOP [anything]", Stage::noop, any},
    {Verb::quit, "QUIT", "QUIT", Stage::quit, any},
    {Verb::help, "HELP", "HELP [command]", Stage::help, any, Offer::with_extension, Extension::help},
    {Verb::vrfy, "VRFY", "VRFY <user or address>", Stage::vrfy, any, Offer::with_extension, Extension::vrfy},
    {Verb::bdat, "BDAT", "BDAT <octets> [LAST]", Stage::bdat, any, Offer::never},
    {Verb::auth, "AUTH", "AUTH <mechanism> [initial response]", Stage::auth, any, Offer::never},
    {Verb::starttls, "STARTTLS", "STARTTLS", Stage::starttls, any, Offer::never},
    {Verb::expn, "EXPN", "EXPN <list>", Stage::expn, any, Offer::never},
    {Verb::etrn, "ETRN", "ETRN <node>", Stage::etrn, any, Offer::never},
    {Verb::atrn, "ATRN", "ATRN [domain,domain...]", Stage::atrn, any, Offer::never},
    {Verb::turn, "TURN", "TURN", Stage::turn, any, Offer::never},
    {Verb::send, "SEND", "SEND FROM:<address>", Stage::send, any, Offer::never},
    {Verb::soml, "SOML", "SOML FROM:<address>", Stage::send, any, Offer::never},
    {Verb::saml, "SAML", "SAML FROM:<address>", Stage::send, any, Offer::never},
    {Verb::tls, "TLS", "TLS", Stage::unknown, any, Offer::never},
    {Verb::lhlo, "LHLO", "LHLO <your host name>", Stage::unknown, any, Offer::elsewhere},
    {Verb::xclient, "XCLIENT", "XCLIENT <attribute>=<value>...", Stage::xclient, any, Offer::never},
    {Verb::xadr, "XADR", "XADR <address>", Stage::unknown, any, Offer::never},
    {Verb::xcir, "XCIR", "XCIR", Stage::unknown, any, Offer::never},
    {Verb::xsta, "XSTA", "XSTA", Stage::unknown, any, Offer::never},
    {Verb::xgen, "XGEN", "XGEN", Stage::unknown, any, Offer::never},
    {Verb::unknown, "", "", Stage::unknown, any, Offer::elsewhere},
};

constexpr bool in_order() {
    for (std::size_t i = 0; i < std::size(table); ++i) {
        if (table[i].verb != static_cast<Verb>(i))
            return false;
    }
    return std::size(table) == static_cast<std::size_t>(Verb::unknown) + 1;
}
static_assert(in_order());

}  // namespace

bool VerbInfo::offered(const ExtensionSet& extensions) const {
    return offer == Offer::always || (offer == Offer::with_extension && extensions.contains(*extension));
}

std::span<const VerbInfo> verbs() {
    return std::span(table).first(std::size(table) - 1);
}

const VerbInfo& info(Verb verb) {
    return table[static_cast<std::size_t>(verb)];
}

Verb find_verb(std::string_view word) {
    const auto named = [word](const VerbInfo& row) { return base::equals_ignoring_case(row.name, word); };
    const auto found = std::ranges::find_if(verbs(), named);
    return found == verbs().end() ? Verb::unknown : found->verb;
}

}  // namespace smtp
