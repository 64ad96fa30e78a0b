#include "mailroom/mailroom.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <exception>
#include <utility>

#include "base/log.hpp"
#include "base/run_on.hpp"
#include "mailroom/new_message.hpp"
#include "mailroom/turns.hpp"

namespace mailroom {
namespace {

/// Events name up to so many messages; past it they say that it were many.
constexpr std::size_t max_named_messages = 200;

/// Expiry waits so long for company, unless there is a slice full to delete: a commit for each arrival would
/// halve the rate of arrivals.
constexpr std::chrono::milliseconds expiry_delay{100};

/// What a change did, and what is stored after it, in the same transaction.
struct Change {
    store::Slice slice;
    store::Counts counts;
};

Change mark(store::Database& database, const store::Selection& selection, bool read, std::int64_t after,
            std::size_t max_rows) {
    auto slice = store::update_messages_read(database, selection, read, after, max_rows);
    return {std::move(slice), store::count_messages(database)};
}

Change remove_some(store::Database& database, const store::Selection& selection, std::int64_t after,
                   std::int64_t up_to, std::size_t max_rows) {
    auto slice = store::delete_messages(database, selection, after, up_to, max_rows);
    return {std::move(slice), store::count_messages(database)};
}

Change remove_oldest(store::Database& database, std::uint64_t max_messages, std::uint64_t max_bytes,
                     std::size_t max_rows) {
    auto slice = store::delete_oldest_messages(database, max_messages, max_bytes, max_rows);
    return {std::move(slice), store::count_messages(database)};
}

events::Messages name_or_many(std::vector<base::Id> ids) {
    if (ids.size() > max_named_messages)
        return events::Many{};
    return ids;
}

}  // namespace

/// Shared with what runs in the background, which may end after the mailroom.
class Mailroom::Impl : public std::enable_shared_from_this<Impl> {
public:
    Impl(asio::io_context& network, asio::thread_pool& workers, store::Store& store, events::Bus& bus,
         const base::Clock& clock, base::IdGenerator& ids, Settings settings)
        : network_(network),
          workers_(workers),
          store_(store),
          bus_(bus),
          clock_(clock),
          ids_(ids),
          settings_(settings),
          counts_(store.counts_at_start()),
          large_messages_(network),
          expiry_timer_(network) {}

    asio::awaitable<base::Id> deliver(ReceivedMessage received);
    asio::awaitable<std::uint64_t> mark_read(store::Selection selection, bool read);
    asio::awaitable<std::uint64_t> remove(store::Selection selection);
    asio::awaitable<void> expire();

    const store::Counts& counts() const { return counts_; }
    void schedule_expiry();
    void stop();

private:
    asio::awaitable<store::PackedMessage> read(ReceivedMessage received);
    asio::awaitable<std::int64_t> insert(store::PackedMessage message);
    void announce_removed(store::Slice slice);

    bool is_over_limits() const;
    bool is_far_over_limits() const;
    static asio::awaitable<void> expire_in_background(std::shared_ptr<Impl> self);

    void recount();
    static asio::awaitable<void> recount_in_background(std::shared_ptr<Impl> self);

    asio::io_context& network_;
    asio::thread_pool& workers_;
    store::Store& store_;
    events::Bus& bus_;
    const base::Clock& clock_;
    base::IdGenerator& ids_;
    const Settings settings_;

