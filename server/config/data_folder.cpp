#include "config/data_folder.hpp"

namespace config {

std::string default_database_path(
    const std::function<std::optional<std::string>(const std::string&)>& environment) {
    const auto folder = environment("XDG_DATA_HOME");
    if (folder && folder->starts_with('/'))  // the specification: relative paths are to be ignored
        return *folder + "/mailweir/mailweir.db";
    const auto home = environment("HOME");
    if (home && home->starts_with('/'))
        return *home + "/.local/share/mailweir/mailweir.db";
    return {};
}

}  // namespace config
