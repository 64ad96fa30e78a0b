#include "api/delivery.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace {

http::Request a_request(http::Pairs query, std::string body) {
    http::Request request;
    request.query = std::move(query);
    request.body = std::move(body);
    request.peer_address = "127.0.0.1";
    return request;
}

std::vector<std::string> recipients(const store::Envelope& envelope) {
    std::vector<std::string> addresses;
    for (const auto& recipient : envelope.recipients)
        addresses.push_back(recipient.address);
    return addresses;
}

std::string refused_field(http::Pairs query) {
    const auto envelope = api::read_envelope(a_request(std::move(query), "Subject: x\r\n\r\n"));
    return envelope ? "accepted" : envelope.error().field;
}

}  // namespace

TEST_CASE("the envelope comes from the query") {
    const auto envelope = api::read_envelope(a_request(
        {{"mail_from", "a@example.com"}, {"rcpt_to", "b@example.com"}, {"rcpt_to", "c@example.com"}},
        "From: x@example.com\r\nTo: y@example.com\r\n\r\nHello"));
    REQUIRE(envelope.has_value());
    CHECK(envelope->mail_from == "a@example.com");
    CHECK(recipients(*envelope) == std::vector<std::string>{"b@example.com", "c@example.com"});
    CHECK(envelope->protocol == "HTTP");
    CHECK(envelope->client_address == "127.0.0.1");
}

TEST_CASE("what the query does not say comes from the header") {
    const auto envelope = api::read_envelope(
        a_request({},
                  "Bcc: d@example.com\r\nCc: c@example.com\r\nTo: Bob <b@example.com>, b2@example.com\r\n"
                  "Sender: s@example.com\r\nFrom: Ann <a@example.com>\r\n\r\nTo: body@example.com"));
    REQUIRE(envelope.has_value());
    CHECK(envelope->mail_from == "a@example.com");
    CHECK(recipients(*envelope) ==
          std::vector<std::string>{"b@example.com", "b2@example.com", "c@example.com", "d@example.com"});
}

TEST_CASE("an empty mail_from is the null reverse-path (RFC 5321 section 4.5.5)") {
    const auto envelope = api::read_envelope(a_request({{"mail_from", ""}}, "From: a@example.com\r\n\r\n"));
    REQUIRE(envelope.has_value());
    CHECK(envelope->mail_from.empty());
}

TEST_CASE("a message without addresses has an envelope without them") {
    const auto envelope = api::read_envelope(a_request({}, "no header at all"));
    REQUIRE(envelope.has_value());
    CHECK(envelope->mail_from.empty());
    CHECK(envelope->recipients.empty());
}

TEST_CASE("envelope addresses are text on one line, and not without end") {
    for (const auto* text : {"a\r\nb", "a\x01", "\xff@x"}) {
        CHECK(refused_field({{"mail_from", text}}) == "mail_from");
        CHECK(refused_field({{"rcpt_to", text}}) == "rcpt_to");
    }
    CHECK(refused_field({{"rcpt_to", ""}}) == "rcpt_to");
    CHECK(refused_field({{"rcpt_to", std::string(1001, 'a')}}) == "rcpt_to");
    CHECK(refused_field({{"rcpt_to", "grüße@example.com"}}) == "accepted");
    CHECK(refused_field(http::Pairs(1000, {"rcpt_to", "a@b"})) == "accepted");
    CHECK(refused_field(http::Pairs(1001, {"rcpt_to", "a@b"})) == "rcpt_to");
}

TEST_CASE("a request without a body is no message") {
    CHECK_FALSE(api::read_envelope(a_request({{"mail_from", "a@b"}}, "")).has_value());
}
