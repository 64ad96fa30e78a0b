// What connections need of the rest of the program: where messages go. Server fills it with mailroom and
// store.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>

#include "base/content.hpp"
#include "base/id.hpp"
#include "incoming/complaints.hpp"
#include "mailroom/received_message.hpp"

namespace incoming {

namespace asio = boost::asio;

struct Intake {
    /// Returns when the message is safe, with its id; throws store::DatabaseError when it could not be
    /// stored.
    std::function<asio::awaitable<base::Id>(mailroom::ReceivedMessage)> deliver;
    /// Whether it is known already that no message can be stored for lack of room.
    std::function<bool()> is_full;
    base::Spool& spool;
    Complaints complaints = {};
};

}  // namespace incoming