    store::Counts counts_;
    Turns large_messages_;
    asio::steady_timer expiry_timer_;
    bool expiring_ = false;
    bool recounting_ = false;
    bool stopping_ = false;
};

// --- Arrivals

asio::awaitable<base::Id> Mailroom::Impl::deliver(ReceivedMessage received) {
    auto message = co_await read(std::move(received));
    message.summary.id = ids_.next();
    const auto id = message.summary.id;
    const auto size = message.summary.size;
    const auto inbox = message.summary.inbox;
    const auto number = co_await insert(std::move(message));
    counts_.total += 1;
    counts_.unread += 1;
    counts_.bytes += size;
    counts_.last_number = number;
    bus_.publish(events::MessageReceived{id, inbox});
    schedule_expiry();
    co_return id;
}

asio::awaitable<store::PackedMessage> Mailroom::Impl::read(ReceivedMessage received) {
    const auto now = clock_.now();
    if (received.content.size() < settings_.read_on_worker_bytes)
        co_return read_new_message(received, settings_.reading, now);
    const auto turn = co_await large_messages_.wait();
    co_return co_await base::run_on(workers_, read_new_message, std::move(received), settings_.reading, now);
}

asio::awaitable<std::int64_t> Mailroom::Impl::insert(store::PackedMessage message) {
    try {
        co_return co_await store_.write(store::insert_packed_message, std::move(message));
    } catch (const store::DatabaseError& error) {
        // A commit that failed may have reached the log all the same and come back when the database was
        // reopened.
        if (error.fault.kind == store::FaultKind::error)
            recount();
        throw;
    }
}

void Mailroom::Impl::recount() {
    if (recounting_ || stopping_)
        return;
    recounting_ = true;
    asio::co_spawn(network_, recount_in_background(shared_from_this()), asio::detached);
}

asio::awaitable<void> Mailroom::Impl::recount_in_background(std::shared_ptr<Impl> self) {
    try {
        // On the writer, because its results come in the order of the commits that are added and taken away
        // here.
        self->counts_ = co_await self->store_.write(store::count_messages);
    } catch (const store::DatabaseError&) {
        // The next message that fails asks again; until one is stored the numbers stay what they were.
    }
    self->recounting_ = false;
}

// --- Changes

asio::awaitable<std::uint64_t> Mailroom::Impl::mark_read(store::Selection selection, bool read) {
    const auto up_to = counts_.last_number;
    std::uint64_t changed = 0;
    std::int64_t after = 0;
    for (;;) {
        auto [slice, counts] = co_await store_.write(mark, selection, read, after, settings_.max_slice_rows);
        counts_ = counts;
        changed += slice.changed.size();
        if (!slice.changed.empty())
            bus_.publish(events::MessagesMarked{name_or_many(std::move(slice.changed)), read});
        after = slice.next;
        if (!slice.more || (selection.all && after >= up_to))
            co_return changed;
    }
}

asio::awaitable<std::uint64_t> Mailroom::Impl::remove(store::Selection selection) {
    const auto up_to = counts_.last_number;
    if (up_to == 0)
        co_return 0;
    std::uint64_t removed = 0;
    std::int64_t after = 0;
    for (;;) {
        auto [slice, counts] =
            co_await store_.write(remove_some, selection, after, up_to, settings_.max_slice_rows);
        counts_ = counts;
        removed += slice.changed.size();
        after = slice.next;
        const bool more = slice.more;
        announce_removed(std::move(slice));
        if (!more)
            co_return removed;
    }
}

void Mailroom::Impl::announce_removed(store::Slice slice) {
    if (!slice.changed.empty())
        bus_.publish(events::MessagesRemoved{name_or_many(std::move(slice.changed))});
}

// --- Limits

bool Mailroom::Impl::is_over_limits() const {
    return counts_.total > settings_.max_messages || counts_.bytes > settings_.max_bytes;
}

bool Mailroom::Impl::is_far_over_limits() const {
    return counts_.total > settings_.max_messages + settings_.max_slice_rows ||
           counts_.bytes > settings_.max_bytes + settings_.max_bytes / 16;
}

asio::awaitable<void> Mailroom::Impl::expire() {
    while (is_over_limits()) {
        auto [slice, counts] = co_await store_.write(remove_oldest, settings_.max_messages,
                                                     settings_.max_bytes, settings_.max_slice_rows);
        counts_ = counts;
        if (slice.changed.empty())
            co_return;
        announce_removed(std::move(slice));
    }
}

void Mailroom::Impl::schedule_expiry() {
    if (!is_over_limits() || stopping_)
        return;
    if (expiring_) {
        if (is_far_over_limits())
            expiry_timer_.cancel();
        return;
    }
    expiring_ = true;
    asio::co_spawn(network_, expire_in_background(shared_from_this()), asio::detached);
}

asio::awaitable<void> Mailroom::Impl::expire_in_background(std::shared_ptr<Impl> self) {
    if (!self->is_far_over_limits()) {
        boost::system::error_code hurried;
        self->expiry_timer_.expires_after(expiry_delay);
        co_await self->expiry_timer_.async_wait(asio::redirect_error(asio::use_awaitable, hurried));
    }
    try {
        if (!self->stopping_)
            co_await self->expire();
    } catch (const std::exception& error) {
        base::log::error("the oldest messages could not be deleted", {{"reason", error.what()}});
    }
    self->expiring_ = false;
}

void Mailroom::Impl::stop() {
    stopping_ = true;
    expiry_timer_.cancel();
}

// --- Mailroom

Mailroom::Mailroom(asio::io_context& network, asio::thread_pool& workers, store::Store& store,
                   events::Bus& bus, const base::Clock& clock, base::IdGenerator& ids, Settings settings)
    : impl_(std::make_shared<Impl>(network, workers, store, bus, clock, ids, settings)) {
    impl_->schedule_expiry();  // the limits may be lower than last time
}

Mailroom::~Mailroom() {
    impl_->stop();
}

asio::awaitable<base::Id> Mailroom::deliver(ReceivedMessage message) {
    return impl_->deliver(std::move(message));
}

asio::awaitable<std::uint64_t> Mailroom::mark_read(store::Selection selection, bool read) {
    return impl_->mark_read(std::move(selection), read);
}

asio::awaitable<std::uint64_t> Mailroom::remove(store::Selection selection) {
    return impl_->remove(std::move(selection));
}

asio::awaitable<void> Mailroom::expire() {
    return impl_->expire();
}

const store::Counts& Mailroom::counts() const {
    return impl_->counts();
}

}  // namespace mailroom
