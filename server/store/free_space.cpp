#include "store/free_space.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace store {
namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

constexpr std::chrono::milliseconds time_between_looks{250};

/// What a log that was not yet written into the database may need there, and a delete of some hundred
/// messages.
constexpr std::uint64_t reserve_bytes = std::uint64_t{16} << 20;
/// SQLite's own limit.
constexpr std::uint32_t most_pages = 4294967294;
/// Left free beside it.
constexpr std::uint64_t margin_bytes = std::uint64_t{4} << 20;
/// With less than this in free pages a database that may not grow takes no mail.
constexpr std::uint64_t min_free_page_bytes = std::uint64_t{1} << 20;

/// Five per cent of a large disk are a lot of room; the percentage is meant for small ones.
constexpr std::uint64_t max_floor_by_percent = std::uint64_t{1} << 30;

struct Space {
    std::uint64_t free = 0;
    std::uint64_t total = 0;
};

std::optional<Space> space_of(const std::string& folder) {
    struct statvfs answer{};
    if (::statvfs(folder.c_str(), &answer) != 0)
        return std::nullopt;
    return Space{answer.f_bavail * answer.f_frsize, answer.f_blocks * answer.f_frsize};
}

std::uint64_t free_pages_in(Database& database) {
    return static_cast<std::uint64_t>(database.integer("PRAGMA freelist_count") *
                                      database.integer("PRAGMA page_size"));
}

}  // namespace

FreeSpace::FreeSpace(std::string database_path, std::uint64_t min_bytes, unsigned min_percent)
    : reserve_path_(database_path + ".reserve"),
      folder_(fs::absolute(database_path).parent_path().string()),
      min_bytes_(min_bytes),
      min_percent_(min_percent) {}

const std::optional<Fault>& FreeSpace::look(Database& database) {
    const auto now = steady_clock::now();
    if (now >= next_look_) {
        next_look_ = now + time_between_looks;
        limit_growth(database, find_or_make_reserve());
        judgment_ = judge(database);
    }
    return judgment_;
}

std::optional<Fault> FreeSpace::judge(Database& database) const {
    const auto space = space_of(folder_);
    if (!space)
        return std::nullopt;  // writing will tell
    const auto floor =
        std::max(min_bytes_, std::min(space->total / 100 * min_percent_, max_floor_by_percent));
    // The log grows in the file system, whatever is free within the database.
    const bool log_fits = space->free >= floor / 4;
    const auto free_pages = free_pages_in(database);
    if (!has_reserve_ && free_pages < min_free_page_bytes)
        return Fault{FaultKind::storage_full,
                     fmt::format("{} is full; mail is refused until mail is deleted or room is "
                                 "made",
                                 folder_)};
    if (log_fits && space->free + free_pages >= floor)
        return std::nullopt;
    return Fault{FaultKind::storage_full,
                 fmt::format("less than {} MB are free in {}; new mail is refused until mail "
                             "is deleted or room is made",
                             floor >> 20, folder_)};
}

bool FreeSpace::find_or_make_reserve() const {
    std::error_code none;
    if (fs::file_size(reserve_path_, none) == reserve_bytes && !none)
        return true;
    const auto space = space_of(folder_);
    if (!space || space->free < reserve_bytes + margin_bytes)
        return false;
    const int file = ::open(reserve_path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    const bool made = file >= 0 && ::posix_fallocate(file, 0, static_cast<off_t>(reserve_bytes)) == 0;
    if (file >= 0)
        ::close(file);
    if (!made)
        fs::resize_file(reserve_path_, 0, none);
    // Where a file cannot be made large ahead of need, there is room all the same.
    return made || space->free >= 4 * reserve_bytes;
}

bool FreeSpace::give_up_reserve(Database& database) {
    std::error_code none;
    const auto size = fs::file_size(reserve_path_, none);
    if (none || size == 0)
        return false;
    // First, so that nothing but deletes can use the room.
    limit_growth(database, false);
    return ::truncate(reserve_path_.c_str(), 0) == 0;
}

void FreeSpace::limit_growth(Database& database, bool has_reserve) {
    if (!has_reserve)
        database.execute_script(fmt::format(
            "PRAGMA max_page_count = {}", std::max<std::int64_t>(1, database.integer("PRAGMA page_count"))));
    else if (!has_reserve_)
        database.execute_script(fmt::format("PRAGMA max_page_count = {}", most_pages));
    has_reserve_ = has_reserve;
}

}  // namespace store
