// The schema, brought up to date by the files of schema/database, in order and each in one transaction. A
// database says in its user_version how many of them it has seen. Shipped files never change.
#pragma once

#include "store/database.hpp"

namespace store {

/// How many files there are.
int newest_schema();

/// Throws DatabaseError without having changed anything: `too_new` for a database that knows more files than
/// this program, `error` for one that is another program's, `damaged` when that cannot be said.
void check_schema(Database& database);

/// check_schema(), then applies what is missing.
void migrate(Database& database);

}  // namespace store
