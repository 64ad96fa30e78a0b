#include "store/store.hpp"

#include <boost/asio/post.hpp>
#include <thread>

#include "store/connections.hpp"
#include "store/free_space.hpp"
#include "store/health.hpp"
#include "store/health_check.hpp"
#include "store/instance_lock.hpp"
#include "store/job_queue.hpp"
#include "store/messages.hpp"
#include "store/migrations.hpp"
#include "store/opening.hpp"
#include "store/reader.hpp"
#include "store/writer.hpp"

namespace store {
namespace {

/// What the network thread knows. Posted handlers may outlive the store, so they share it.
struct Known {
    std::optional<Fault> fault;
};

/// Resumes the callers of all jobs of one commit, in one wake-up. Should one of them throw, the others still
/// go on.
class Resumption {
public:
    Resumption(asio::io_context& network, Jobs jobs) : network_(&network), jobs_(std::move(jobs)) {}

    void operator()() {
        while (next_ < jobs_.size()) {
            const auto job = std::move(jobs_[next_++]);
            try {
                job->complete();
            } catch (...) {
                asio::post(*network_, std::move(*this));
                throw;
            }
        }
    }

private:
    asio::io_context* network_;
    Jobs jobs_;
    std::size_t next_ = 0;
};

Database::Sync sync_of(const Settings& settings) {
    return settings.synchronous == Synchronous::full ? Database::Sync::full : Database::Sync::normal;
}

Opened open(const Settings& settings, const ConnectionSettings& connection, InstanceLock* lock) {
    if (lock)
        return open_database(settings.path, connection, sync_of(settings), *lock);
    Opened opened;
    opened.database = std::make_unique<Database>(settings.path, connection);
    migrate(*opened.database);
    return opened;
}

}  // namespace

class Store::Impl {
public:
    Impl(asio::io_context& network, Settings settings);
    ~Impl();

    JobQueue& queue_of(Thread thread) { return thread == Thread::writer ? changes_ : queries_; }
    const std::optional<Fault>& fault() const { return known_->fault; }
    const std::string& moved_aside() const { return moved_aside_; }
    const Counts& counts_at_start() const { return counts_at_start_; }
    bool durable() const { return lock_ && settings_.synchronous == Synchronous::full; }

private:
    asio::io_context& network_;
    const Settings settings_;
    std::shared_ptr<Known> known_ = std::make_shared<Known>();
    std::string moved_aside_;
    Counts counts_at_start_;

    // From here on in the order in which they need one another; nullptr for a database in memory.
    std::unique_ptr<InstanceLock> lock_;
    std::unique_ptr<FreeSpace> space_;
    std::unique_ptr<Health> health_;
    std::unique_ptr<Connections> connections_;
    std::unique_ptr<HealthCheck> health_check_;
    JobQueue changes_, queries_;
    std::thread writer_, reader_;
};

Store::Impl::Impl(asio::io_context& network, Settings settings)
    : network_(network), settings_(std::move(settings)) {
    if (settings_.path != ":memory:") {
        lock_ = std::make_unique<InstanceLock>(settings_.path);
        space_ =
            std::make_unique<FreeSpace>(settings_.path, settings_.min_free_bytes, settings_.min_free_percent);
    }
    health_ = std::make_unique<Health>(lock_.get());

    ConnectionSettings connection;
    connection.busy_timeout = settings_.busy_timeout;
    auto opened = open(settings_, connection, lock_.get());
    moved_aside_ = std::move(opened.moved_aside);
    counts_at_start_ = count_messages(*opened.database);
    connections_ = std::make_unique<Connections>(std::move(opened.database), connection, sync_of(settings_));

    const bool after_crash = !opened.stopped_cleanly;
    if (after_crash)
        health_check_ = std::make_unique<HealthCheck>(settings_.path, *health_);

    writer_ = std::thread([this, after_crash] {
        const auto report = [this](Jobs jobs, const std::optional<Fault>& fault) {
            asio::post(network_,
                       [known = known_, fault, resume = Resumption(network_, std::move(jobs))]() mutable {
                           known->fault = fault;
                           resume();
                       });
        };
        Writer(settings_, changes_, *connections_, *health_, space_.get(), report).run(after_crash);
    });
    reader_ = std::thread([this] {
        const auto report = [this](Jobs jobs) {
            asio::post(network_, Resumption(network_, std::move(jobs)));
        };
        Reader(settings_, queries_, *connections_, *health_, report).run();
    });
}

Store::Impl::~Impl() {
    changes_.close();
    queries_.close();
    writer_.join();
    reader_.join();
}

Store::Store(asio::io_context& network, Settings settings)
    : impl_(std::make_unique<Impl>(network, std::move(settings))) {}

Store::~Store() = default;

void Store::enqueue(Thread thread, std::unique_ptr<Job> job) {
    impl_->queue_of(thread).push(std::move(job));
}

std::optional<Fault> Store::fault() const {
    return impl_->fault();
}

const std::string& Store::moved_aside() const {
    return impl_->moved_aside();
}

const Counts& Store::counts_at_start() const {
    return impl_->counts_at_start();
}

bool Store::durable() const {
    return impl_->durable();
}

}  // namespace store
