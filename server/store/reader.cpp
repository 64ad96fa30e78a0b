#include "store/reader.hpp"

#include <chrono>
#include <exception>
#include <utility>

namespace store {
namespace {

/// Of one query; the connection may be the one that changes are made with.
class Deadline {
public:
    Deadline(Database& database, std::chrono::milliseconds time) : database_(database) {
        database_.set_deadline(std::chrono::steady_clock::now() + time);
    }
    ~Deadline() { database_.set_deadline(std::nullopt); }
    Deadline(const Deadline&) = delete;
    Deadline& operator=(const Deadline&) = delete;

private:
    Database& database_;
};

}  // namespace

Reader::Reader(const Settings& settings, JobQueue& queue, Connections& connections, Health& health,
               Report report)
    : settings_(settings),
      queue_(queue),
      connections_(connections),
      health_(health),
      report_(std::move(report)) {}

void Reader::run() {
    while (!queue_.is_done()) {
        auto jobs = queue_.take(1, 0, std::chrono::hours(1));
        for (const auto& job : jobs)
            answer(*job);
        if (!jobs.empty())
            report_(std::move(jobs));
    }
}

void Reader::answer(Job& job) {
    try {
        const auto lease = connections_.lease_reader();
        if (!lease.database)
            throw DatabaseError({FaultKind::error, "the database is not open at present"});
        const Deadline deadline(*lease.database, settings_.query_deadline);
        Transaction transaction(*lease.database, Transaction::Kind::read);
        job.run(*lease.database);
        transaction.commit();
    } catch (const DatabaseError& error) {
        if (error.fault.kind == FaultKind::damaged)
            health_.report_damage(error.fault);
        job.fail(std::current_exception());
    } catch (...) {
        job.fail(std::current_exception());
    }
}

}  // namespace store
