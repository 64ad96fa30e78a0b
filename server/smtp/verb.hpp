// The command verbs: how each is written, where it is legal, and whether it is offered. One row each.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "smtp/extensions.hpp"
#include "smtp/stage.hpp"

namespace smtp {

// clang-format off
enum class Verb : std::uint8_t {
    helo, ehlo, mail, rcpt, data, rset, noop, quit, help, vrfy,
    bdat, auth, starttls, expn, etrn, atrn, turn, send, soml, saml, tls, lhlo, xclient, xadr, xcir, xsta, xgen,
    unknown,  // anything else
};
// clang-format on

/// How far a session has come; all the state that RFC 5321 section 4.1.4 knows.
enum class State : std::uint8_t {
    connected,    // greeting sent
    greeted,      // HELO or EHLO taken
    transaction,  // MAIL taken
    recipients,   // at least one RCPT taken
};

class States {
public:
    template <class... Each>
    constexpr explicit States(Each... states) : bits_((0U | ... | bit(states))) {}
    constexpr bool contains(State state) const { return (bits_ & bit(state)) != 0; }

private:
    static constexpr unsigned bit(State state) { return 1U << static_cast<unsigned>(state); }
    unsigned bits_;
};

enum class Offer : std::uint8_t {
    always,
    with_extension,  // VerbInfo::extension
    never,           // known, answered 502 (RFC 5321 section 4.2.4)
    elsewhere,       // belongs to another kind of server, answered 500 (RFC 2033 section 4.1)
};

struct VerbInfo {
    Verb verb;
    std::string_view name;
    std::string_view syntax;
    Stage stage;
    States legal_in;
    Offer offer = Offer::always;
    std::optional<Extension> extension = std::nullopt;

    bool offered(const ExtensionSet& extensions) const;
};

std::span<const VerbInfo> verbs();
const VerbInfo& info(Verb verb);
/// In any case of letters; Verb::unknown when it is none.
Verb find_verb(std::string_view word);

}  // namespace smtp
