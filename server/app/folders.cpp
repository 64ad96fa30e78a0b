#include "app/folders.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <filesystem>

#include "store/database.hpp"

namespace app {

namespace fs = std::filesystem;

std::string folder_of(const std::string& database_path) {
    if (database_path == ":memory:")
        return {};
    const auto folder = fs::path(database_path).parent_path().string();
    return folder.empty() ? "." : folder;
}

void make_parent_folder(const std::string& database_path) {
    const auto folder = fs::path(folder_of(database_path));
    std::error_code error;
    if (folder.empty() || fs::exists(folder, error))
        return;
    // The mask keeps others out of what is made from here to the end of the scope.
    const auto mask = ::umask(0077);
    fs::create_directories(folder, error);
    ::umask(mask);
    if (error)
        throw store::DatabaseError({store::FaultKind::error, fmt::format("cannot make the folder {}: {}",
                                                                         folder.string(), error.message())});
}

}  // namespace app
