#include "base/random.hpp"

#include <sys/random.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace base {
namespace {

void fill_from_kernel(std::span<std::uint8_t> out) {
    while (!out.empty()) {
        const ssize_t count = ::getrandom(out.data(), out.size(), 0);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            throw std::system_error(errno, std::generic_category(), "getrandom");
        out = out.subspan(static_cast<std::size_t>(count));
    }
}

}  // namespace

void SystemRandom::fill(std::span<std::uint8_t> out) {
    if (out.size() > left_) {
        if (out.size() > stock_.size())
            return fill_from_kernel(out);
        fill_from_kernel(stock_);
        left_ = stock_.size();
    }
    const auto given = std::span(stock_).subspan(left_ - out.size(), out.size());
    std::copy(given.begin(), given.end(), out.begin());
    // What was given out once must not be found in memory later.
    std::fill(given.begin(), given.end(), std::uint8_t{0});
    left_ -= out.size();
}

void SeededRandom::fill(std::span<std::uint8_t> out) {
    for (auto& octet : out)
        octet = static_cast<std::uint8_t>(engine_());
}

}  // namespace base
