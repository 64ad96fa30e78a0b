// What went wrong, as a response: one table from our errors and one from the store's faults to HTTP status
// and code.
#pragma once

#include <exception>
#include <string_view>

#include "base/error.hpp"
#include "http/response.hpp"
#include "store/database.hpp"

namespace api {

http::Response problem(const base::Error& error);
http::Response problem(const store::Fault& fault);

/// `what`: "message", "part".
http::Response not_found(std::string_view what);

/// The stable name of a fault: "storage_full".
std::string_view fault_code(store::FaultKind kind);
/// A sentence for a client: the fault's own is for the operator and may name files.
std::string_view fault_message(store::FaultKind kind);

/// For whatever a handler threw; logs it, and shows nothing of it.
http::Response map_exception(std::exception_ptr exception);

}  // namespace api
