#include "http/request.hpp"

namespace http {
namespace {

std::optional<std::string_view> find_first(const Pairs& pairs, std::string_view name) {
    for (const auto& [key, value] : pairs)
        if (key == name)
            return value;
    return std::nullopt;
}

}  // namespace

std::optional<std::string_view> Request::header(std::string_view name) const {
    return find_first(headers, name);
}

std::optional<std::string_view> Request::query_value(std::string_view name) const {
    return find_first(query, name);
}

std::vector<std::string_view> Request::query_values(std::string_view name) const {
    std::vector<std::string_view> values;
    for (const auto& [key, value] : query)
        if (key == name)
            values.push_back(value);
    return values;
}

std::string_view Request::path_parameter(std::string_view name) const {
    return find_first(path_parameters, name).value_or(std::string_view());
}

}  // namespace http
