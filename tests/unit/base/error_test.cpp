#include "base/error.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>

namespace {

base::Result<int> half(int number) {
    if (number % 2 != 0)
        return base::Error{base::ErrorCode::invalid, "must be even", "number"};
    return number / 2;
}

}  // namespace

TEST_CASE("a result holds a value or an error") {
    CHECK(*half(4) == 2);
    const auto error = half(3);
    REQUIRE(!error);
    CHECK(error.error().code == base::ErrorCode::invalid);
    CHECK(error.error().message == "must be even");
    CHECK(error.error().field == "number");
}

TEST_CASE("asking for a value that is not there is a programming error with the message") {
    CHECK_THROWS_WITH_AS(static_cast<void>(half(3).value()), "must be even", base::BadResult);
}

TEST_CASE("a result may hold what can only be moved, or nothing") {
    base::Result<std::unique_ptr<int>> owner = std::make_unique<int>(7);
    CHECK(**owner == 7);
    const auto moved = *std::move(owner);
    CHECK(*moved == 7);
    const base::Result<void> nothing;
    CHECK(nothing.has_value());
}
