#include "config/values.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;

TEST_CASE("sizes are octets, or a number with a unit that counts by 1024") {
    CHECK(config::parse_size("4096").value() == 4096);
    CHECK(config::parse_size("64KB").value() == 65536);
    CHECK(config::parse_size("50 mb").value() == 50ULL << 20);
    CHECK(config::parse_size("2GiB").value() == 2ULL << 30);
}

TEST_CASE("a size that is none is refused with an example of one") {
    for (const auto* text :
         {"", "MB", "-1", "1.5MB", "0x10", "1TBB", "99999999999999999999", "9999999999999GB"}) {
        CAPTURE(text);
        REQUIRE(config::parse_size(text).has_error());
        CHECK(config::parse_size(text).error().message.find("50MB") != std::string::npos);
    }
}

TEST_CASE("sizes are shown in the largest unit that is exact") {
    CHECK(config::show_size(2ULL << 30) == "2GB");
    CHECK(config::show_size(50ULL << 20) == "50MB");
    CHECK(config::show_size(1000) == "1000");
    CHECK(config::show_size(0) == "0");
}

TEST_CASE("durations are seconds, or a number with a unit") {
    CHECK(config::parse_duration("30").value() == 30s);
    CHECK(config::parse_duration("500ms").value() == 500ms);
    CHECK(config::parse_duration("5m").value() == 5min);
    CHECK(config::parse_duration("2h").value() == 2h);
    CHECK(config::parse_duration("soon").has_error());
}

TEST_CASE("durations are shown so that they read back as the same") {
    for (const auto duration : {std::chrono::milliseconds(1500), std::chrono::milliseconds(30s),
                                std::chrono::milliseconds(5min), std::chrono::milliseconds(90s)})
        CHECK(config::parse_duration(config::show_duration(duration)).value() == duration);
}

TEST_CASE("counts are whole numbers up to a bound") {
    CHECK(config::parse_count("500", 500).value() == 500);
    CHECK(config::parse_count("501", 500).has_error());
    CHECK(config::parse_count("-1", 500).has_error());
    CHECK(config::parse_count("1e3", 5000).has_error());
    CHECK(config::parse_count("", 5000).has_error());
}
