// The free-space rule: new mail is refused while there is still room for what deleting needs, because on a
// full disk SQLite cannot even delete. A reserve file is given up when the disk got full all the same.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "store/database.hpp"

namespace store {

class FreeSpace {
public:
    FreeSpace(std::string database_path, std::uint64_t min_bytes, unsigned min_percent);

    /// Why new mail does not fit; nothing when it does. Asks the system at most some times a second. Pages
    /// that are free within the database count as free.
    const std::optional<Fault>& look(Database& database);

    /// Has the reserve file, made now if need be and if there is room for it, or has enough free pages
    /// instead.
    bool has_reserve(Database& database);
    /// True when there was a reserve to give up.
    bool give_up_reserve();

private:
    std::optional<Fault> judge(Database& database) const;

    std::string reserve_path_;
    std::string folder_;
    std::uint64_t min_bytes_;
    unsigned min_percent_;
    std::optional<Fault> judgment_;
    std::chrono::steady_clock::time_point next_look_;
};

}  // namespace store
