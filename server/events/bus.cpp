#include "events/bus.hpp"

#include <utility>

namespace events {

Bus::Bus(std::uint64_t first, Settings settings) : last_(first), settings_(settings) {}

void Bus::publish(Happening happening) {
    const Event event{++last_, std::move(happening)};
    kept_.push_back(event);
    if (kept_.size() > settings_.max_kept_events)
        kept_.pop_front();
    // A listener may end subscriptions, its own too, and make new ones; those begin with the next event. Keys
    // grow, so the next one is found again whatever was removed meanwhile.
    const std::uint64_t end = next_key_;
    for (auto next = listeners_.begin(); next != listeners_.end() && next->first < end;) {
        const std::uint64_t key = next->first;
        const auto listener = next->second;
        (*listener)(event);
        next = listeners_.upper_bound(key);
    }
}

Bus::Subscription Bus::subscribe(Listener listener) {
    const std::uint64_t key = next_key_++;
    listeners_.emplace(key, std::make_shared<const Listener>(std::move(listener)));
    return Subscription(this, key);
}

std::optional<std::vector<Event>> Bus::since(std::uint64_t number) const {
    const std::uint64_t oldest_known = last_ - kept_.size();
    if (number < oldest_known || number > last_)
        return std::nullopt;
    const auto begin = kept_.begin() + static_cast<std::ptrdiff_t>(number - oldest_known);
    return std::vector<Event>(begin, kept_.end());
}

Bus::Subscription::Subscription(Subscription&& other) noexcept
    : bus_(std::exchange(other.bus_, nullptr)), key_(other.key_) {}

Bus::Subscription& Bus::Subscription::operator=(Subscription&& other) noexcept {
    if (this != &other) {
        end();
        bus_ = std::exchange(other.bus_, nullptr);
        key_ = other.key_;
    }
    return *this;
}

Bus::Subscription::~Subscription() {
    end();
}

void Bus::Subscription::end() noexcept {
    if (bus_)
        bus_->listeners_.erase(key_);
}

}  // namespace events
