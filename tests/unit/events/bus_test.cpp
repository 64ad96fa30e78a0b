#include "events/bus.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <utility>

using namespace events;

namespace {

Happening received(std::string inbox) {
    return MessageReceived{base::Id(), std::move(inbox)};
}

std::vector<std::uint64_t> numbers(const std::vector<Event>& list) {
    std::vector<std::uint64_t> result;
    for (const auto& event : list)
        result.push_back(event.number);
    return result;
}

using Numbers = std::vector<std::uint64_t>;

/// Subscribes and keeps the numbers it hears.
struct Ear {
    explicit Ear(Bus& bus)
        : subscription(bus.subscribe([this](const Event& event) { heard.push_back(event.number); })) {}
    Numbers heard;
    Bus::Subscription subscription;
};

}  // namespace

TEST_CASE("events are numbered one by one from the first number on") {
    Bus bus(1'000);
    const Ear ear(bus);
    CHECK(bus.last_number() == 1'000);
    bus.publish(received("a"));
    bus.publish(MessagesMarked{Many{}, true});
    bus.publish(MessagesRemoved{});
    CHECK(ear.heard == Numbers{1'001, 1'002, 1'003});
    CHECK(bus.last_number() == 1'003);
}

TEST_CASE("a listener hears what happens, not only that something did") {
    Bus bus;
    std::string inbox;
    const auto subscription =
        bus.subscribe([&](const Event& event) { inbox = std::get<MessageReceived>(event.happening).inbox; });
    bus.publish(received("orders"));
    CHECK(inbox == "orders");
}

TEST_CASE("all listeners hear an event, in the order in which they came") {
    Bus bus;
    std::string order;
    const auto a = bus.subscribe([&](const Event&) { order += 'a'; });
    const auto b = bus.subscribe([&](const Event&) { order += 'b'; });
    bus.publish(received(""));
    bus.publish(received(""));
    CHECK(order == "abab");
}

TEST_CASE("a subscription ends with its object, also after it was moved") {
    Bus bus;
    int heard = 0;
    const auto listener = [&](const Event&) { ++heard; };
    std::optional<Bus::Subscription> first(bus.subscribe(listener));
    std::optional<Bus::Subscription> moved(std::move(*first));
    first.reset();
    bus.publish(received(""));
    CHECK(heard == 1);

    auto other = bus.subscribe(listener);
    *moved = std::move(other);  // ends the one that it was
    bus.publish(received(""));
    CHECK(heard == 2);
    moved.reset();
    bus.publish(received(""));
    CHECK(heard == 2);
}

TEST_CASE("a listener may end its own subscription, end another's and make a new one") {
    Bus bus;
    std::string heard;
    std::optional<Bus::Subscription> self;
    std::optional<Bus::Subscription> victim;
    std::optional<Bus::Subscription> added;
    self = bus.subscribe([&, copied = std::string("a long enough text to be on the heap")](const Event&) {
        self.reset();
        victim.reset();
        added = bus.subscribe([&](const Event&) { heard += "new;"; });
        heard += copied.substr(0, 1) + ";";
    });
    victim = bus.subscribe([&](const Event&) { heard += "victim;"; });
    const auto last = bus.subscribe([&](const Event&) { heard += "last;"; });

    bus.publish(received(""));
    CHECK(heard == "a;last;");
    heard.clear();
    bus.publish(received(""));
    CHECK(heard == "last;new;");
}

TEST_CASE("who lost the connection hears what came since, oldest first") {
    Bus bus(10);
    for (int i = 0; i < 3; ++i)
        bus.publish(received(std::to_string(i)));
    CHECK(numbers(*bus.since(10)) == Numbers{11, 12, 13});
    CHECK(numbers(*bus.since(12)) == Numbers{13});
    CHECK(bus.since(13)->empty());
    CHECK(std::get<MessageReceived>(bus.since(11)->front().happening).inbox == "1");
}

TEST_CASE("a number that is not of this run, or whose successors are not kept, is not known") {
    Bus bus(100, {.max_kept_events = 3});
    CHECK(bus.since(100)->empty());
    CHECK(bus.since(99) == std::nullopt);
    CHECK(bus.since(101) == std::nullopt);
    for (int i = 0; i < 5; ++i)
        bus.publish(received(""));
    CHECK(bus.since(100) == std::nullopt);
    CHECK(bus.since(101) == std::nullopt);
    CHECK(numbers(*bus.since(102)) == Numbers{103, 104, 105});
    CHECK(bus.since(0) == std::nullopt);
    CHECK(bus.since(UINT64_MAX) == std::nullopt);
}

TEST_CASE("a bus that keeps nothing still numbers and tells") {
    Bus bus(0, {.max_kept_events = 0});
    const Ear ear(bus);
    bus.publish(received(""));
    CHECK(ear.heard == Numbers{1});
    CHECK(bus.since(1)->empty());
    CHECK(bus.since(0) == std::nullopt);
}
