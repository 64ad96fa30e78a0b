#include "incoming/complaints.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;

TEST_CASE("What goes on failing is said once a second, with how often it was not") {
    incoming::Complaints complaints;
    const incoming::Complaints::Time begin{};
    CHECK(complaints.next(begin) == 0U);
    CHECK_FALSE(complaints.next(begin + 1ms).has_value());
    CHECK_FALSE(complaints.next(begin + 999ms).has_value());
    CHECK(complaints.next(begin + 1000ms) == 2U);
    CHECK(complaints.next(begin + 5s) == 0U);
}
