// The thread that changes the database. It takes all changes that wait, commits them together, and only then
// lets their callers go on. It finds out what is wrong when that fails, and makes it right again when that
// can be done.
#pragma once

#include <chrono>
#include <exception>
#include <functional>
#include <optional>
#include <span>

#include "store/connections.hpp"
#include "store/free_space.hpp"
#include "store/health.hpp"
#include "store/job_queue.hpp"
#include "store/store.hpp"

namespace store {

class Writer {
public:
    /// Takes the jobs that are done, and why mail cannot be stored at present.
    using Report = std::function<void(Jobs, const std::optional<Fault>&)>;

    /// `space` is nullptr for a database in memory. All references outlive the writer.
    Writer(const Settings& settings, JobQueue& queue, Connections& connections, Health& health,
           FreeSpace* space, Report report);

    /// Until the queue is closed and empty. `after_crash`: the log is that of a program that was killed; it
    /// is synced and emptied first, since nobody knows whether its last sync succeeded.
    void run(bool after_crash);

private:
    using Batch = std::span<Job* const>;
    enum class Reach { one_change, no_room, all_changes };

    void prepare(bool after_crash);
    void serve(Jobs jobs);
    void refuse_late_ones();
    std::optional<Fault> find_obstacle();
    std::optional<Fault> find_lack_of_room();
    bool make_room_for_deletes();

    bool commit(Batch jobs);
    std::exception_ptr attempt(Batch jobs);
    Reach note_failure(const std::exception_ptr& error);
    void note_success(Batch jobs);

    void rest();
    void reopen();
    void probe();
    void checkpoint(Database::Checkpoint kind);

    void report_change();
    std::optional<Fault> present_fault() const;
    std::chrono::milliseconds patience() const;

    const Settings& settings_;
    JobQueue& queue_;
    Connections& connections_;
    Health& health_;
    FreeSpace* space_;
    Report report_;

    std::optional<Fault> failure_;    // what the last change that failed met
    std::optional<Fault> low_space_;  // what the free-space rule says
    std::optional<Fault> reported_;
    std::exception_ptr last_error_;
    bool must_reopen_ = false;
    bool log_is_used_ = false;
    std::chrono::steady_clock::time_point next_reopening_, next_rest_;
};

}  // namespace store
