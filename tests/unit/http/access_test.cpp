#include "http/access.hpp"

#include <doctest/doctest.h>

#include <string>

using http::Exposure;

namespace {

const http::AccessRules& rules() {
    static const http::AccessRules rules({"Mail.Example"}, {"http://tests.example:3000"});
    return rules;
}

int host_status(const std::string& host) {
    const auto refusal = rules().check_host({{"host", host}});
    return refusal ? refusal->status : 0;
}

int origin_status(http::Pairs fields, Exposure exposure) {
    fields.emplace_back("host", "localhost:8025");
    const auto refusal = rules().check_origin(fields, exposure);
    return refusal ? refusal->status : 0;
}

}  // namespace

TEST_CASE("Host may be an IP literal, localhost, a single label, or configured") {
    for (const std::string host :
         {"127.0.0.1", "127.0.0.1:8025", "[::1]", "[::1]:8025", "10.1.2.3", "localhost", "LOCALHOST:1",
          "inbox.localhost", "mailweir", "my_mail-1:80", "mail.example", "MAIL.example:8025"})
        CHECK_MESSAGE(host_status(host) == 0, host);
}

TEST_CASE("other names are refused, as DNS rebinding needs one (HTTP-05)") {
    for (const std::string host :
         {"evil.test", "127.0.0.1.evil.test", "localhost.evil.test", "evil.test:8025",
          "mail.example.evil.test", "xmail.example", "127.0.0.256", "1.2.3", "evil.test.", "localhost."})
        CHECK_MESSAGE(host_status(host) == 403, host);
    const auto refusal = rules().check_host({{"host", "evil.test"}});
    CHECK(std::get<std::string>(refusal->body).find("host_not_allowed") != std::string::npos);
    CHECK(std::get<std::string>(refusal->body).find("--allowed-host") != std::string::npos);
}

TEST_CASE("Host must be there once and well-formed (RFC 9112 section 3.2)") {
    for (const std::string host :
         {"", ":80", "a b", "localhost:", "localhost:x", "localhost:65536", "[::1", "[::1]x",
          "[fe80::1%eth0]", "[localhost]", "user@localhost", "localhost/", "a,b", "::1"})
        CHECK_MESSAGE(host_status(host) == 400, host);
    CHECK(rules().check_host({})->status == 400);
    CHECK(rules().check_host({{"host", "localhost"}, {"host", "localhost"}})->status == 400);
}

TEST_CASE("a change or a WebSocket from another origin's page is refused (HTTP-13)") {
    for (const auto exposure : {Exposure::change, Exposure::socket}) {
        CHECK(origin_status({}, exposure) == 0);
        CHECK(origin_status({{"origin", "http://localhost:8025"}}, exposure) == 0);
        CHECK(origin_status({{"origin", "http://LOCALHOST:8025"}}, exposure) == 0);
        for (const std::string origin :
             {"http://evil.test", "null", "http://localhost:8026", "http://localhost",
              "http://localhost:8025.evil.test", "https://localhost:8025", "localhost:8025", ""})
            CHECK_MESSAGE(origin_status({{"origin", origin}}, exposure) == 403, origin);
        CHECK(origin_status({{"origin", "http://localhost:8025"}, {"origin", "http://localhost:8025"}},
                            exposure) == 403);
    }
}

TEST_CASE("reading with a foreign Origin is not refused, but not allowed to be read either") {
    CHECK(origin_status({{"origin", "http://evil.test"}}, Exposure::open) == 0);
    http::Response response;
    rules().add_cors({{"origin", "http://evil.test"}}, response);
    CHECK(response.headers == http::Pairs{{"Vary", "Origin"}});
}

TEST_CASE("a configured origin is let in and echoed exactly (HTTP-14)") {
    const http::Pairs fields{{"origin", "http://tests.example:3000"}, {"sec-fetch-site", "cross-site"}};
    for (const auto exposure : {Exposure::open, Exposure::mail_content, Exposure::change, Exposure::socket})
        CHECK(origin_status(fields, exposure) == 0);
    http::Response response;
    rules().add_cors(fields, response);
    CHECK(response.headers ==
          http::Pairs{{"Vary", "Origin"}, {"Access-Control-Allow-Origin", "http://tests.example:3000"}});
}

TEST_CASE("null is no origin that can be configured") {
    const http::AccessRules with_null({}, {"null"});
    CHECK(with_null.check_origin({{"host", "localhost"}, {"origin", "null"}}, Exposure::change)->status ==
          403);
}

TEST_CASE("without configured origins nothing says CORS") {
    http::Response response;
    http::AccessRules({}, {}).add_cors({{"origin", "http://localhost:8025"}}, response);
    CHECK(response.headers.empty());
}

TEST_CASE("a browser that names another site is refused changes and mail content (HTTP-15)") {
    for (const std::string site : {"cross-site", "same-site", "anything"}) {
        CHECK(origin_status({{"sec-fetch-site", site}}, Exposure::change) == 403);
        CHECK(origin_status({{"sec-fetch-site", site}}, Exposure::socket) == 403);
        CHECK(origin_status({{"sec-fetch-site", site}}, Exposure::mail_content) == 403);
        CHECK(origin_status({{"sec-fetch-site", site}}, Exposure::open) == 0);
    }
    for (const std::string site : {"same-origin", "none"})
        CHECK(origin_status({{"sec-fetch-site", site}}, Exposure::mail_content) == 0);
}

TEST_CASE("mail content is never a script, a style, a worker or an object (HTTP-15)") {
    for (const std::string destination : {"script", "style", "worker", "serviceworker", "sharedworker",
                                          "object", "embed", "manifest", "audioworklet"}) {
        CHECK(origin_status({{"sec-fetch-dest", destination}}, Exposure::mail_content) == 403);
        CHECK(origin_status({{"sec-fetch-dest", destination}}, Exposure::open) == 0);
    }
    for (const std::string destination : {"iframe", "image", "document", "empty"})
        CHECK(origin_status({{"sec-fetch-dest", destination}}, Exposure::mail_content) == 0);
}
