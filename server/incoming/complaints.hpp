// Keeps one line in the log from becoming thousands: while something goes on failing it is said once a
// second.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <utility>

namespace incoming {

class Complaints {
public:
    using Time = std::chrono::steady_clock::time_point;

    /// How many were kept back since the last one that was said; nothing when this one is to be kept back as
    /// well.
    std::optional<std::size_t> next(Time now) {
        if (last_ && now - *last_ < interval) {
            ++unsaid_;
            return std::nullopt;
        }
        last_ = now;
        return std::exchange(unsaid_, 0);
    }

private:
    static constexpr std::chrono::seconds interval{1};
    std::optional<Time> last_;
    std::size_t unsaid_ = 0;
};

}  // namespace incoming
