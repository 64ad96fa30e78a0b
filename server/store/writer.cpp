#include "store/writer.hpp"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

namespace store {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds time_between_looks{1000};  // while nothing comes
constexpr milliseconds time_between_tries{500};   // while something is wrong
constexpr std::size_t no_limit = std::numeric_limits<std::size_t>::max();

}  // namespace

Writer::Writer(const Settings& settings, JobQueue& queue, Connections& connections, Health& health,
               FreeSpace* space, Report report)
    : settings_(settings),
      queue_(queue),
      connections_(connections),
      health_(health),
      space_(space),
      report_(std::move(report)) {}

void Writer::run(bool after_crash) {
    prepare(after_crash);
    while (!queue_.is_done()) {
        auto jobs = queue_.take(settings_.max_batch_changes, settings_.max_batch_bytes, patience());
        const bool idle = jobs.empty();
        if (!idle)
            serve(std::move(jobs));
        // Changes that come all the time must not keep a fault from being looked after.
        if (idle || (present_fault() && steady_clock::now() >= next_rest_))
            rest();
    }
}

void Writer::prepare(bool after_crash) {
    if (after_crash)
        checkpoint(Database::Checkpoint::empty_the_log);
    find_lack_of_room();
    report_change();
}

// --- Batches

void Writer::serve(Jobs jobs) {
    const auto obstacle = find_obstacle();
    const auto lack_of_room = obstacle ? obstacle : find_lack_of_room();
    std::vector<Job*> batch;
    for (const auto& job : jobs) {
        if (obstacle)
            job->fail(std::make_exception_ptr(DatabaseError(*obstacle)));
        else if (lack_of_room && job->adds())
            job->fail(std::make_exception_ptr(DatabaseError(*lack_of_room)));
        else
            batch.push_back(job.get());
    }
    if (!batch.empty())
        commit(batch);
    reported_ = present_fault();
    report_(std::move(jobs), reported_);
    if (failure_ && failure_->kind == FaultKind::busy)
        refuse_late_ones();
}

/// They came while the batch before them waited for a lock in vain; nobody is to wait twice as long as
/// promised.
void Writer::refuse_late_ones() {
    auto jobs = queue_.take(no_limit, no_limit, milliseconds(0));
    for (const auto& job : jobs)
        job->fail(last_error_);
    if (!jobs.empty())
        report_(std::move(jobs), reported_);
}

std::optional<Fault> Writer::find_obstacle() {
    if (auto damage = health_.damage())
        return damage;
    if (must_reopen_)
        reopen();
    return must_reopen_ ? failure_ : std::nullopt;
}

std::optional<Fault> Writer::find_lack_of_room() {
    const auto lease = connections_.lease_writer();
    if (!space_ || !lease.database)
        return std::nullopt;
    try {
        low_space_ = space_->look(*lease.database);
    } catch (const DatabaseError&) {
        note_failure(std::current_exception());  // and the change that comes now will meet it again
    }
    return low_space_;
}

bool Writer::make_room_for_deletes() {
    const auto lease = connections_.lease_writer();
    try {
        return space_ && lease.database && space_->give_up_reserve(*lease.database);
    } catch (const DatabaseError&) {
        return false;  // the change keeps the failure that it has
    }
}

/// Gives every job its result or its error. False: nothing that is tried now can succeed.
bool Writer::commit(Batch jobs) {
    const auto error = attempt(jobs);
    if (!error) {
        note_success(jobs);
        return true;
    }
    const auto reach = note_failure(error);
    const bool adds_only = std::all_of(jobs.begin(), jobs.end(), [](const Job* job) { return job->adds(); });
    const bool got_room = reach == Reach::no_room && !adds_only && make_room_for_deletes();
    if (reach == Reach::all_changes || (jobs.size() == 1 && !got_room)) {
        for (Job* const job : jobs)
            job->fail(error);
        return reach != Reach::all_changes;
    }
    // One by one, so that a change that cannot be made does not take the others with it. No savepoints for
    // that: they would cost every change a quarter more.
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        if (commit(jobs.subspan(i, 1)))
            continue;
        for (Job* const job : jobs.subspan(i + 1))
            job->fail(last_error_);
        return false;
    }
    return true;
}

