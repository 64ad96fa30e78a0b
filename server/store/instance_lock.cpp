#include "store/instance_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "store/database.hpp"

namespace store {
namespace {

constexpr std::string_view damage_mark = "damaged\n";

[[noreturn]] void fail(FaultKind kind, const std::string& path, std::string_view what) {
    throw DatabaseError({kind, fmt::format("{}: {}", path, what)});
}

}  // namespace

InstanceLock::InstanceLock(const std::string& database_path) : path_(database_path + ".lock") {
    file_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file_ < 0)
        fail(FaultKind::error, path_, std::strerror(errno));
    struct flock whole{};
    whole.l_type = F_WRLCK;
    whole.l_whence = SEEK_SET;
    // Of the open file, not of the process: no other close() in this process can drop it.
    if (::fcntl(file_, F_OFD_SETLK, &whole) == 0)
        return;
    const int reason = errno;
    ::close(file_);
    if (reason == EAGAIN || reason == EACCES)
        fail(FaultKind::locked, path_, "held by another instance that uses this database");
    fail(FaultKind::error, path_, std::strerror(reason));
}

InstanceLock::~InstanceLock() {
    ::close(file_);
}

void InstanceLock::remember_damage(bool damaged) {
    // Best effort: whoever calls this already has a fault to report.
    if (::ftruncate(file_, 0) == 0 && damaged) [[maybe_unused]]
        const auto written = ::pwrite(file_, damage_mark.data(), damage_mark.size(), 0);
}

bool InstanceLock::remembers_damage() const {
    std::array<char, damage_mark.size()> begin{};
    return ::pread(file_, begin.data(), begin.size(), 0) == static_cast<ssize_t>(begin.size()) &&
           std::string_view(begin.data(), begin.size()) == damage_mark;
}

}  // namespace store
