// An envelope of SMTP as the store keeps it.
#pragma once

#include <string>

#include "base/id.hpp"
#include "smtp/session.hpp"
#include "store/messages.hpp"

namespace incoming {

/// Of the transaction under way.
store::Envelope stored_envelope(const smtp::Session& session, const std::string& client_address,
                                const base::Id& session_id);

}  // namespace incoming
