#include "base/id.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "base/text.hpp"

using namespace base;
using namespace std::chrono_literals;

namespace {

/// Always the same octet.
class StuckRandom : public Random {
public:
    explicit StuckRandom(std::uint8_t octet) : octet_(octet) {}
    void fill(std::span<std::uint8_t> out) override { std::fill(out.begin(), out.end(), octet_); }

private:
    std::uint8_t octet_;
};

Timestamp at(long long milliseconds) {
    return Timestamp{std::chrono::milliseconds{milliseconds}};
}

}  // namespace

TEST_CASE("an id is its 128 bits in base 62, digits before capitals before small letters") {
    ManualClock clock(at(1));
    StuckRandom zeros(0);
    CHECK(IdGenerator(clock, zeros).next().view() == "0000000062iEp5bu9VZbsW");
    clock.set(at((1LL << 48) - 1));
    StuckRandom ones(0xff);
    CHECK(IdGenerator(clock, ones).next().view() == "7n42DGM5Tflk9n8mt7Fhc7");
}

TEST_CASE("ids are 22 letters and digits, unique, and sort as they were made") {
    const SystemClock clock;
    SystemRandom random;
    IdGenerator ids(clock, random);
    Id before;
    for (int i = 0; i < 20'000; ++i) {
        const Id id = ids.next();
        REQUIRE(id > before);
        REQUIRE(id.view() > before.view());
        REQUIRE(Id::parse(id.view()) == id);
        before = id;
    }
}

TEST_CASE("an id of a later millisecond is greater, whatever the dice say") {
    ManualClock clock(at(1'000));
    StuckRandom high(0xff);
    StuckRandom low(0);
    const Id first = IdGenerator(clock, high).next();
    clock.advance(1ms);
    CHECK(IdGenerator(clock, low).next() > first);
}

TEST_CASE("ids go on growing when the clock stands still or is set back, and when a part runs over") {
    ManualClock clock(at(1'000'000));
    StuckRandom random(0xff);
    IdGenerator ids(clock, random);
    Id before = ids.next();
    for (int i = 0; i < 1'000; ++i) {
        if (i == 500)
            clock.set(at(5));
        const Id id = ids.next();
        REQUIRE(id > before);
        before = id;
    }
    clock.set(at(2'000'000));
    CHECK(ids.next() > before);
}

TEST_CASE("a clock before 1970 counts as 1970") {
    ManualClock clock(at(-5));
    SeededRandom random(1);
    CHECK(IdGenerator(clock, random).next() > Id());
}

TEST_CASE("two generators do not make the same ids in the same millisecond") {
    ManualClock clock(at(1'000));
    SystemRandom random;
    IdGenerator a(clock, random);
    IdGenerator b(clock, random);
    std::set<std::string> seen;
    for (int i = 0; i < 1'000; ++i) {
        seen.insert(a.next().string());
        seen.insert(b.next().string());
    }
    CHECK(seen.size() == 2'000);
}

TEST_CASE("only 22 letters and digits are an id") {
    const std::string good = "0123456789ABCDEFabcdef";
    CHECK(Id::parse(good)->view() == good);
    CHECK(Id::parse("") == std::nullopt);
    CHECK(Id::parse(good.substr(1)) == std::nullopt);
    CHECK(Id::parse(good + "0") == std::nullopt);
    for (const char odd : {'-', '_', '/', '.', ' ', '\0', '\x80', '%'}) {
        auto text = good;
        text[10] = odd;
        CHECK(Id::parse(text) == std::nullopt);
    }
    CHECK(Id().view() == "0000000000000000000000");
}