std::exception_ptr Writer::attempt(Batch jobs) {
    try {
        const auto lease = connections_.lease_writer();
        if (!lease.database)
            throw DatabaseError({FaultKind::error, "the database is not open at present"});
        Transaction transaction(*lease.database);
        for (Job* const job : jobs)
            job->run(*lease.database);
        // SQLite commits into a file without a name as if nothing were wrong.
        if (auto moved = connections_.find_moved_file())
            throw DatabaseError(*std::move(moved));
        transaction.commit();
        return nullptr;
    } catch (...) {
        return std::current_exception();
    }
}

void Writer::note_success(Batch jobs) {
    log_is_used_ = true;
    const bool added = std::any_of(jobs.begin(), jobs.end(), [](const Job* job) { return job->adds(); });
    if (failure_ && (added || failure_->kind != FaultKind::storage_full))
        failure_.reset();
}

Writer::Reach Writer::note_failure(const std::exception_ptr& error) {
    last_error_ = error;
    try {
        std::rethrow_exception(error);
    } catch (const DatabaseError& reason) {
        if (reason.fault.kind == FaultKind::interrupted || concerns_only_the_statement(reason))
            return Reach::one_change;
        failure_ = reason.fault;
        next_rest_ = steady_clock::now() + time_between_tries;
        if (reason.fault.kind == FaultKind::storage_full)
            return Reach::no_room;
        if (reason.fault.kind == FaultKind::damaged)
            health_.report_damage(reason.fault);
        // After a failed write or sync nothing is certain about the log but what a new reading of it tells.
        if (reason.fault.kind == FaultKind::error)
            must_reopen_ = true;
        return Reach::all_changes;
    } catch (...) {
        return Reach::one_change;
    }
}

// --- While nothing comes

void Writer::rest() {
    next_rest_ = steady_clock::now() + time_between_tries;
    if (!health_.damage()) {
        if (auto moved = must_reopen_ ? std::nullopt : connections_.find_moved_file()) {
            failure_ = std::move(moved);
            must_reopen_ = true;
        }
        if (must_reopen_)
            reopen();
        // What the log occupies is part of what the reserve needs to come back.
        if (space_ && space_->lacks_reserve() && log_is_used_ && !must_reopen_)
            checkpoint(Database::Checkpoint::empty_the_log);
        const bool has_room = !find_lack_of_room();
        if (failure_ && !must_reopen_ && has_room)
            probe();
        if (log_is_used_ && !failure_)
            checkpoint(Database::Checkpoint::what_is_free);
    }
    report_change();
}

void Writer::reopen() {
    if (steady_clock::now() < next_reopening_)
        return;
    try {
        connections_.reopen();
        must_reopen_ = false;
        failure_.reset();
        if (space_)
            space_->look_anew();
        log_is_used_ = false;
    } catch (const DatabaseError& error) {
        next_reopening_ = steady_clock::now() + time_between_tries;
        failure_ = error.fault;
        if (error.fault.kind == FaultKind::damaged)
            health_.report_damage(error.fault);
    }
}

/// Whether a change can be made again: a small one that changes nothing.
void Writer::probe() {
    try {
        const auto lease = connections_.lease_writer();
        lease.database->set_busy_timeout(milliseconds(0));
        Transaction transaction(*lease.database);
        lease.database->execute("UPDATE counters SET total = total WHERE inbox = ''");
        transaction.commit();
        failure_.reset();
    } catch (const DatabaseError&) {
        note_failure(std::current_exception());
    }
    if (const auto lease = connections_.lease_writer(); lease.database)
        lease.database->set_busy_timeout(settings_.busy_timeout);
}

void Writer::checkpoint(Database::Checkpoint kind) {
    try {
        const auto lease = connections_.lease_writer();
        if (lease.database && !connections_.in_memory())
            log_is_used_ = !lease.database->checkpoint(kind);
    } catch (const DatabaseError&) {
        note_failure(std::current_exception());
    }
}

// --- What to tell

void Writer::report_change() {
    auto fault = present_fault();
    if (fault != reported_)
        report_({}, fault);
    reported_ = std::move(fault);
}

std::optional<Fault> Writer::present_fault() const {
    if (auto damage = health_.damage())
        return damage;
    return failure_ ? failure_ : low_space_;
}

milliseconds Writer::patience() const {
    return present_fault() ? time_between_tries : time_between_looks;
}

}  // namespace store
