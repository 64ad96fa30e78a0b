// How fast message text has to come. It must go on within one time-out, and while it comes it must reach an
// average: a client that sends an octet now and then must not hold a connection for ever.
#pragma once

#include <chrono>
#include <cstddef>

#include "incoming/settings.hpp"

namespace incoming {

class Pace {
public:
    using Time = std::chrono::steady_clock::time_point;

    Pace(const Settings& settings, Time now) : settings_(settings), last_(now), window_begin_(now) {}

    /// When text has to have come.
    Time deadline() const { return last_ + settings_.content_timeout; }
    /// False: it comes too slowly. A pause of a whole window is the other time-out's business.
    bool arrived(std::size_t octets, Time now);

private:
    const Settings& settings_;
    Time last_;
    Time window_begin_;
    std::size_t window_octets_ = 0;
};

}  // namespace incoming
