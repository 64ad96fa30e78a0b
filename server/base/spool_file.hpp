// A file without a name: it is gone with its last descriptor and mapping, also when the process is killed.
// Private to content.cpp. Functions that can fail return 0 or an errno.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace base {

class SpoolFile {
public:
    SpoolFile() = default;
    ~SpoolFile();
    SpoolFile(const SpoolFile&) = delete;
    SpoolFile& operator=(const SpoolFile&) = delete;

    bool is_open() const { return descriptor_ != -1; }
    int open(const std::string& folder);
    /// When it fails, some of the octets may have been written.
    int write_at(std::size_t offset, std::string_view octets);

    /// Makes the first `size` octets, at least one, readable at mapped() and gives the descriptor back.
    int map(std::size_t size);
    std::string_view mapped() const { return mapped_; }

private:
    void close_descriptor();

    int descriptor_ = -1;
    std::string_view mapped_;
};

}  // namespace base
