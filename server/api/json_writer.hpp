// Writes JSON straight into a string: lists and events are made so often that building a tree of values first
// would be most of their cost. Knows syntax only; field names are json.cpp's.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace api {

/// The caller opens and closes in pairs. Commas come by themselves.
class JsonWriter {
public:
    explicit JsonWriter(std::size_t expected_bytes = 256) { text_.reserve(expected_bytes); }

    void begin_object() { open('{'); }
    void end_object() { close('}'); }
    void begin_array() { open('['); }
    void end_array() { close(']'); }
    /// `name` needs no escapes: it is one of ours.
    void name(std::string_view name);

    /// Octets that are not UTF-8 become U+FFFD.
    void value(std::string_view text);
    void value(const char* text) { value(std::string_view(text)); }
    void value(const std::string& text) { value(std::string_view(text)); }
    void value(std::same_as<bool> auto yes) { word(yes ? "true" : "false"); }
    void value(std::unsigned_integral auto number)
        requires(!std::same_as<decltype(number), bool>)
    {
        word(std::to_string(number));
    }
    void null() { word("null"); }
    template <class T>
    void value(const std::optional<T>& value_if_any) {
        if (value_if_any)
            value(*value_if_any);
        else
            null();
    }

    template <class T>
    void member(std::string_view member_name, const T& member_value) {
        name(member_name);
        value(member_value);
    }

    std::size_t size() const { return text_.size(); }
    std::string take() { return std::move(text_); }

private:
    void separate();
    void open(char bracket);
    void close(char bracket);
    void word(std::string_view word);

    std::string text_;
    bool comma_due_ = false;
};

}  // namespace api
