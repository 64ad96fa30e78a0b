#include "incoming/pace.hpp"

#include <utility>

namespace incoming {

bool Pace::arrived(std::size_t octets, Time now) {
    const auto pause = now - std::exchange(last_, now);
    window_octets_ += octets;
    const auto elapsed = now - window_begin_;
    if (elapsed < settings_.rate_window)
        return true;
    const auto seconds = std::chrono::duration<double>(elapsed).count();
    const auto wanted = seconds * static_cast<double>(settings_.min_content_bytes_per_second);
    const bool fast_enough = static_cast<double>(std::exchange(window_octets_, 0)) >= wanted;
    window_begin_ = now;
    return fast_enough || pause >= settings_.rate_window;
}

}  // namespace incoming
