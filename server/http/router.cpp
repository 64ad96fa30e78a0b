#include "http/router.hpp"

#include <algorithm>
#include <cassert>

#include "http/target.hpp"

namespace http {
namespace {

/// How closely a pattern fits, segment by segment from the left: the greater one wins.
enum class Fit : char { rest = 'a', parameter = 'b', literal = 'c' };

struct Fitting {
    std::string closeness;  // one Fit per segment
    Pairs path_parameters;
};

std::string_view take_segment(std::string_view& path) {
    path.remove_prefix(1);
    const auto segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    return segment;
}

/// The path stays percent-encoded until it is taken apart, so that "%2F" is a character of a name.
std::optional<Fitting> fit(std::string_view pattern, std::string_view path) {
    Fitting fitting;
    while (!pattern.empty()) {
        if (pattern == "/*") {
            fitting.closeness += static_cast<char>(Fit::rest);
            return path.empty() ? std::nullopt : std::optional(std::move(fitting));
        }
        if (path.empty())
            return std::nullopt;
        const auto wanted = take_segment(pattern);
        const auto given = percent_decode(take_segment(path));
        if (!given)
            return std::nullopt;
        const bool parameter = wanted.starts_with('{') && wanted.ends_with('}');
        if (parameter ? given->empty() : wanted != *given)
            return std::nullopt;
        fitting.closeness += static_cast<char>(parameter ? Fit::parameter : Fit::literal);
        if (parameter)
            fitting.path_parameters.emplace_back(wanted.substr(1, wanted.size() - 2), *given);
    }
    return path.empty() ? std::optional(std::move(fitting)) : std::nullopt;
}

bool serves(const Route& route, std::string_view method) {
    return route.method == method || (route.method == "GET" && method == "HEAD");
}

void add_methods(std::vector<std::string_view>& methods, const Route& route) {
    const auto add = [&](std::string_view method) {
        if (std::find(methods.begin(), methods.end(), method) == methods.end())
            methods.push_back(method);
    };
    add(route.method);
    if (route.method == "GET")
        add("HEAD");
}

}  // namespace

void Router::add(Route route) {
    assert(route.path.starts_with('/') && route.handler);
    routes_.push_back(std::move(route));
}

void Router::add(SocketRoute route) {
    assert(route.path.starts_with('/') && route.handler);
    socket_routes_.push_back(std::move(route));
}

Router::Match Router::find(std::string_view method, std::string_view path) const {
    Match match;
    if (!path.starts_with('/'))
        return match;
    std::string closest;
    for (const auto& route : routes_) {
        auto fitting = fit(route.path, path);
        if (!fitting)
            continue;
        // "/*" stands for whatever is not there: it does not make a path exist for other methods.
        if (route.path != "/*")
            add_methods(match.allowed, route);
        if (!serves(route, method) || fitting->closeness <= closest)
            continue;
        closest = std::move(fitting->closeness);
        match.route = &route;
        match.path_parameters = std::move(fitting->path_parameters);
    }
    for (const auto& route : socket_routes_) {
        auto fitting = fit(route.path, path);
        if (!fitting)
            continue;
        if (std::find(match.allowed.begin(), match.allowed.end(), "GET") == match.allowed.end())
            match.allowed.push_back("GET");
        if (method != "GET" || fitting->closeness < closest)
            continue;
        if (fitting->closeness > closest)
            match.route = nullptr;
        closest = std::move(fitting->closeness);
        match.socket_route = &route;
        match.path_parameters = std::move(fitting->path_parameters);
    }
    return match;
}

}  // namespace http
