// The folder that the database lives in.
#pragma once

#include <string>

namespace app {

/// The folder of a database's file; empty for ":memory:".
std::string folder_of(const std::string& database_path);

/// Makes the folders above `database_path` that are missing, readable by the user alone. Throws
/// store::DatabaseError (kind error) when that cannot be done. ":memory:" needs none.
void make_parent_folder(const std::string& database_path);

}  // namespace app
