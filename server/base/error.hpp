// How a module says that its input was wrong. For what is not there: std::optional. For a world that fails
// (disk, network): exceptions. Answers to an SMTP client are replies, not errors.
#pragma once

#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>

namespace base {

enum class ErrorCode { invalid, not_found, conflict, too_large, forbidden, unsupported, unavailable };

/// Fit for the user's eyes: `message` says what is wrong and what is allowed; `field` names the parameter,
/// option or JSON field, or is empty.
struct Error {
    ErrorCode code = ErrorCode::invalid;
    std::string message;
    std::string field = {};
};

/// Thrown by Result::value() when it holds an Error: asking without looking is a programming error.
struct BadResult : std::logic_error {
    using std::logic_error::logic_error;
};

[[noreturn]] inline void throw_exception_from_error(const Error& error, const boost::source_location&) {
    throw BadResult(error.message);
}

template <class T>
using Result = boost::system::result<T, Error>;

}  // namespace base
