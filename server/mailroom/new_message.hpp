// From the octets that arrived to what is stored of them. Any thread.
#pragma once

#include "base/clock.hpp"
#include "mailroom/received_message.hpp"
#include "mime/message.hpp"
#include "store/messages.hpp"

namespace mailroom {

/// Reads the message and packs what lists and pages show of it. The id is still to be given: ids are to be in
/// the order in which messages go to the store.
store::PackedMessage read_new_message(const ReceivedMessage& received, const mime::Limits& limits,
                                      base::Timestamp now);

/// The part of read_new_message() that comes after the reading.
store::NewMessage make_new_message(const ReceivedMessage& received, const mime::Message& message,
                                   base::Timestamp now);

}  // namespace mailroom
