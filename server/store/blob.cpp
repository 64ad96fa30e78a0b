#include "store/blob.hpp"

#include <sqlite3.h>

#include <algorithm>

namespace store {

Blob::Blob(Database& database, const char* table, const char* column, std::int64_t row, Access access)
    : database_(database) {
    const int writable = access == Access::read_write ? 1 : 0;
    if (const int code =
            sqlite3_blob_open(database.handle_.get(), "main", table, column, row, writable, &handle_))
        database.fail(code);
}

Blob::~Blob() {
    sqlite3_blob_close(handle_);
}

std::uint64_t Blob::size() const {
    return static_cast<std::uint64_t>(sqlite3_blob_bytes(handle_));
}

std::string Blob::read(std::uint64_t offset, std::uint64_t length) const {
    const auto begin = std::min(offset, size());
    std::string octets(std::min(length, size() - begin), '\0');
    if (const int code = sqlite3_blob_read(handle_, octets.data(), static_cast<int>(octets.size()),
                                           static_cast<int>(begin)))
        database_.fail(code);
    return octets;
}

void Blob::write(std::uint64_t offset, std::string_view octets) {
    if (const int code = sqlite3_blob_write(handle_, octets.data(), static_cast<int>(octets.size()),
                                            static_cast<int>(offset)))
        database_.fail(code);
}

}  // namespace store
