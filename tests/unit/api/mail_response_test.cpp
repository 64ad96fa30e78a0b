#include "api/mail_response.hpp"

#include <doctest/doctest.h>

#include <string>

namespace {

std::string fields(const http::Response& response) {
    std::string text;
    for (const auto& [name, value] : response.headers)
        text += name + ": " + value + '\n';
    return text;
}

}  // namespace

TEST_CASE("the HTML of a mail comes with exactly these header fields") {
    const auto response = api::mail_html("<b>x</b>", api::Remote::blocked);
    CHECK(fields(response) ==
          "Content-Type: text/html; charset=utf-8\n"
          "Content-Security-Policy: sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
          "img-src data:; style-src 'unsafe-inline'; font-src data:; base-uri 'none'; form-action 'none'; "
          "frame-ancestors 'self'\n"
          "X-Content-Type-Options: nosniff\n"
          "X-Frame-Options: SAMEORIGIN\n"
          "X-DNS-Prefetch-Control: off\n"
          "Referrer-Policy: no-referrer\n"
          "Cross-Origin-Resource-Policy: same-origin\n"
          "Cache-Control: no-store\n");
    CHECK(std::get<std::string>(response.body) == "<!doctype html><base target=\"_blank\"><b>x</b>");
}

TEST_CASE("remote content changes nothing but where images, styles, fonts and media may come from") {
    const auto text = fields(api::mail_html("", api::Remote::allowed));
    CHECK(
        text.find("sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
                  "img-src data: http: https:; style-src 'unsafe-inline' http: https:; "
                  "font-src data: http: https:; media-src http: https:; base-uri 'none'; form-action 'none'; "
                  "frame-ancestors 'self'\n") != std::string::npos);
    CHECK(text.find("script") == std::string::npos);
    CHECK(text.find("allow-same-origin") == std::string::npos);
}

TEST_CASE("octets of a mail are sandboxed, never sniffed and never kept by a cache") {
    const auto text = fields(api::mail_octets(std::string("x"), "application/octet-stream",
                                              api::Disposition::attachment, "a.html"));
    CHECK(text ==
          "Content-Type: application/octet-stream\n"
          "Content-Disposition: attachment; filename=\"a.html\"; filename*=UTF-8''a.html\n"
          "Content-Security-Policy: sandbox; default-src 'none'\n"
          "X-Content-Type-Options: nosniff\n"
          "Referrer-Policy: no-referrer\n"
          "Cross-Origin-Resource-Policy: same-origin\n"
          "Cache-Control: no-store\n");
}
