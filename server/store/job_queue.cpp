#include "store/job_queue.hpp"

namespace store {

void JobQueue::push(std::unique_ptr<Job> job) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(job));
    if (waiting_.size() == 1)
        filled_.notify_one();
}

Jobs JobQueue::take(std::size_t max_jobs, std::size_t max_bytes, std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    filled_.wait_for(lock, patience, [this] { return closed_ || !waiting_.empty(); });
    Jobs taken;
    std::size_t bytes = 0;
    while (!waiting_.empty() && taken.size() < max_jobs) {
        bytes += waiting_.front()->bytes();
        if (bytes > max_bytes && !taken.empty())
            break;
        taken.push_back(std::move(waiting_.front()));
        waiting_.pop_front();
    }
    return taken;
}

void JobQueue::close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    filled_.notify_all();
}

bool JobQueue::is_done() const {
    const std::lock_guard lock(mutex_);
    return closed_ && waiting_.empty();
}

}  // namespace store
