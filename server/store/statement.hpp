// A prepared statement: values go in when Database::query() makes it, rows come out. Database keeps
// statements prepared and lends them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

struct sqlite3_stmt;

namespace store {

class Database;

/// Binds as a blob; the octets must outlive the statement.
struct Octets {
    std::string_view octets;
};
/// Binds as a blob of zeros, to be filled through Blob.
struct ZeroBlob {
    std::uint64_t size = 0;
};

/// A prepared statement on loan from the connection's cache. Columns count from 0.
class Statement {
public:
    ~Statement();
    Statement(Statement&& other) noexcept
        : database_(other.database_),
          handle_(std::exchange(other.handle_, nullptr)),
          on_loan_(other.on_loan_) {}
    Statement& operator=(Statement&&) = delete;

    /// True: there is a row. False: there are no more.
    bool step();

    bool is_null(int column) const;
    std::int64_t integer(int column) const;
    std::uint64_t unsigned_integer(int column) const { return static_cast<std::uint64_t>(integer(column)); }
    bool boolean(int column) const { return integer(column) != 0; }
    /// Valid until the next step.
    std::string_view text(int column) const;
    std::string string(int column) const { return std::string(text(column)); }

private:
    friend class Database;
    enum class Lifetime { copied, borrowed };
    Statement(Database& database, sqlite3_stmt* handle, bool* on_loan)
        : database_(&database), handle_(handle), on_loan_(on_loan) {}

    template <class... Values>
    void bind_all(Lifetime lifetime, const Values&... values) {
        int index = 0;
        (bind(++index, values, lifetime), ...);
    }
    template <class Integer>
        requires std::is_integral_v<Integer>
    void bind(int index, Integer value, Lifetime) {
        bind_integer(index, static_cast<std::int64_t>(value));
    }
    template <class Value>
    void bind(int index, const std::optional<Value>& value, Lifetime lifetime) {
        if (value)
            bind(index, *value, lifetime);  // parameters are NULL until they are bound
    }
    void bind(int index, std::string_view text, Lifetime lifetime);
    void bind(int index, Octets octets, Lifetime);
    void bind(int index, ZeroBlob blob, Lifetime);
    void bind_integer(int index, std::int64_t value);

    Database* database_;
    sqlite3_stmt* handle_;
    bool* on_loan_;  // in the cache; nullptr: not kept there
};

}  // namespace store
