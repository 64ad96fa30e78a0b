// Where jobs wait for their database thread, first come, first served. Any thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>

#include "store/job.hpp"

namespace store {

class JobQueue {
public:
    void push(std::unique_ptr<Job> job);

    /// All that wait, up to the limits, and at least one of them however large it is. None when `patience`
    /// has passed, or when the queue is closed and empty.
    Jobs take(std::size_t max_jobs, std::size_t max_bytes, std::chrono::milliseconds patience);

    /// Nothing comes any more; what waits can still be taken.
    void close();
    /// Closed and empty.
    bool is_done() const;

private:
    mutable std::mutex mutex_;
    std::condition_variable filled_;
    std::deque<std::unique_ptr<Job>> waiting_;
    bool closed_ = false;
};

}  // namespace store
