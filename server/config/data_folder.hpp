// Where the database is when nobody says (XDG Base Directory Specification).
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace config {

/// $XDG_DATA_HOME/mailweir/mailweir.db, else ~/.local/share/mailweir/mailweir.db; empty when there is no home
/// either.
std::string default_database_path(
    const std::function<std::optional<std::string>(const std::string&)>& environment);

}  // namespace config
