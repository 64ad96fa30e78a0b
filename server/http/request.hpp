// An HTTP request as a handler sees it: checked, decoded, complete.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace http {

/// In the order they came; names of header fields in lower case.
using Pairs = std::vector<std::pair<std::string, std::string>>;

struct Request {
    std::string method;  // "GET"
    std::string path;    // percent-decoded, valid UTF-8, begins with "/"
    Pairs query;         // percent-decoded, "+" is a blank
    Pairs headers;
    Pairs path_parameters;  // what stood at {name} in the route
    std::string body;
    std::string peer_address;

    /// The first of that name, if any. `header` takes the name in lower case.
    std::optional<std::string_view> header(std::string_view name) const;
    std::optional<std::string_view> query_value(std::string_view name) const;
    std::vector<std::string_view> query_values(std::string_view name) const;
    /// "" when the route has no such parameter.
    std::string_view path_parameter(std::string_view name) const;
};

}  // namespace http
