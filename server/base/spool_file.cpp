#include "base/spool_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace base {
namespace {

/// What open() says where the kernel or the file system has no O_TMPFILE (open(2)).
bool lacks_unnamed_files(int error) {
    return error == EOPNOTSUPP || error == EISDIR || error == ENOENT || error == EINVAL;
}

int open_unnamed(const std::string& folder) {
    const int descriptor = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor != -1 || !lacks_unnamed_files(errno))
        return descriptor;
    std::string path = folder + "/mailweir-XXXXXX";
    const int named = ::mkostemp(path.data(), O_CLOEXEC);
    if (named != -1)
        ::unlink(path.c_str());
    return named;
}

}  // namespace

SpoolFile::~SpoolFile() {
    if (!mapped_.empty())
        ::munmap(const_cast<char*>(mapped_.data()), mapped_.size());
    close_descriptor();
}

int SpoolFile::open(const std::string& folder) {
    descriptor_ = open_unnamed(folder);
    return is_open() ? 0 : errno;
}

int SpoolFile::write_at(std::size_t offset, std::string_view octets) {
    while (!octets.empty()) {
        const ssize_t count = ::pwrite(descriptor_, octets.data(), octets.size(), static_cast<off_t>(offset));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return errno;
        if (count == 0)
            return ENOSPC;
        octets.remove_prefix(static_cast<std::size_t>(count));
        offset += static_cast<std::size_t>(count);
    }
    return 0;
}

int SpoolFile::map(std::size_t size) {
    void* const address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor_, 0);
    if (address == MAP_FAILED)
        return errno;
    mapped_ = {static_cast<const char*>(address), size};
    close_descriptor();
    return 0;
}

void SpoolFile::close_descriptor() {
    if (is_open())
        ::close(descriptor_);
    descriptor_ = -1;
}

}  // namespace base
