#include "base/random.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <set>
#include <vector>

using namespace base;

namespace {

std::vector<std::uint8_t> octets(Random& random, std::size_t count) {
    std::vector<std::uint8_t> out(count);
    random.fill(out);
    return out;
}

}  // namespace

TEST_CASE("the kernel's octets never repeat, within one stock and across stocks") {
    SystemRandom random;
    std::set<std::vector<std::uint8_t>> seen;
    // 16 octets do not divide a stock with 10 before them, so some requests meet its end.
    octets(random, 10);
    for (int i = 0; i < 1'000; ++i)
        REQUIRE(seen.insert(octets(random, 16)).second);
}

TEST_CASE("a request larger than the stock is filled to its end") {
    SystemRandom random;
    const auto out = octets(random, 5'000);
    const auto zeros = std::count(out.end() - 1'000, out.end(), 0);
    CHECK(zeros < 100);
    CHECK(octets(random, 0).empty());
}

TEST_CASE("the same seed gives the same octets, another seed others") {
    SeededRandom a(1);
    SeededRandom b(1);
    SeededRandom c(2);
    const auto first = octets(a, 32);
    CHECK(octets(b, 32) == first);
    CHECK(octets(c, 32) != first);
    CHECK(octets(a, 32) != first);
}
