// What the store's tests share: a folder that goes away, messages nobody cares about, and a way to run a
// coroutine.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <exception>
#include <filesystem>
#include <fstream>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "store/database.hpp"
#include "store/messages.hpp"
#include "store/migrations.hpp"
#include "store/store.hpp"

namespace test {

namespace asio = boost::asio;
namespace fs = std::filesystem;

class TemporaryFolder {
public:
    /// In memory where there is such a folder: these tests are not about the speed of a disk.
    TemporaryFolder() : path_(parent() / ("mailweir-test-" + std::to_string(std::random_device()()))) {
        fs::create_directories(path_);
    }
    ~TemporaryFolder() {
        std::error_code none;
        fs::remove_all(path_, none);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    std::string operator/(const std::string& name) const { return (path_ / name).string(); }
    const fs::path& path() const { return path_; }

private:
    static fs::path parent() {
        std::error_code none;
        return fs::is_directory("/dev/shm", none) ? fs::path("/dev/shm") : fs::temp_directory_path();
    }

    fs::path path_;
};

inline std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

inline void write_file(const std::string& path, const std::string& octets) {
    std::ofstream(path, std::ios::binary) << octets;
}

inline base::Id next_id() {
    static base::SystemClock clock;
    static base::SeededRandom random(7);
    static base::IdGenerator ids(clock, random);
    return ids.next();
}

inline store::NewMessage a_message(std::string octets = "Subject: hello\r\n\r\nHello.\r\n") {
    store::NewMessage message;
    message.summary.id = next_id();
    message.summary.received_at = base::Timestamp(std::chrono::milliseconds(1'700'000'000'123));
    message.summary.size = octets.size();
    message.summary.subject = "hello";
    message.content = base::Content(std::move(octets));
    return message;
}

/// In memory, migrated.
struct MemoryDatabase : store::Database {
    MemoryDatabase() : Database(":memory:") { store::migrate(*this); }
};

/// Runs `io` until `work` has come to an end; gives its result or throws its exception.
template <class T>
T await(asio::io_context& io, asio::awaitable<T> work) {
    std::optional<T> result;
    std::exception_ptr error;
    asio::co_spawn(io, std::move(work), [&](std::exception_ptr failure, T value) {
        error = std::move(failure);
        result = std::move(value);
    });
    io.restart();
    io.run();
    if (error)
        std::rethrow_exception(error);
    return *std::move(result);
}

inline void await(asio::io_context& io, asio::awaitable<void> work) {
    std::exception_ptr error;
    asio::co_spawn(io, std::move(work), [&](std::exception_ptr failure) { error = std::move(failure); });
    io.restart();
    io.run();
    if (error)
        std::rethrow_exception(error);
}

/// Lets `io` run until `condition` holds; false when it does not within some seconds.
template <class Condition>
bool eventually(asio::io_context& io, Condition condition,
                std::chrono::seconds within = std::chrono::seconds(10)) {
    const auto deadline = std::chrono::steady_clock::now() + within;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline)
            return false;
        io.restart();
        const auto guard = asio::make_work_guard(io);
        io.run_one_for(std::chrono::milliseconds(20));
    }
    return true;
}

}  // namespace test
