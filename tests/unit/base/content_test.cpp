#include "base/content.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <thread>
#include <vector>

using namespace base;
using Outcome = ContentBuilder::Outcome;

namespace {

/// Octets that tell at which place they are.
std::string sample(std::size_t size) {
    std::string octets(size, '\0');
    for (std::size_t i = 0; i < size; ++i)
        octets[i] = static_cast<char>(i * 131 >> 7);
    return octets;
}

/// Appends in pieces; the first outcome that is not ok, or ok.
Outcome append_in_pieces(ContentBuilder& builder, std::string_view octets, std::size_t piece) {
    for (; !octets.empty(); octets.remove_prefix(std::min(piece, octets.size()))) {
        const auto outcome = builder.append(octets.substr(0, piece));
        if (outcome != Outcome::ok)
            return outcome;
    }
    return Outcome::ok;
}

/// A folder of its own, gone with the test.
class Folder {
public:
    Folder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "mailweir-test-XXXXXX").string();
        REQUIRE(::mkdtemp(pattern.data()));
        path_ = pattern;
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    std::string string() const { return path_.string(); }
    bool is_empty() const { return std::filesystem::is_empty(path_); }

private:
    std::filesystem::path path_;
};

SpoolSettings small(const Folder& folder) {
    return {.max_memory_bytes_per_message = 1'000,
            .max_memory_bytes = 10'000,
            .max_file_bytes = 100'000,
            .folder = folder.string()};
}

}  // namespace

TEST_CASE("a content made of a string outlives it and its copies") {
    std::optional<Content> first(std::in_place, "a text that is too long to be kept in the object itself");
    const Content second = *first;
    first.reset();
    CHECK(second.view() == "a text that is too long to be kept in the object itself");
    CHECK(Content("short").view() == "short");
    CHECK(Content().view().empty());
}

