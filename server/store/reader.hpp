// The thread that answers queries, each in a read transaction of its own and within a deadline.
#pragma once

#include <functional>

#include "store/connections.hpp"
#include "store/health.hpp"
#include "store/job_queue.hpp"
#include "store/store.hpp"

namespace store {

class Reader {
public:
    using Report = std::function<void(Jobs)>;

    /// All references outlive the reader.
    Reader(const Settings& settings, JobQueue& queue, Connections& connections, Health& health,
           Report report);

    /// Until the queue is closed and empty.
    void run();

private:
    void answer(Job& job);

    const Settings& settings_;
    JobQueue& queue_;
    Connections& connections_;
    Health& health_;
    Report report_;
};

}  // namespace store
