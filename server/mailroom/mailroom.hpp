// The one place where stored mail changes: it reads what arrives, stores it, announces it, and keeps the
// store within its limits. Network thread only.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cstdint>
#include <memory>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/id.hpp"
#include "events/bus.hpp"
#include "mailroom/received_message.hpp"
#include "mime/message.hpp"
#include "store/messages.hpp"
#include "store/store.hpp"

namespace mailroom {

namespace asio = boost::asio;

struct Settings {
    std::uint64_t max_messages = 100'000;  // retention: the oldest go first
    std::uint64_t max_bytes = std::uint64_t{2} << 30;
    std::size_t read_on_worker_bytes = 64 * 1024;  // from this size on a message is read on a worker thread
    std::size_t max_slice_rows = 500;  // of deletes and marks, so that arriving mail is never held up
    mime::Limits reading;
};

class Mailroom {
public:
    /// All references outlive the mailroom.
    Mailroom(asio::io_context& network, asio::thread_pool& workers, store::Store& store, events::Bus& bus,
             const base::Clock& clock, base::IdGenerator& ids, Settings settings);
    ~Mailroom();

    /// Reads, stores and announces the message. When it returns, the message survives a power cut and lists
    /// show it. Throws store::DatabaseError when it could not be stored; then nothing was.
    asio::awaitable<base::Id> deliver(ReceivedMessage message);

    /// Marks; only messages whose mark really changes are announced. Returns how many did.
    asio::awaitable<std::uint64_t> mark_read(store::Selection selection, bool read);

    /// Deletes in slices, and announces each. Mail that arrives after the call began is kept. Returns how
    /// many.
    asio::awaitable<std::uint64_t> remove(store::Selection selection);

    /// Deletes the oldest messages over the limits. Runs by itself after deliveries.
    asio::awaitable<void> expire();

    /// What is stored at present, kept by adding and taking away; costs nothing.
    const store::Counts& counts() const;

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace mailroom
