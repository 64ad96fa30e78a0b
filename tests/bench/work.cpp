#include "work.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>

namespace bench {

double cpu_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

Work::Work(std::uint32_t messages, std::uint32_t warm_up)
    : total_(messages + warm_up), warm_up_(warm_up), cpu_seconds_before_(cpu_seconds()) {
    answer_times_us_.reserve(messages);
}

std::optional<std::uint32_t> Work::take() {
    if (taken_ == total_)
        return std::nullopt;
    return taken_++;
}

void Work::stored(Clock::duration answer_time) {
    measured_to_ = Clock::now();
    if (++stored_ > warm_up_) {
        answer_times_us_.push_back(std::chrono::duration<float, std::micro>(answer_time).count());
    } else if (stored_ == warm_up_) {
        measured_from_ = measured_to_;
        cpu_seconds_before_ = cpu_seconds();
    }
}

void Work::failed() {
    ++failures_;
}

double Work::percentile_us(double share) const {
    if (answer_times_us_.empty())
        return 0;
    auto sorted = answer_times_us_;
    std::sort(sorted.begin(), sorted.end());
    return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
}

std::string Work::report() const {
    const auto measured = static_cast<double>(answer_times_us_.size());
    const auto seconds = std::max(1e-9, std::chrono::duration<double>(measured_to_ - measured_from_).count());
    const auto cpu = cpu_seconds() - cpu_seconds_before_;
    return fmt::format(
        R"({{"stored":{},"failures":{},"seconds":{:.6f},"per_second":{:.1f},"p50_us":{:.1f},"p90_us":{:.1f},)"
        R"("p99_us":{:.1f},"max_us":{:.1f},"cpu_seconds":{:.6f},"cpu_us_per_message":{:.2f},"core_share":{:.3f}}})",
        stored_, failures_, seconds, measured / seconds, percentile_us(0.5), percentile_us(0.9),
        percentile_us(0.99), percentile_us(1), cpu, cpu * 1e6 / std::max(1.0, measured), cpu / seconds);
}

}  // namespace bench
