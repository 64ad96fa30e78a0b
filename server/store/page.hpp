// One page of a list, by key: the next page begins after `next`.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace store {

template <class T>
struct Page {
    std::vector<T> items;
    std::uint64_t total = 0;
    std::uint64_t unread = 0;
    std::optional<std::int64_t> next;  // nothing: this was the last page
};

}  // namespace store
