// What has been read and not been used yet. Never holds more than it is asked to; an idle connection keeps
// little.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace http {

class InputBuffer {
public:
    std::string_view view() const { return std::string_view(octets_).substr(begin_, end_ - begin_); }
    std::size_t size() const { return end_ - begin_; }
    bool empty() const { return size() == 0; }

    /// Room for more octets behind those that are there, some of it at least when `max_bytes` is not reached.
    std::span<char> prepare(std::size_t max_bytes) {
        if (begin_ > 0) {
            std::copy(octets_.begin() + static_cast<std::ptrdiff_t>(begin_),
                      octets_.begin() + static_cast<std::ptrdiff_t>(end_), octets_.begin());
            end_ -= begin_;
            begin_ = 0;
        }
        if (end_ == octets_.size())
            octets_.resize(std::min(max_bytes, std::max(first_bytes, octets_.size() * 2)));
        const auto room = std::min(octets_.size(), max_bytes) - std::min(end_, max_bytes);
        return {octets_.data() + end_, room};
    }

    void commit(std::size_t bytes) { end_ += bytes; }
    void consume(std::size_t bytes) { begin_ += bytes; }

    /// Gives the memory back. Only when empty.
    void release() {
        begin_ = end_ = 0;
        octets_ = {};
    }

private:
    static constexpr std::size_t first_bytes = 4 * 1024;

    std::string octets_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

}  // namespace http
