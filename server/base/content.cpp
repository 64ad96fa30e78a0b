#include "base/content.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/spool_file.hpp"

namespace base {
namespace {

constexpr std::size_t max_reserved_bytes = 256 * 1024;  // on the word of a client
constexpr std::size_t max_unused_bytes = 4 * 1024;      // that a finished content may hold on to

std::string folder_for_temporary_files() {
    std::error_code error;
    const auto folder = std::filesystem::temp_directory_path(error);
    return error ? "/tmp" : folder.string();
}

/// A sum with an upper limit. Any thread may take back, so it is atomic; nothing is ordered by it.
class Budget {
public:
    explicit Budget(std::size_t max) : max_(max) {}

    bool take(std::size_t bytes) {
        const auto before = used_.fetch_add(bytes, std::memory_order_relaxed);
        if (bytes <= max_ && before <= max_ - bytes)
            return true;
        give_back(bytes);
        return false;
    }
    void give_back(std::size_t bytes) { used_.fetch_sub(bytes, std::memory_order_relaxed); }
    std::size_t used() const { return used_.load(std::memory_order_relaxed); }

private:
    const std::size_t max_;
    std::atomic<std::size_t> used_{0};
};

ContentBuilder::Outcome outcome_of(int error) {
    using enum ContentBuilder::Outcome;
    if (error == 0)
        return ok;
    return error == ENOSPC || error == EDQUOT || error == EFBIG ? storage_full : storage_error;
}

}  // namespace

Content::Content(std::string octets) {
    auto owner = std::make_shared<const std::string>(std::move(octets));
    view_ = *owner;
    owner_ = std::move(owner);
}

struct Spool::State {
    explicit State(SpoolSettings wanted)
        : settings(std::move(wanted)), memory(settings.max_memory_bytes), file(settings.max_file_bytes) {
        if (settings.folder.empty())
            settings.folder = folder_for_temporary_files();
    }

    SpoolSettings settings;
    Budget memory;
    Budget file;
};

Spool::Spool(SpoolSettings settings) : state_(std::make_shared<State>(std::move(settings))) {}
Spool::~Spool() = default;

std::size_t Spool::memory_bytes() const {
    return state_->memory.used();
}
std::size_t Spool::file_bytes() const {
    return state_->file.used();
}

/// The octets of one message and the budget they take; first of the builder, then of its content.
struct ContentBuilder::Parts {
    explicit Parts(std::shared_ptr<Spool::State> state) : spool(std::move(state)) {}
    ~Parts() {
        free_memory();
        spool->file.give_back(file_bytes);
    }
    Parts(const Parts&) = delete;
    Parts& operator=(const Parts&) = delete;

    bool grow_memory(std::size_t wanted);
    void free_memory();
    Outcome append_to_file(std::string_view octets);
    Outcome move_to_file();
    std::string_view settle();

    std::shared_ptr<Spool::State> spool;
    // From malloc: realloc moves pages of a large block instead of copying them.
    char* memory = nullptr;
    std::size_t capacity = 0;
    std::size_t size = 0;
    SpoolFile file;
    std::size_t file_bytes = 0;
};

/// False, and nothing is changed, when the budget or the machine's memory does not allow it.
bool ContentBuilder::Parts::grow_memory(std::size_t wanted) {
    const std::size_t more = wanted - capacity;
    if (!spool->memory.take(more))
        return false;
    auto* const grown = static_cast<char*>(std::realloc(memory, wanted));
    if (!grown) {
        spool->memory.give_back(more);
        return false;
    }
    memory = grown;
    capacity = wanted;
    return true;
}

void ContentBuilder::Parts::free_memory() {
    std::free(memory);
    spool->memory.give_back(capacity);
    memory = nullptr;
    capacity = 0;
}

ContentBuilder::Outcome ContentBuilder::Parts::append_to_file(std::string_view octets) {
    if (!spool->file.take(octets.size()))
        return Outcome::out_of_budget;
    const auto outcome = outcome_of(file.write_at(size, octets));
    if (outcome != Outcome::ok) {
        spool->file.give_back(octets.size());
        return outcome;
    }
    file_bytes += octets.size();
    size += octets.size();
    return outcome;
}

ContentBuilder::Outcome ContentBuilder::Parts::move_to_file() {
    if (!file.is_open()) {
        const auto opened = outcome_of(file.open(spool->settings.folder));
        if (opened != Outcome::ok)
            return opened;
    }
    const auto in_memory = std::exchange(size, 0);
    const auto outcome = append_to_file({memory, in_memory});
    size = in_memory;
    if (outcome == Outcome::ok)
        free_memory();
    return outcome;
}

/// Gives back what is not needed once nothing will be added, and says where the octets are from now on.
std::string_view ContentBuilder::Parts::settle() {
    if (file.is_open() && !memory) {
        if (const int error = file.map(size))
            throw std::system_error(error, std::generic_category(), "a spool file cannot be mapped");
        return file.mapped();
    }
    if (capacity - size > max_unused_bytes) {
        if (auto* const trimmed = static_cast<char*>(std::realloc(memory, size))) {
            memory = trimmed;
            spool->memory.give_back(capacity - size);
            capacity = size;
        }
    }
    return {memory, size};
}

ContentBuilder::ContentBuilder(Spool& spool, std::size_t expected_bytes)
    : spool_(spool.state_), expected_bytes_(expected_bytes) {}
ContentBuilder::~ContentBuilder() = default;
ContentBuilder::ContentBuilder(ContentBuilder&&) noexcept = default;
ContentBuilder& ContentBuilder::operator=(ContentBuilder&&) noexcept = default;

ContentBuilder::Outcome ContentBuilder::append(std::string_view octets) {
    if (octets.empty())
        return Outcome::ok;
    if (!parts_)
        parts_ = std::make_shared<Parts>(spool_);
    if (reserve(octets.size())) {
        std::memcpy(parts_->memory + parts_->size, octets.data(), octets.size());
        parts_->size += octets.size();
        return Outcome::ok;
    }
    if (!parts_->file.is_open() || parts_->memory) {
        const auto moved = parts_->move_to_file();
        if (moved != Outcome::ok)
            return moved;
    }
    return parts_->append_to_file(octets);
}

/// Whether there is now room for `more` octets in memory.
bool ContentBuilder::reserve(std::size_t more) {
    if (parts_->file.is_open())
        return false;
    const std::size_t most = spool_->settings.max_memory_bytes_per_message;
    if (more > most || parts_->size > most - more)
        return false;
    const std::size_t needed = parts_->size + more;
    if (needed <= parts_->capacity)
        return true;
    const std::size_t wanted =
        parts_->capacity > 0 ? parts_->capacity * 2 : std::min(expected_bytes_, max_reserved_bytes);
    return parts_->grow_memory(std::max(needed, std::min(wanted, most)));
}

std::size_t ContentBuilder::size() const {
    return parts_ ? parts_->size : 0;
}

Content ContentBuilder::finish() {
    Content content;
    if (size() > 0) {
        content.view_ = parts_->settle();
        content.owner_ = std::move(parts_);
    }
    clear();
    return content;
}

void ContentBuilder::clear() {
    parts_.reset();
}

}  // namespace base
