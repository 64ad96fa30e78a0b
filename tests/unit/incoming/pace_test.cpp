#include "incoming/pace.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;

namespace {

struct Fixture {
    incoming::Settings settings;  // 500 octets a second over 60 s, 180 s for a pause
    const incoming::Pace::Time begin{};
    incoming::Pace pace{settings, begin};
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "Text has to go on within its time-out, counted from the last that came") {
    CHECK(pace.deadline() == begin + 180s);
    CHECK(pace.arrived(10, begin + 50s));
    CHECK(pace.deadline() == begin + 230s);
}

TEST_CASE_FIXTURE(Fixture, "An octet a second is too slow after one window") {
    for (int second = 1; second < 60; ++second)
        CHECK(pace.arrived(1, begin + std::chrono::seconds(second)));
    CHECK_FALSE(pace.arrived(1, begin + 60s));
}

TEST_CASE_FIXTURE(Fixture, "The wanted rate is fast enough, and each window is looked at by itself") {
    for (int second = 1; second <= 180; ++second)
        CHECK(pace.arrived(500, begin + std::chrono::seconds(second)));
    for (int second = 181; second < 240; ++second)
        CHECK(pace.arrived(499, begin + std::chrono::seconds(second)));
    CHECK_FALSE(pace.arrived(499, begin + 240s));
}

TEST_CASE_FIXTURE(Fixture, "A pause of a window or more is the other time-out's business") {
    CHECK(pace.arrived(100, begin + 1s));
    CHECK(pace.arrived(100, begin + 100s));
    CHECK(pace.arrived(30'000, begin + 159s));
    CHECK(pace.arrived(1, begin + 160s));
}