TEST_CASE("what is appended comes out again, in memory and in a file, however it was cut") {
    const Folder folder;
    Spool spool(small(folder));
    for (const std::size_t size : {1U, 999U, 1'000U, 1'001U, 4'096U, 50'000U}) {
        for (const std::size_t piece : {1U, 7U, 1'000U, 60'000U}) {
            for (const std::size_t expected : {0U, 10U, 1'000U, 1'000'000U}) {
                CAPTURE(size);
                CAPTURE(piece);
                CAPTURE(expected);
                const auto octets = sample(size);
                ContentBuilder builder(spool, expected);
                REQUIRE(append_in_pieces(builder, octets, piece) == Outcome::ok);
                REQUIRE(builder.size() == size);
                REQUIRE((spool.file_bytes() > 0) == (size > 1'000));
                const auto content = builder.finish();
                REQUIRE(content.view() == octets);
                REQUIRE(builder.size() == 0);
            }
        }
    }
    CHECK(spool.memory_bytes() == 0);
    CHECK(spool.file_bytes() == 0);
    CHECK(folder.is_empty());
}

TEST_CASE("a message without octets is an empty content") {
    Spool spool({});
    ContentBuilder builder(spool, 1'000);
    CHECK(builder.append("") == Outcome::ok);
    CHECK(builder.finish().view().empty());
    CHECK(spool.memory_bytes() == 0);
}

TEST_CASE("a spool file has no name, not even while it is written") {
    const Folder folder;
    Spool spool(small(folder));
    ContentBuilder builder(spool);
    REQUIRE(builder.append(sample(5'000)) == Outcome::ok);
    CHECK(spool.file_bytes() == 5'000);
    CHECK(spool.memory_bytes() == 0);
    CHECK(folder.is_empty());
}

TEST_CASE("a builder can be used again after finish and after clear") {
    Spool spool({});
    ContentBuilder builder(spool);
    REQUIRE(builder.append("one") == Outcome::ok);
    const auto one = builder.finish();
    REQUIRE(builder.append("two") == Outcome::ok);
    builder.clear();
    CHECK(builder.size() == 0);
    REQUIRE(builder.append("three") == Outcome::ok);
    CHECK(builder.finish().view() == "three");
    CHECK(one.view() == "one");
}

TEST_CASE("a builder can be moved while it is building") {
    Spool spool({});
    ContentBuilder builder(spool);
    REQUIRE(builder.append("one") == Outcome::ok);
    ContentBuilder moved = std::move(builder);
    REQUIRE(moved.append("two") == Outcome::ok);
    CHECK(moved.finish().view() == "onetwo");
}

TEST_CASE(
    "the budget is kept until the last user of a content lets go, on whatever thread and after the spool") {
    std::optional<Spool> spool(std::in_place, SpoolSettings{});
    ContentBuilder builder(*spool);
    REQUIRE(builder.append(sample(3'000)) == Outcome::ok);
    std::optional<Content> content = builder.finish();
    Content copy = *content;
    content.reset();
    CHECK(spool->memory_bytes() == 3'000);
    std::thread([kept = std::move(copy)]() mutable { kept = Content(); }).join();
    CHECK(spool->memory_bytes() == 0);

    REQUIRE(builder.append("late") == Outcome::ok);
    const auto late = builder.finish();
    spool.reset();
    CHECK(late.view() == "late");
}

TEST_CASE("many threads may let contents go while others are built") {
    const Folder folder;
    Spool spool({.max_memory_bytes_per_message = 100, .folder = folder.string()});
    std::vector<std::thread> threads;
    for (int i = 0; i < 200; ++i) {
        ContentBuilder builder(spool);
        REQUIRE(builder.append(sample(i % 2 == 0 ? 50 : 500)) == Outcome::ok);
        threads.emplace_back([content = builder.finish()]() mutable { content = Content(); });
    }
    for (auto& thread : threads)
        thread.join();
    CHECK(spool.memory_bytes() == 0);
    CHECK(spool.file_bytes() == 0);
}

TEST_CASE("when the memory of all messages is used up, the next one goes to a file") {
    const Folder folder;
    Spool spool(small(folder));
    std::vector<ContentBuilder> builders;
    for (int i = 0; i < 12; ++i) {
        auto& builder = builders.emplace_back(spool);
        REQUIRE(builder.append(sample(1'000)) == Outcome::ok);
    }
    CHECK(spool.memory_bytes() == 10'000);
    CHECK(spool.file_bytes() == 2'000);
    CHECK(builders.back().finish().view() == sample(1'000));
}

TEST_CASE("a message that would break the file budget is refused and keeps what it had") {
    const Folder folder;
    Spool spool(small(folder));
    ContentBuilder builder(spool);
    REQUIRE(builder.append(sample(100'000)) == Outcome::ok);
    CHECK(builder.append("x") == Outcome::out_of_budget);
    CHECK(builder.size() == 100'000);
    ContentBuilder other(spool);
    CHECK(other.append(sample(900)) == Outcome::ok);
    CHECK(other.append(sample(200)) == Outcome::out_of_budget);
    CHECK(other.size() == 900);
    CHECK(spool.file_bytes() == 100'000);
    builder.clear();
    CHECK(spool.file_bytes() == 0);
    CHECK(other.append(sample(200)) == Outcome::ok);
    CHECK(other.finish().view() == sample(900) + sample(200));
}

TEST_CASE("a client's word about the size reserves no more than is kept in memory, and 256 KB at most") {
    const Folder folder;
    Spool spool(small(folder));
    ContentBuilder builder(spool, SIZE_MAX);
    REQUIRE(builder.append("x") == Outcome::ok);
    CHECK(spool.memory_bytes() == 1'000);

    Spool large({});
    ContentBuilder second(large, SIZE_MAX);
    REQUIRE(second.append("x") == Outcome::ok);
    CHECK(large.memory_bytes() == 256 * 1024);
    const auto content = second.finish();
    CHECK(large.memory_bytes() == 1);
    CHECK(content.view() == "x");
}

TEST_CASE("a folder that is missing is an error of the storage, not the end") {
    Spool spool({.max_memory_bytes_per_message = 10, .folder = "/nowhere/at/all"});
    ContentBuilder builder(spool);
    REQUIRE(builder.append("1234567890") == Outcome::ok);
    CHECK(builder.append("x") == Outcome::storage_error);
    CHECK(builder.size() == 10);
    CHECK(builder.finish().view() == "1234567890");
    CHECK(spool.memory_bytes() == 0);
}

TEST_CASE("a full disk and a limited file size are storage_full; what was taken before stays") {
    const Folder folder;
    Spool spool({.max_memory_bytes_per_message = 100, .folder = folder.string()});
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{10'000, before.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);

    ContentBuilder builder(spool);
    const auto within = builder.append(sample(9'000));
    const auto over = builder.append(sample(2'000));
    ::setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);

    CHECK(within == Outcome::ok);
    CHECK(over == Outcome::storage_full);
    CHECK(spool.file_bytes() == 9'000);
    // The refused piece was written in part; it must not show.
    REQUIRE(builder.append("end") == Outcome::ok);
    CHECK(builder.finish().view() == sample(9'000) + "end");
}
