#include "api/budget.hpp"

#include <doctest/doctest.h>

TEST_CASE("octets are held until the last holder goes") {
    api::Budget budget(10);
    auto first = budget.take(6);
    CHECK(first != nullptr);
    CHECK(budget.take(5) == nullptr);
    auto again = first;
    first.reset();
    CHECK(budget.take(5) == nullptr);
    again.reset();
    CHECK(budget.take(10) != nullptr);
}

TEST_CASE("taking nothing always works, taking more than there is never does") {
    api::Budget budget(0);
    CHECK(budget.take(0) != nullptr);
    CHECK(budget.take(1) == nullptr);
}

TEST_CASE("what was taken may outlive the budget") {
    std::shared_ptr<const void> held;
    {
        api::Budget budget(1);
        held = budget.take(1);
    }
    CHECK(held != nullptr);
}
