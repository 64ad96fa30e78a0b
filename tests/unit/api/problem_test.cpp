#include "api/problem.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <new>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "base/log.hpp"

using base::ErrorCode;
using store::FaultKind;

namespace {

std::string header(const http::Response& response, std::string_view name) {
    const auto found = std::find_if(response.headers.begin(), response.headers.end(),
                                    [name](const auto& field) { return field.first == name; });
    return found == response.headers.end() ? "" : found->second;
}

nlohmann::json error_in(const http::Response& response) {
    return nlohmann::json::parse(std::get<std::string>(response.body)).at("error");
}

http::Response mapped(auto thrown) {
    return api::map_exception(std::make_exception_ptr(thrown));
}

}  // namespace

TEST_CASE("every error has its status and its code") {
    struct Row {
        ErrorCode error;
        int status;
        std::string code;
    };
    const Row rows[] = {
        {ErrorCode::invalid, 400, "invalid"},     {ErrorCode::unsupported, 400, "unsupported"},
        {ErrorCode::forbidden, 403, "forbidden"}, {ErrorCode::not_found, 404, "not_found"},
        {ErrorCode::conflict, 409, "conflict"},   {ErrorCode::too_large, 413, "too_large"},
        {ErrorCode::unavailable, 503, "busy"}};
    for (const auto& row : rows) {
        const auto response = api::problem(base::Error{row.error, "a sentence", "limit"});
        CHECK(response.status == row.status);
        CHECK(error_in(response) ==
              nlohmann::json({{"code", row.code}, {"message", "a sentence"}, {"field", "limit"}}));
    }
    CHECK_FALSE(error_in(api::problem(base::Error{ErrorCode::invalid, "x"})).contains("field"));
}

TEST_CASE("every fault of the storage has its status and its code, and keeps its details to itself") {
    struct Row {
        FaultKind fault;
        int status;
        std::string code;
    };
    const Row rows[] = {
        {FaultKind::storage_full, 507, "storage_full"}, {FaultKind::busy, 503, "storage_busy"},
        {FaultKind::error, 503, "storage_error"},       {FaultKind::damaged, 503, "storage_error"},
        {FaultKind::locked, 503, "storage_busy"},       {FaultKind::too_new, 503, "storage_error"},
        {FaultKind::interrupted, 503, "storage_busy"}};
    for (const auto& row : rows) {
        const auto response = api::problem(store::Fault{row.fault, "/var/lib/secret.db is full"});
        CHECK(response.status == row.status);
        CHECK(error_in(response).at("code") == row.code);
        CHECK(api::fault_code(row.fault) == row.code);
        CHECK(error_in(response).dump().find("secret") == std::string::npos);
        CHECK(header(response, "Retry-After") == (row.status == 503 ? "5" : ""));
    }
}

TEST_CASE("what a handler throws is answered without saying what it was") {
    base::log::configure({.level = base::log::Level::error});
    const auto database = mapped(store::DatabaseError({FaultKind::storage_full, "INSERT INTO secret"}));
    CHECK(database.status == 507);
    const auto memory = mapped(std::bad_alloc());
    CHECK(memory.status == 503);
    CHECK(error_in(memory).at("code") == "busy");
    const auto other = mapped(std::runtime_error("secret"));
    CHECK(other.status == 500);
    CHECK(error_in(other).at("code") == "internal");
    for (const auto* response : {&database, &memory, &other})
        CHECK(error_in(*response).dump().find("secret") == std::string::npos);
}
