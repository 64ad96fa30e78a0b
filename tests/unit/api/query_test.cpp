#include "api/query.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace std::string_literals;

namespace {

std::string refused_field(const http::Pairs& query) {
    const auto filter = api::parse_message_filter(query);
    return filter ? "" : filter.error().field;
}

}  // namespace

TEST_CASE("a list's filter is read from the query") {
    const auto filter =
        api::parse_message_filter({{"inbox", "qa"}, {"read", "false"}, {"limit", "500"}, {"cursor", "17"}});
    REQUIRE(filter.has_value());
    CHECK(filter->inbox.value() == "qa");
    CHECK_FALSE(filter->read.value());
    CHECK(filter->limit == 500);
    CHECK(filter->before.value() == 17);
}

TEST_CASE("an empty query restricts nothing and asks for fifty messages") {
    const auto filter = api::parse_message_filter({});
    REQUIRE(filter.has_value());
    CHECK_FALSE(filter->inbox.has_value());
    CHECK_FALSE(filter->read.has_value());
    CHECK_FALSE(filter->before.has_value());
    CHECK(filter->limit == 50);
}

TEST_CASE("numbers that are none, or out of range, are refused and never wrap") {
    const std::vector<std::string> no_numbers = {"",
                                                 "-1",
                                                 "+1",
                                                 " 1",
                                                 "1 ",
                                                 "10abc",
                                                 "1e400",
                                                 "1.0",
                                                 "0x10",
                                                 "\"10\"",
                                                 "null",
                                                 "true",
                                                 "[]",
                                                 "NaN",
                                                 "١",
                                                 "1\0"s,
                                                 "18446744073709551616",
                                                 "99999999999999999999999999"};
    for (const auto& text : no_numbers) {
        CAPTURE(text);
        CHECK(refused_field({{"limit", text}}) == "limit");
        CHECK(refused_field({{"cursor", text}}) == "cursor");
        CHECK_FALSE(api::parse_since({{"since", text}}).has_value());
    }
    for (const auto* text : {"0", "501", "18446744073709551615"})
        CHECK(refused_field({{"limit", text}}) == "limit");
    CHECK(refused_field({{"cursor", "9223372036854775808"}}) == "cursor");
    CHECK(refused_field({{"cursor", "9223372036854775807"}}).empty());
    CHECK(refused_field({{"limit", "1"}}).empty());
}

TEST_CASE("flags are true or false and nothing else") {
    for (const auto* text : {"", "1", "0", "yes", "TRUE", "True", "null", " true"}) {
        CHECK(refused_field({{"read", text}}) == "read");
        CHECK_FALSE(api::parse_flag({{"all", text}}, "all").has_value());
    }
    CHECK(api::parse_flag({{"all", "true"}}, "all").value());
    CHECK(!api::parse_flag({{"all", "false"}}, "all").value());
    CHECK(!api::parse_flag({}, "all").value());
}

TEST_CASE("an inbox must have a name") {
    CHECK(refused_field({{"inbox", ""}}) == "inbox");
    CHECK(refused_field({{"inbox", std::string(257, 'a')}}) == "inbox");
    CHECK(refused_field({{"inbox", std::string(256, 'a')}}).empty());
}

TEST_CASE("a cursor comes back as what it was made of") {
    for (const std::int64_t number : {std::int64_t{1}, std::int64_t{4'000'000'000}, INT64_MAX})
        CHECK(api::parse_cursor(api::to_cursor(number)).value() == number);
}

TEST_CASE("parameters that are not known, or come twice, are refused by name") {
    constexpr std::string_view known[] = {"limit", "rcpt_to*", ""};
    CHECK(api::expect_only_parameters({}, known).has_value());
    CHECK(
        api::expect_only_parameters({{"limit", "1"}, {"rcpt_to", "a"}, {"rcpt_to", "b"}}, known).has_value());
    const auto field = [&](const http::Pairs& query) {
        const auto result = api::expect_only_parameters(query, known);
        return result ? "" : result.error().field;
    };
    CHECK(field({{"limti", "1"}}) == "limti");
    CHECK(field({{"Limit", "1"}}) == "Limit");
    CHECK(field({{"limit", "1"}, {"rcpt_to", "a"}, {"limit", "1"}}) == "limit");
    CHECK(field({{"rcpt_to*", "a"}}) == "rcpt_to*");
    const auto nameless = api::expect_only_parameters({{"", "x"}}, known);
    CHECK_FALSE(nameless.has_value());
}

TEST_CASE("search is refused as unsupported rather than ignored, which would mean everything") {
    const auto result = api::expect_only_parameters({{"query", "from:ann"}}, {});
    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().code == base::ErrorCode::unsupported);
    CHECK(result.error().field == "query");
}

TEST_CASE("an unknown name in an error message has no controls in it") {
    const auto result = api::expect_only_parameters({{"a\x1b[2Jb", ""}}, {});
    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().message.find('\x1b') == std::string::npos);
}
