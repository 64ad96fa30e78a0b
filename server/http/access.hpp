// Who may talk to us: the rules for Host, Origin and Fetch Metadata that keep other sites' pages out, on a
// machine where the browser reaches us as easily as its user does (DNS rebinding, cross-site requests,
// WebSocket hijacking). Pure: no socket, no route.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/request.hpp"
#include "http/response.hpp"

namespace http {

/// How much harm another site's page could do with the request.
enum class Exposure {
    open,          // reads what is no secret, or what no browser lets another site read
    mail_content,  // shows what a mail brought
    change,        // every method but GET and HEAD
    socket,        // opens a WebSocket, which no same-origin policy guards
};

class AccessRules {
public:
    AccessRules(std::vector<std::string> allowed_hosts, std::vector<std::string> allowed_origins);

    /// The refusal, if any: 400 unless there is one well-formed Host, 403 unless it is an IP literal,
    /// localhost,
    /// *.localhost, a single label (names of containers), or configured.
    std::optional<Response> check_host(const Pairs& headers) const;

    /// The refusal, if any, once check_host has passed: a foreign Origin, or a browser that says that another
    /// site's page, or the wrong kind of element, makes the request.
    std::optional<Response> check_origin(const Pairs& headers, Exposure exposure) const;

    /// The request's Origin when it is configured.
    std::optional<std::string_view> configured_origin(const Pairs& headers) const;

    /// Lets pages of a configured origin read the response (CORS); never anybody else's.
    void add_cors(const Pairs& request_headers, Response& response) const;

private:
    bool allows_host(std::string_view name) const;

    std::vector<std::string> allowed_hosts_;
    std::vector<std::string> allowed_origins_;
};

}  // namespace http
