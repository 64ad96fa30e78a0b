// A message with its envelope as a front door hands it over.
#pragma once

#include "base/content.hpp"
#include "store/messages.hpp"

namespace mailroom {

struct ReceivedMessage {
    store::Envelope envelope;
    base::Content content;
};

}  // namespace mailroom
