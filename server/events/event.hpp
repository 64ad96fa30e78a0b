// What can happen to stored mail, as numbered facts. They carry names, not contents: who wants to show a
// message reads it, so that replaying old events never shows what is no longer there.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "base/id.hpp"

namespace events {

struct MessageReceived {
    base::Id id;
    std::string inbox;
};

/// Which messages a change met; past a few hundred only that it was many.
struct Many {};
using Messages = std::variant<std::vector<base::Id>, Many>;

struct MessagesMarked {
    Messages messages;
    bool read = false;
};

struct MessagesRemoved {
    Messages messages;
};

using Happening = std::variant<MessageReceived, MessagesMarked, MessagesRemoved>;

struct Event {
    std::uint64_t number = 0;
    Happening happening;
};

}  // namespace events
