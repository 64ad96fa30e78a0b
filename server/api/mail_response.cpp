#include "api/mail_response.hpp"

namespace api {
namespace {

constexpr const char* html_policy =
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data:; "
    "style-src 'unsafe-inline'; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

constexpr const char* html_policy_with_remote =
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data: http: https:; "
    "style-src 'unsafe-inline' http: https:; font-src data: http: https:; media-src http: https:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

constexpr const char* octets_policy = "sandbox; default-src 'none'";

/// Plain links open a new tab: in the frame they would end in an error page.
constexpr std::string_view html_prefix = "<!doctype html><base target=\"_blank\">";

}  // namespace

http::Response mail_html(std::string_view html, Remote remote) {
    std::string document;
    document.reserve(html_prefix.size() + html.size());
    document += html_prefix;
    document += html;
    return {.status = 200,
            .headers = {{"Content-Type", "text/html; charset=utf-8"},
                        {"Content-Security-Policy",
                         remote == Remote::allowed ? html_policy_with_remote : html_policy},
                        {"X-Content-Type-Options", "nosniff"},
                        {"X-Frame-Options", "SAMEORIGIN"},
                        {"X-DNS-Prefetch-Control", "off"},
                        {"Referrer-Policy", "no-referrer"},
                        {"Cross-Origin-Resource-Policy", "same-origin"},
                        {"Cache-Control", "no-store"}},
            .body = std::move(document)};
}

http::Response mail_octets(Body body, std::string_view type, Disposition disposition, std::string_view name) {
    return {.status = 200,
            .headers = {{"Content-Type", std::string(type)},
                        {"Content-Disposition", content_disposition(disposition, name)},
                        {"Content-Security-Policy", octets_policy},
                        {"X-Content-Type-Options", "nosniff"},
                        {"Referrer-Policy", "no-referrer"},
                        {"Cross-Origin-Resource-Policy", "same-origin"},
                        {"Cache-Control", "no-store"}},
            .body = std::move(body)};
}

http::Response mail_text(std::string text) {
    return mail_octets(std::move(text), "text/plain; charset=utf-8", Disposition::shown, "message.txt");
}

}  // namespace api
