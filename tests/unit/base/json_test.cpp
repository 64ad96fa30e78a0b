#include "base/json.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

using namespace base;
using namespace std::string_literals;
using namespace std::string_view_literals;

namespace {

std::string nested(std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
}

std::string numbers(std::size_t count) {
    std::string text = "[0";
    for (std::size_t i = 1; i < count; ++i)
        text += ",0";
    return text + "]";
}

nlohmann::json parsed(std::string_view text) {
    auto value = parse_json(text);
    REQUIRE(value.has_value());
    return *std::move(value);
}

template <class T>
void check_refused(const Result<T>& result, std::string_view field) {
    REQUIRE(result.has_error());
    CHECK(result.error().code == ErrorCode::invalid);
    CHECK(result.error().field == field);
    CHECK(result.error().message.find(field) == 0);
}

}  // namespace

TEST_CASE("JSON is read and written back as it was (RFC 8259)") {
    for (const auto text : {"null", "true", "-1", "18446744073709551615", "1.5", R"("a\"\\\u0001")", "[]",
                            "{}", R"({"a":[1,{"b":[[],{}]},"c"],"d":{"e":null}})"}) {
        CAPTURE(text);
        CHECK(dump_json(parsed(text)) == text);
    }
    CHECK(dump_json(parsed(" { \"b\" : [ 1 , 2 ] } \n")) == R"({"b":[1,2]})");
}

TEST_CASE("what is not exactly one JSON value is refused") {
    for (const auto text : {""sv,         " "sv,     "{"sv,   "[1,]"sv,   "{\"a\":1,}"sv, "{'a':1}"sv,
                            "{a:1}"sv,    "01"sv,    "1 2"sv, "[] []"sv,  "nul"sv,        "NaN"sv,
                            "Infinity"sv, "1e999"sv, "\"a"sv, "\"\n\""sv, "\"\\x41\""sv,  "\"\\ud800\""sv,
                            "// c\n1"sv,  "\0"sv,    "1\0"sv, "1\0 2"sv,  "[1"sv}) {
        CAPTURE(text);
        const auto value = parse_json(text);
        REQUIRE(value.has_error());
        CHECK(value.error().code == ErrorCode::invalid);
        CHECK(value.error().message.find("valid JSON") != std::string::npos);
    }
}

TEST_CASE("invalid UTF-8 is refused in names and in values") {
    CHECK(parse_json("\"\xc3\x28\"").has_error());
    CHECK(parse_json("{\"\xff\":1}").has_error());
    CHECK(parse_json("\"\xed\xa0\x80\"").has_error());
    CHECK(parse_json("\"gr\xc3\xbc\xc3\x9f\"").has_value());
}

TEST_CASE("a name twice in one object is refused, in two objects it is not") {
    const auto twice = parse_json(R"({"a":1,"b":{"c":1,"c":2}})");
    REQUIRE(twice.has_error());
    CHECK(twice.error().field == "c");
    CHECK(parse_json(R"({"a":{"a":1},"b":{"a":2}})").has_value());
    CHECK(parse_json(R"([{"a":1},{"a":2}])").has_value());
}

TEST_CASE("nesting, arrays and strings are limited: at the limit it is read, over it is too large") {
    const JsonLimits limits;
    const std::string string(limits.max_string_bytes, 'x');
    const std::string at_the_limits[] = {nested(limits.max_depth), numbers(limits.max_array_elements),
                                         "\"" + string + "\"", "{\"" + string + "\":1}"};
    const std::string over_the_limits[] = {nested(limits.max_depth + 1),
                                           numbers(limits.max_array_elements + 1),
                                           "\"" + string + "x\"",
                                           "{\"" + string + "x\":1}",
                                           nested(100'000),
                                           std::string(100'000, '[')};
    for (const auto& text : at_the_limits)
        CHECK(parse_json(text).has_value());
    for (const auto& text : over_the_limits) {
        const auto value = parse_json(text);
        REQUIRE(value.has_error());
        CHECK(value.error().code == ErrorCode::too_large);
    }
    CHECK(parse_json("[[1]]", {.max_depth = 1}).has_error());
}

TEST_CASE("writing replaces invalid UTF-8 instead of failing") {
    CHECK(dump_json(nlohmann::json{{"a", "b\xff"}}) == "{\"a\":\"b\xef\xbf\xbd\"}");
}

TEST_CASE("members are read with their type and nothing is converted") {
    const auto object = parsed(R"({"s":"x","b":true,"n":7,"l":["a","b"],"e":[],"z":null,
        "negative":-1,"fraction":1.0,"large":18446744073709551616,"most":18446744073709551615,"mixed":["a",1]})");

    CHECK(*read_string(object, "s") == "x");
    CHECK(*read_bool(object, "b") == true);
    CHECK(*read_uint64(object, "n") == 7);
    CHECK(*read_uint64(object, "most") == UINT64_MAX);
    CHECK(*read_strings(object, "l") == std::vector<std::string>{"a", "b"});
    CHECK(read_strings(object, "e")->empty());

    for (const std::string_view name : {"b", "n", "l", "z", "missing"})
        check_refused(read_string(object, name), name);
    for (const std::string_view name : {"s", "n", "l", "z", "missing"})
        check_refused(read_bool(object, name), name);
    for (const std::string_view name : {"s", "b", "l", "z", "missing", "negative", "fraction", "large"})
        check_refused(read_uint64(object, name), name);
    for (const std::string_view name : {"s", "b", "n", "z", "missing", "mixed"})
        check_refused(read_strings(object, name), name);
}

TEST_CASE("a number is held to its range, both ends included") {
    const auto object = parsed(R"({"limit":500})");
    CHECK(*read_uint64(object, "limit", 500, 500) == 500);
    check_refused(read_uint64(object, "limit", 501, 600), "limit");
    check_refused(read_uint64(object, "limit", 1, 499), "limit");
}

TEST_CASE("what is not an object has no members") {
    for (const auto text : {"[]", "\"s\"", "null", "1"}) {
        const auto value = parsed(text);
        CHECK(!has_member(value, "s"));
        check_refused(read_string(value, "s"), "s");
        CHECK(expect_only_members(value, {"s"}).has_error());
    }
}

TEST_CASE("a member that is null counts as missing") {
    const auto object = parsed(R"({"a":null,"b":false})");
    CHECK(!has_member(object, "a"));
    CHECK(has_member(object, "b"));
    CHECK(!has_member(object, "c"));
}

TEST_CASE("a member that nobody knows is named") {
    const auto object = parsed(R"({"read":true,"raed":true})");
    CHECK(expect_only_members(object, {"read", "raed"}).has_value());
    const auto unknown = expect_only_members(object, {"read"});
    REQUIRE(unknown.has_error());
    CHECK(unknown.error().field == "raed");
    CHECK(expect_only_members(parsed("{}"), {}).has_value());
}
