#include "store/statement.hpp"

#include <sqlite3.h>

#include "store/database.hpp"

namespace store {

Statement::~Statement() {
    if (!handle_)
        return;
    if (!on_loan_) {
        sqlite3_finalize(handle_);
        return;
    }
    sqlite3_reset(handle_);
    sqlite3_clear_bindings(handle_);
    *on_loan_ = false;
}

bool Statement::step() {
    const int code = sqlite3_step(handle_);
    if (code == SQLITE_ROW)
        return true;
    if (code != SQLITE_DONE)
        database_->fail(code);
    return false;
}

bool Statement::is_null(int column) const {
    return sqlite3_column_type(handle_, column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(handle_, column);
}

std::string_view Statement::text(int column) const {
    const void* const octets = sqlite3_column_blob(handle_, column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_, column));
    return octets ? std::string_view(static_cast<const char*>(octets), size) : std::string_view();
}

void Statement::bind(int index, std::string_view text, Lifetime lifetime) {
    // A view without data would be bound as NULL.
    const char* const octets = text.data() ? text.data() : "";
    const int code =
        sqlite3_bind_text64(handle_, index, octets, text.size(),
                            lifetime == Lifetime::copied ? SQLITE_TRANSIENT : SQLITE_STATIC, SQLITE_UTF8);
    if (code != SQLITE_OK)
        database_->fail(code);
}

void Statement::bind(int index, Octets blob, Lifetime) {
    const char* const octets = blob.octets.data() ? blob.octets.data() : "";
    if (const int code = sqlite3_bind_blob64(handle_, index, octets, blob.octets.size(), SQLITE_STATIC))
        database_->fail(code);
}

void Statement::bind(int index, ZeroBlob blob, Lifetime) {
    if (const int code = sqlite3_bind_zeroblob64(handle_, index, blob.size))
        database_->fail(code);
}

void Statement::bind_integer(int index, std::int64_t value) {
    if (const int code = sqlite3_bind_int64(handle_, index, value))
        database_->fail(code);
}

}  // namespace store
