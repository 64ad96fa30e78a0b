// Incremental I/O on one blob.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "store/database.hpp"

struct sqlite3_blob;

namespace store {

/// One blob, read and written in slices without loading it.
class Blob {
public:
    enum class Access { read_only, read_write };
    /// `row` must exist; throws DatabaseError.
    Blob(Database& database, const char* table, const char* column, std::int64_t row, Access access);
    ~Blob();
    Blob(const Blob&) = delete;
    Blob& operator=(const Blob&) = delete;

    std::uint64_t size() const;
    /// Fewer octets at the end of the blob, none behind it.
    std::string read(std::uint64_t offset, std::uint64_t length) const;
    /// Within size().
    void write(std::uint64_t offset, std::string_view octets);

private:
    Database& database_;
    sqlite3_blob* handle_ = nullptr;
};

}  // namespace store
