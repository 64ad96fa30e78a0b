// One line an event, to standard error: a constant sentence and fields. Never contents, passwords or tokens.
// Layers 0 to 2 do not log, they return what happened. May be called from any thread. A sink that does not
// take lines never holds the program up: the line is dropped and counted, and the next line says how many
// were.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace base::log {

enum class Level { debug, info, warn, error };
enum class Format { text, json };

struct Settings {
    Level level = Level::info;
    Format format = Format::text;
};

/// A name and a value. Text values are made printable and cut at 256 octets.
class Field {
public:
    Field(std::string_view name, std::string_view value);
    Field(std::string_view name, const char* value) : Field(name, std::string_view(value)) {}
    Field(std::string_view name, const std::string& value) : Field(name, std::string_view(value)) {}
    template <std::integral T>
    Field(std::string_view name, T value) : name_(name), value_(std::to_string(value)), is_text_(false) {}

    std::string_view name() const { return name_; }
    std::string_view value() const { return value_; }
    bool is_text() const { return is_text_; }

private:
    std::string_view name_;
    std::string value_;
    bool is_text_ = true;
};

using Fields = std::initializer_list<Field>;

/// Call once, before other threads run. A closed standard error becomes /dev/null.
void configure(const Settings& settings);

/// Whether lines of this level are written; spares the making of costly fields.
bool enabled(Level level);

void debug(std::string_view sentence, Fields fields = {});
void info(std::string_view sentence, Fields fields = {});
/// We coped.
void warn(std::string_view sentence, Fields fields = {});
/// An operator must act.
void error(std::string_view sentence, Fields fields = {});

/// The line that would be written, without its end; for tests.
std::string line(Format format, Level level, std::string_view time, std::string_view sentence, Fields fields);

}  // namespace base::log
