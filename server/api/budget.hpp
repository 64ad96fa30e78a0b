// Bounds the octets that requests hold in memory at one time, however many and slow their clients are.
// Network thread.
#pragma once

#include <cstddef>
#include <memory>

namespace api {

class Budget {
public:
    explicit Budget(std::size_t max_bytes) : left_(std::make_shared<std::size_t>(max_bytes)) {}

    /// Holds the octets until the last copy of what it gives goes away; nullptr when they are not to be had.
    std::shared_ptr<const void> take(std::size_t bytes) {
        if (bytes > *left_)
            return nullptr;
        *left_ -= bytes;
        return {left_.get(), [left = left_, bytes](const void*) { *left += bytes; }};
    }

private:
    std::shared_ptr<std::size_t> left_;  // also held by what was given, which may go last
};

}  // namespace api
