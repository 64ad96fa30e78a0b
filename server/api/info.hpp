// What is running, how it fares, and the contract of this API.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "api/api.hpp"
#include "http/request.hpp"
#include "http/response.hpp"

namespace api {

class Info {
public:
    Info(const store::Store& store, const mailroom::Mailroom& mailroom, About about)
        : store_(store), mailroom_(mailroom), about_(std::move(about)) {}

    asio::awaitable<http::Response> get(const http::Request& request);
    asio::awaitable<http::Response> contract(const http::Request& request);
    /// The program answers.
    asio::awaitable<http::Response> liveness(const http::Request& request);
    /// Mail can be stored: 503 with the reason while it cannot.
    asio::awaitable<http::Response> readiness(const http::Request& request);

private:
    const store::Store& store_;
    const mailroom::Mailroom& mailroom_;
    About about_;
};

/// schema/openapi.json, as it was built in.
std::string_view contract_text();

}  // namespace api
