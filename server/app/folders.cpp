#include "app/folders.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <filesystem>

#include "store/database.hpp"

namespace app {

void make_parent_folder(const std::string& database_path) {
    namespace fs = std::filesystem;
    if (database_path == ":memory:")
        return;
    const auto folder = fs::path(database_path).parent_path();
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
