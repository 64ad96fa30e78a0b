#include "base/log.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <iterator>
#include <mutex>

#include "base/clock.hpp"
#include "base/text.hpp"

namespace base::log {
namespace {

// With its end a line fits into one page of a pipe: it is written whole or not at all (pipe(7), PIPE_BUF).
constexpr std::size_t max_line_bytes = 4095;
constexpr std::size_t max_text_bytes = 256;
constexpr std::size_t reserved_for_the_end = 96;  // what says how much is missing

std::string_view name_of(Level level) {
    constexpr std::string_view names[] = {"debug", "info", "warn", "error"};
    return names[static_cast<std::size_t>(level)];
}

std::string quoted(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            result += '\\';
        result += c;
    }
    return result += '"';
}

/// One line in the making: every field as long as there is room, then what is missing.
class Line {
public:
    Line(Format format, Level level, std::string_view time, std::string_view sentence)
        : json_(format == Format::json) {
        const auto text = printable(sentence, max_text_bytes);
        if (json_)
            text_ =
                fmt::format(R"({{"time":"{}","level":"{}","message":{})", time, name_of(level), quoted(text));
        else
            text_ = fmt::format("{} {:<5} {}", time, name_of(level), text);
    }

    void add(const Field& field) {
        const auto piece = json_ ? json_piece(field) : text_piece(field);
        if (text_.size() + piece.size() + reserved_for_the_end > max_line_bytes)
            ++left_out_;
        else
            text_ += piece;
    }

    std::string finish(std::size_t dropped) && {
        if (left_out_ > 0)
            add_count("fields_left_out", left_out_);
        if (dropped > 0)
            add_count("lines_dropped", dropped);
        if (json_)
            text_ += '}';
        return std::move(text_);
    }

private:
    static std::string json_piece(const Field& field) {
        return fmt::format(",{}:{}", quoted(field.name()),
                           field.is_text() ? quoted(field.value()) : field.value());
    }

    static std::string text_piece(const Field& field) {
        const bool plain =
            !field.value().empty() && field.value().find_first_of(" \"=\\") == std::string_view::npos;
        return fmt::format(" {}={}", field.name(),
                           plain ? std::string(field.value()) : quoted(field.value()));
    }

    void add_count(std::string_view name, std::size_t count) {
        const Field field(name, count);
        text_ += json_ ? json_piece(field) : text_piece(field);
    }

    bool json_;
    std::string text_;
    std::size_t left_out_ = 0;
};

/// Standard error. It is shared with other programs, so it is not made non-blocking; it is asked first.
class Sink {
public:
    void write(Format format, Level level, std::string_view sentence, Fields fields) {
        const std::lock_guard lock(mutex_);
        if (!send_rest()) {
            ++dropped_;
            return;
        }
        Line line(format, level, to_rfc3339(SystemClock().now()), sentence);
        for (const auto& field : fields)
            line.add(field);
        rest_ = std::move(line).finish(dropped_) + '\n';
        const auto whole = rest_.size();
        if (!send_rest() && rest_.size() == whole) {
            ++dropped_;
            rest_.clear();
        } else {
            dropped_ = 0;
        }
    }

private:
    /// What a sink took half of must be finished first, or two lines become one. False when something is
    /// left.
    bool send_rest() {
        while (!rest_.empty() && takes_octets()) {
            const ssize_t count = ::write(STDERR_FILENO, rest_.data(), rest_.size());
            if (count <= 0)
                break;
            rest_.erase(0, static_cast<std::size_t>(count));
        }
        return rest_.empty();
    }

    static bool takes_octets() {
        pollfd sink{STDERR_FILENO, POLLOUT, 0};
        return ::poll(&sink, 1, 0) == 1 && sink.revents == POLLOUT;
    }

    std::mutex mutex_;
    std::string rest_;
    std::size_t dropped_ = 0;
};

Settings& current() {
    static Settings settings;
    return settings;
}

void write(Level level, std::string_view sentence, Fields fields) {
    static Sink sink;
    if (enabled(level))
        sink.write(current().format, level, sentence, fields);
}

}  // namespace

Field::Field(std::string_view name, std::string_view value)
    : name_(name), value_(printable(value, max_text_bytes)) {}

void configure(const Settings& settings) {
    current() = settings;
    // With standard error closed, the next file to be opened, perhaps the database, would become its
    // number 2.
    while (::fcntl(STDERR_FILENO, F_GETFD) == -1) {
        if (::open("/dev/null", O_RDWR) == -1)
            break;
    }
}

bool enabled(Level level) {
    return level >= current().level;
}

void debug(std::string_view sentence, Fields fields) {
    write(Level::debug, sentence, fields);
}
void info(std::string_view sentence, Fields fields) {
    write(Level::info, sentence, fields);
}
void warn(std::string_view sentence, Fields fields) {
    write(Level::warn, sentence, fields);
}
void error(std::string_view sentence, Fields fields) {
    write(Level::error, sentence, fields);
}

std::string line(Format format, Level level, std::string_view time, std::string_view sentence,
                 Fields fields) {
    Line line(format, level, time, sentence);
    for (const auto& field : fields)
        line.add(field);
    return std::move(line).finish(0);
}

}  // namespace base::log
