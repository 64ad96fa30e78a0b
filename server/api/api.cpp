#include "api/api.hpp"

#include <utility>

#include "api/routes.hpp"

namespace api {

Api::Api(const Dependencies& dependencies, const Settings& settings, About about)
    : resources_(std::make_unique<Resources>(dependencies, settings, std::move(about))) {}

Api::~Api() = default;

void Api::add_routes(http::Router& router) {
    api::add_routes(router, *resources_);
}

void Api::stop() {
    resources_->live.stop();
}

}  // namespace api
