// Request bodies: what is read, and what is refused.
#include <doctest/doctest.h>

#include <string>

#include "api/json.hpp"

using namespace std::string_literals;

namespace {

const std::string id(22, 'a');
const std::string ids = "\"ids\":[\"" + id + "\"]";

std::string refused_field(const base::Result<api::BulkChange>& result) {
    return result ? "accepted" : result.error().field;
}
std::string refused_field(const base::Result<store::Selection>& result) {
    return result ? "accepted" : result.error().field;
}

}  // namespace

TEST_CASE("a change says which mark a message gets") {
    CHECK(api::parse_change(R"({"read":true})")->read);
    CHECK_FALSE(api::parse_change(R"( {"read" : false} )")->read);
}

TEST_CASE("a change that is not just that is refused") {
    const std::string bodies[] = {
        "",
        "{}",
        "[]",
        "null",
        "true",
        "\"read\"",
        R"({"read":1})",
        R"({"read":"true"})",
        R"({"read":null})",
        R"({"read":[true]})",
        R"({"read":true,"read":false})",
        R"({"read":true,"subject":"x"})",
        R"({"Read":true})",
        R"({"read":true)",
        R"({"read":true}x)",
        R"({"read":NaN})",
        "\xef\xbb\xbf{\"read\":tru}",
        "{\"read\":true,\"\xff\":1}",
        std::string(100'000, '['),
    };
    for (const auto& body : bodies) {
        CAPTURE(body.substr(0, 50));
        CHECK_FALSE(api::parse_change(body).has_value());
    }
}

TEST_CASE("deep nesting and long lists are refused before they cost anything") {
    std::string objects;
    for (int i = 0; i < 100'000; ++i)
        objects += "{\"a\":";
    CHECK(api::parse_change(objects).error().code == base::ErrorCode::too_large);
    std::string many = "{\"ids\":[";
    for (int i = 0; i < 10'001; ++i)
        many += "\"" + id + "\",";
    many.back() = ']';
    CHECK_FALSE(api::parse_bulk_delete(many + "}", false).has_value());
}

TEST_CASE("a bulk change names its messages or says all, and not both") {
    const auto some = api::parse_bulk_change("{" + ids + ",\"read\":true}", false);
    REQUIRE(some.has_value());
    CHECK(some->read);
    CHECK_FALSE(some->selection.all);
    CHECK(some->selection.ids.size() == 1);
    CHECK(some->selection.ids.front().view() == id);
    const auto all = api::parse_bulk_change(R"({"read":false})", true);
    REQUIRE(all.has_value());
    CHECK(all->selection.all);
    CHECK(refused_field(api::parse_bulk_change(R"({"read":true})", false)) == "ids");
    CHECK(refused_field(api::parse_bulk_change("{" + ids + ",\"read\":true}", true)) == "ids");
    CHECK(refused_field(api::parse_bulk_change("{" + ids + "}", false)) == "read");
}

TEST_CASE("a bulk delete without a body needs all") {
    CHECK(refused_field(api::parse_bulk_delete("", false)) == "ids");
    CHECK(api::parse_bulk_delete("", true)->all);
    CHECK(api::parse_bulk_delete("{}", true)->all);
    CHECK(api::parse_bulk_delete("{" + ids + "}", false)->ids.size() == 1);
    CHECK(refused_field(api::parse_bulk_delete("{" + ids + "}", true)) == "ids");
    CHECK(refused_field(api::parse_bulk_delete(R"({"read":true})", true)) == "read");
}

TEST_CASE("ids that are none are refused, and no ids never mean all") {
    const std::string lists[] = {"[]",           "null",      "true",
                                 "-1",           "1e400",     "18446744073709551616",
                                 "\"10\"",       "[1]",       "[null]",
                                 "[[]]",         "{}",        "[\"\"]",
                                 "[\"a\"]",      "[\"../\"]", "[\"" + id + "a\"]",
                                 "[\"\\ud800\"]"};
    for (const auto& list : lists) {
        CAPTURE(list);
        CHECK(refused_field(api::parse_bulk_delete("{\"ids\":" + list + "}", false)) != "accepted");
        CHECK(refused_field(api::parse_bulk_delete("{\"ids\":" + list + "}", true)) != "accepted");
    }
}
