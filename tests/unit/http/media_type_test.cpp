#include "http/media_type.hpp"

#include <doctest/doctest.h>

#include <string>

TEST_CASE("only real JSON is JSON (HTTP-12)") {
    for (const std::string type : {"application/json", "Application/JSON", "application/json; charset=utf-8",
                                   "application/json;charset=UTF-8", "application/json ; charset=\"utf-8\""})
        CHECK_MESSAGE(http::is_json(type), type);
    for (const std::string type :
         {"", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/json;x",
          "application/json; x=y", "application/json;", "application/jsonx", "text/plain;application/json",
          "application/json, text/plain", "application/json; charset=utf-8; x=y",
          "application/json; charset=utf-16", "application/ld+json", "message/rfc822"})
        CHECK_MESSAGE(!http::is_json(type), type);
}

TEST_CASE("a message is message/rfc822 and nothing else") {
    CHECK(http::is_message("message/rfc822"));
    CHECK(http::is_message("Message/RFC822"));
    for (const std::string type :
         {"", "message/rfc822; x=y", "text/plain", "application/json", "message/global"})
        CHECK_MESSAGE(!http::is_message(type), type);
}
