#include "api/info.hpp"

#include <algorithm>

#include "api/json.hpp"
#include "api/problem.hpp"
#include "contract/contract.hpp"

namespace api {

asio::awaitable<http::Response> Info::get(const http::Request&) {
    Condition condition{.durable = store_.durable(),
                        .fault_code = {},
                        .fault_message = {},
                        .moved_aside = store_.moved_aside(),
                        .counts = mailroom_.counts()};
    if (const auto fault = store_.fault()) {
        condition.fault_code = fault_code(fault->kind);
        condition.fault_message = fault_message(fault->kind);
    }
    co_return http::json(to_json(about_, condition));
}

asio::awaitable<http::Response> Info::contract(const http::Request&) {
    co_return http::Response{.status = 200,
                             .headers = {{"Content-Type", "application/json; charset=utf-8"}},
                             .body = contract_text()};
}

asio::awaitable<http::Response> Info::liveness(const http::Request&) {
    co_return http::json(healthy_json());
}

asio::awaitable<http::Response> Info::readiness(const http::Request&) {
    const auto fault = store_.fault();
    co_return fault ? http::json(unready_json(fault_message(fault->kind)), 503) : http::json(healthy_json());
}

std::string_view contract_text() {
    const auto files = embedded::contract();
    const auto is_contract = [](const base::EmbeddedFile& file) { return file.path == "/openapi.json"; };
    const auto file = std::find_if(files.begin(), files.end(), is_contract);
    return file == files.end() ? std::string_view() : file->bytes;
}

}  // namespace api
