// What is left to send, and what came of it: shared by all connections of one run.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bench {

using Clock = std::chrono::steady_clock;

class Work {
public:
    /// The first `warm_up` answered messages are sent and counted, but not measured.
    Work(std::uint32_t messages, std::uint32_t warm_up);

    /// The number of the next message, or nothing when all are given out.
    std::optional<std::uint32_t> take();

    /// A message was answered with 250, so long after its last octet was written.
    void stored(Clock::duration answer_time);

    /// A message that was taken will never be answered with 250.
    void failed();

    bool done() const { return stored_ + failures_ == total_; }

    /// One line of JSON: what was reached, and what it cost this program.
    std::string report() const;

private:
    double percentile_us(double share) const;

    std::uint32_t total_;
    std::uint32_t warm_up_;
    std::uint32_t taken_ = 0;
    std::uint32_t stored_ = 0;
    std::uint32_t failures_ = 0;
    Clock::time_point measured_from_ = Clock::now();
    Clock::time_point measured_to_ = measured_from_;
    double cpu_seconds_before_ = 0;
    std::vector<float> answer_times_us_;
};

/// User and system time of this process so far.
double cpu_seconds();

}  // namespace bench
