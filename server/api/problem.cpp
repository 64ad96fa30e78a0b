#include "api/problem.hpp"

#include <algorithm>
#include <iterator>
#include <new>
#include <string>

#include "base/log.hpp"

namespace api {
namespace {

struct ErrorRow {
    base::ErrorCode error;
    int status;
    std::string_view code;
};
constexpr ErrorRow errors[] = {
    {base::ErrorCode::invalid, 400, "invalid"},     {base::ErrorCode::unsupported, 400, "unsupported"},
    {base::ErrorCode::forbidden, 403, "forbidden"}, {base::ErrorCode::not_found, 404, "not_found"},
    {base::ErrorCode::conflict, 409, "conflict"},   {base::ErrorCode::too_large, 413, "too_large"},
    {base::ErrorCode::unavailable, 503, "busy"},
};

struct FaultRow {
    store::FaultKind fault;
    int status;
    std::string_view code;
    std::string_view message;
};
constexpr FaultRow faults[] = {
    {store::FaultKind::error, 503, "storage_error", "the storage does not work"},
    {store::FaultKind::storage_full, 507, "storage_full", "there is no space left to store anything"},
    {store::FaultKind::busy, 503, "storage_busy", "the storage is busy, try again"},
    {store::FaultKind::interrupted, 503, "storage_busy", "the query took too long, try again"},
    {store::FaultKind::locked, 503, "storage_busy", "another instance uses the storage"},
    {store::FaultKind::damaged, 503, "storage_error", "the storage is damaged"},
    {store::FaultKind::too_new, 503, "storage_error", "a newer version made the storage"},
};

/// Every kind has its row; the first one would do for a kind that is new.
const FaultRow& row_of(store::FaultKind kind) {
    const auto row = std::find_if(std::begin(faults), std::end(faults),
                                  [kind](const FaultRow& candidate) { return candidate.fault == kind; });
    return row == std::end(faults) ? faults[0] : *row;
}

http::Response refuse(int status, std::string_view code, std::string_view message,
                      std::string_view field = {}) {
    auto response = http::problem(status, code, message, field);
    if (status == 503)
        response.headers.emplace_back("Retry-After", "5");
    return response;
}

}  // namespace

http::Response problem(const base::Error& error) {
    const auto row = std::find_if(std::begin(errors), std::end(errors), [&error](const ErrorRow& candidate) {
        return candidate.error == error.code;
    });
    const auto& chosen = row == std::end(errors) ? errors[0] : *row;
    return refuse(chosen.status, chosen.code, error.message, error.field);
}

http::Response problem(const store::Fault& fault) {
    const auto& row = row_of(fault.kind);
    return refuse(row.status, row.code, row.message);
}

http::Response not_found(std::string_view what) {
    return refuse(404, "not_found", "there is no such " + std::string(what));
}

std::string_view fault_code(store::FaultKind kind) {
    return row_of(kind).code;
}

std::string_view fault_message(store::FaultKind kind) {
    return row_of(kind).message;
}

http::Response map_exception(std::exception_ptr exception) {
    try {
        std::rethrow_exception(std::move(exception));
    } catch (const store::DatabaseError& error) {
        base::log::error("a request failed in the storage", {{"reason", error.what()}});
        return problem(error.fault);
    } catch (const std::bad_alloc&) {
        base::log::error("a request failed for want of memory");
        return refuse(503, "busy", "there is not enough memory at present, try again");
    } catch (const std::exception& error) {
        base::log::error("a request failed", {{"reason", error.what()}});
        return refuse(500, "internal", "the request failed in the server");
    }
}

}  // namespace api
