#include "base/clock.hpp"

#include <doctest/doctest.h>

using namespace base;
using namespace std::chrono_literals;

namespace {
Timestamp at(long long milliseconds) {
    return Timestamp{std::chrono::milliseconds{milliseconds}};
}
}  // namespace

TEST_CASE("times are written in UTC with milliseconds (RFC 3339 section 5.6)") {
    CHECK(to_rfc3339(at(0)) == "1970-01-01T00:00:00.000Z");
    CHECK(to_rfc3339(at(1'767'323'045'678)) == "2026-01-02T03:04:05.678Z");
    CHECK(to_rfc3339(at(-1)) == "1969-12-31T23:59:59.999Z");
    CHECK(to_rfc3339(at(951'825'600'000)) == "2000-02-29T12:00:00.000Z");
    CHECK(to_rfc3339(Timestamp::max()) == "9999-12-31T23:59:59.999Z");
    CHECK(to_rfc3339(Timestamp::min()) == "0000-01-01T00:00:00.000Z");
}

TEST_CASE("what was written is read back to the same time") {
    for (const long long time :
         {-62'167'219'200'000LL, -1LL, 0LL, 1LL, 1'767'323'045'678LL, 253'402'300'799'999LL})
        CHECK(parse_rfc3339(to_rfc3339(at(time))) == at(time));
}

TEST_CASE("other offsets, fractions and small letters are read too (RFC 3339 section 5.6)") {
    const auto time = at(1'767'323'045'000);
    for (const auto text : {"2026-01-02T03:04:05Z", "2026-01-02t03:04:05z", "2026-01-02T03:04:05.0Z",
                            "2026-01-02T03:04:05.000999Z", "2026-01-02T04:04:05+01:00",
                            "2026-01-01T21:34:05-05:30", "2026-01-02T03:04:05-00:00"}) {
        CAPTURE(text);
        CHECK(parse_rfc3339(text) == time);
    }
    CHECK(parse_rfc3339("2026-01-02T03:04:05.6Z") == time + 600ms);
    CHECK(parse_rfc3339("2026-01-02T03:04:05.67891234567890123456789Z") == time + 678ms);
}

TEST_CASE("a leap second is the first second of the next minute (RFC 3339 section 5.7)") {
    CHECK(parse_rfc3339("2016-12-31T23:59:60Z") == parse_rfc3339("2017-01-01T00:00:00Z"));
    CHECK(parse_rfc3339("2016-12-31T23:58:60Z") == std::nullopt);
}

TEST_CASE("anything else is not a time") {
    for (const std::string_view text : {"",
                                        "2026",
                                        "2026-01-02",
                                        "2026-01-02T03:04:05",
                                        "2026-01-02 03:04:05Z",
                                        "2026-01-02T03:04Z",
                                        "2026-01-02T03:04:05.Z",
                                        "2026-01-02T03:04:05,5Z",
                                        "2026-13-02T03:04:05Z",
                                        "2026-00-02T03:04:05Z",
                                        "2026-02-29T03:04:05Z",
                                        "2026-01-32T03:04:05Z",
                                        "2026-01-00T03:04:05Z",
                                        "2026-01-02T24:00:00Z",
                                        "2026-01-02T03:60:05Z",
                                        "2026-01-02T03:04:61Z",
                                        "2026-01-02T03:04:05+24:00",
                                        "2026-01-02T03:04:05+01:60",
                                        "2026-01-02T03:04:05+0100",
                                        "2026-01-02T03:04:05+01",
                                        "2026-01-02T03:04:05ZZ",
                                        " 2026-01-02T03:04:05Z",
                                        "2026-01-02T03:04:05Z ",
                                        "+026-01-02T03:04:05Z",
                                        "2026-1-2T03:04:05Z",
                                        "2026-01-02T03:04:05.-1Z"}) {
        CAPTURE(text);
        CHECK(parse_rfc3339(text) == std::nullopt);
    }
}

TEST_CASE("a manual clock stands still until it is told otherwise") {
    ManualClock clock(at(5));
    CHECK(clock.now() == at(5));
    clock.advance(10ms);
    CHECK(clock.now() == at(15));
    clock.set(at(1));
    CHECK(clock.now() == at(1));
}

TEST_CASE("the system's clock is in this century") {
    const auto now = SystemClock().now();
    CHECK(now > *parse_rfc3339("2024-01-01T00:00:00Z"));
    CHECK(now < *parse_rfc3339("2100-01-01T00:00:00Z"));
}
