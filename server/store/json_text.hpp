// Writes JSON into a string as it goes, without a tree of values in between: packing a message that way costs
// a tenth. For the columns of the database, which base::parse_json reads again.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace store {

class JsonText {
public:
    /// '[' or '{', and their counterparts.
    void open(char bracket);
    void close(char bracket);
    void name(std::string_view name);
    /// What is not UTF-8 becomes U+FFFD.
    void text(std::string_view text);
    void number(std::int64_t number);
    void literal_true();

    std::string take() { return std::move(json_); }

private:
    void begin_value();
    void append_escaped(std::string_view text);

    std::string json_;
    bool needs_comma_ = false;
};

}  // namespace store
