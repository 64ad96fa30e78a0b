#include "api/json_writer.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

using namespace std::string_literals;

namespace {

std::string written(std::string_view text) {
    api::JsonWriter writer;
    writer.value(text);
    return writer.take();
}

}  // namespace

TEST_CASE("texts are escaped where JSON demands it, and nowhere else (RFC 8259 section 7)") {
    struct Row {
        std::string text, json;
    };
    const Row rows[] = {
        {"", R"("")"},
        {"plain", R"("plain")"},
        {R"(say "no" \ yes)", R"("say \"no\" \\ yes")"},
        {"\r\n\t", R"("\r\n\t")"},
        {"\x01\x1b\x1f"s, R"("\u0001\u001b\u001f")"},
        {"\0"s, R"("\u0000")"},
        {"\x7f", "\"\x7f\""},
        {"</script>", R"("</script>")"},
        {"\u00e9 \u4e2d \U0001f4e8", "\"\u00e9 \u4e2d \U0001f4e8\""},
        {"\u2028\u202e", "\"\u2028\u202e\""},
    };
    for (const auto& row : rows) {
        CHECK(written(row.text) == row.json);
        CHECK(nlohmann::json::parse(written(row.text)).get<std::string>() == row.text);
    }
}

TEST_CASE("octets that are not UTF-8 become U+FFFD instead of spoiling the answer") {
    CHECK(written("a\xc0\xaf\xff z") == "\"a\ufffd\ufffd\ufffd z\"");
    CHECK(written("cut \xe2\x82") == "\"cut \ufffd\"");
}

TEST_CASE("every octet alone makes valid JSON") {
    for (int octet = 0; octet < 256; ++octet) {
        const std::string text(1, static_cast<char>(octet));
        CHECK(nlohmann::json::accept(written(text)));
    }
}

TEST_CASE("commas stand between members and elements only") {
    api::JsonWriter writer;
    writer.begin_object();
    writer.name("empty");
    writer.begin_array();
    writer.end_array();
    writer.name("list");
    writer.begin_array();
    writer.value(1U);
    writer.begin_object();
    writer.end_object();
    writer.value("x");
    writer.null();
    writer.end_array();
    writer.member("yes", true);
    writer.member("none", std::optional<std::uint32_t>());
    writer.member("some", std::optional<std::uint32_t>(7));
    writer.member("large", UINT64_MAX);
    writer.end_object();
    CHECK(
        writer.take() ==
        R"({"empty":[],"list":[1,{},"x",null],"yes":true,"none":null,"some":7,"large":18446744073709551615})");
}
