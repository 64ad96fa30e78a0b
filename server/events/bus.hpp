// Numbers every event and hands it to who listens; keeps the newest, so that who lost the connection can
// catch up. Network thread only. A listener is called inside publish() and must not block or throw: it takes
// note and goes on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "events/event.hpp"

namespace events {

struct Settings {
    std::size_t max_kept_events = 10'000;
};

class Bus {
public:
    using Listener = std::function<void(const Event&)>;

    /// Numbers begin after `first`. A time in microseconds makes the numbers of a later run of the program
    /// greater than all of an earlier one, so that a number from before a restart is never taken for a
    /// current one.
    explicit Bus(std::uint64_t first = 0, Settings settings = {});

    void publish(Happening happening);

    /// As long as the Subscription lives. It must not outlive the bus.
    class Subscription {
    public:
        Subscription(Subscription&&) noexcept;
        Subscription& operator=(Subscription&&) noexcept;
        ~Subscription();

    private:
        friend class Bus;
        Subscription(Bus* bus, std::uint64_t key) : bus_(bus), key_(key) {}
        void end() noexcept;

        Bus* bus_ = nullptr;
        std::uint64_t key_ = 0;
    };
    [[nodiscard]] Subscription subscribe(Listener listener);

    std::uint64_t last_number() const { return last_; }

    /// All events after `number`, oldest first; nullopt when some of them are no longer kept, or `number` is
    /// not one of this run: who asks must then read everything anew.
    std::optional<std::vector<Event>> since(std::uint64_t number) const;

private:
    std::uint64_t last_;
    Settings settings_;
    std::deque<Event> kept_;
    // Shared, because a listener that is being called may end its own subscription.
    std::map<std::uint64_t, std::shared_ptr<const Listener>> listeners_;
    std::uint64_t next_key_ = 1;
};

}  // namespace events
