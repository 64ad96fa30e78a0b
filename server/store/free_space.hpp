// The free-space rule: new mail is refused while there is still room for what deleting needs, because on a
// full disk SQLite cannot even delete. A reserve file is given up when the disk got full all the same; until
// it is back the database does not grow: mail goes into pages that deletes have freed, so that the log can
// always be written into the file and its room be used again.
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

    /// Why new mail does not fit; nothing when it does. Asks the system at most some times a second, and
    /// makes the reserve when there is room for it. Pages that are free within the database count as free.
    const std::optional<Fault>& look(Database& database);
    /// The next look() asks the system: `database` is another connection, or there is room again.
    void look_anew() { next_look_ = {}; }

    /// True when there was a reserve to give up.
    bool give_up_reserve(Database& database);
    bool lacks_reserve() const { return !has_reserve_; }

private:
    std::optional<Fault> judge(Database& database) const;
    bool find_or_make_reserve() const;
    void limit_growth(Database& database, bool has_reserve);

    std::string reserve_path_;
    std::string folder_;
    std::uint64_t min_bytes_;
    unsigned min_percent_;
    bool has_reserve_ = true;
    std::optional<Fault> judgment_;
    std::chrono::steady_clock::time_point next_look_;
};

}  // namespace store
