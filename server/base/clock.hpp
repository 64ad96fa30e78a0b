// Wall-clock time, injected so that tests decide what time it is. Deadlines use std::chrono::steady_clock
// instead: setting the machine's clock must not end a session.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace base {

using Timestamp = std::chrono::sys_time<std::chrono::milliseconds>;

class Clock {
public:
    virtual ~Clock() = default;
    virtual Timestamp now() const = 0;
};

/// The machine's clock.
class SystemClock : public Clock {
public:
    Timestamp now() const override;
};

/// A clock that stands still until it is told otherwise.
class ManualClock : public Clock {
public:
    explicit ManualClock(Timestamp start = {}) : now_(start) {}
    Timestamp now() const override { return now_; }
    void set(Timestamp now) { now_ = now; }
    void advance(std::chrono::milliseconds by) { now_ += by; }

private:
    Timestamp now_;
};

/// RFC 3339 in UTC with milliseconds: 2026-01-02T03:04:05.678Z. Years outside 0000 to 9999 are cut to that
/// range.
std::string to_rfc3339(Timestamp time);

/// The reverse; also takes other offsets, no fraction and any number of its digits. nullopt for anything
/// else.
std::optional<Timestamp> parse_rfc3339(std::string_view text);

}  // namespace base
