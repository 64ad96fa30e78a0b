#include "base/log.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "base/text.hpp"

using base::log::Fields;
using base::log::Format;
using base::log::Level;
using namespace std::string_literals;

namespace {

constexpr std::string_view time_text = "2026-01-02T03:04:05.678Z";

std::string text_line(Fields fields, Level level = Level::info) {
    return base::log::line(Format::text, level, time_text, "message stored", fields);
}

nlohmann::json json_line(Fields fields) {
    const auto line = base::log::line(Format::json, Level::warn, time_text, "message stored", fields);
    CHECK(line.find('\n') == line.npos);
    const auto value = base::parse_json(line);
    REQUIRE_MESSAGE(value.has_value(), line);
    return *value;
}

/// Puts `descriptor` in the place of standard error, as long as it lives.
class Redirected {
public:
    explicit Redirected(int descriptor) : before_(::dup(STDERR_FILENO)) { ::dup2(descriptor, STDERR_FILENO); }
    ~Redirected() {
        ::dup2(before_, STDERR_FILENO);
        ::close(before_);
    }

private:
    int before_;
};

/// What can be read from `descriptor` now.
std::string drain(int descriptor) {
    ::fcntl(descriptor, F_SETFL, O_NONBLOCK);
    std::string octets;
    std::array<char, 4096> buffer;
    for (ssize_t count; (count = ::read(descriptor, buffer.data(), buffer.size())) > 0;)
        octets.append(buffer.data(), static_cast<std::size_t>(count));
    return octets;
}

std::vector<std::string> lines_of(const std::string& octets) {
    std::vector<std::string> lines;
    for (const auto line : base::split(octets, '\n'))
        lines.emplace_back(line);
    REQUIRE(lines.back().empty());
    lines.pop_back();
    return lines;
}

}  // namespace

TEST_CASE("a line of text has time, level, sentence and fields") {
    CHECK(text_line({{"id", "abc"}, {"bytes", 1234}, {"delta", -5}}) ==
          "2026-01-02T03:04:05.678Z info  message stored id=abc bytes=1234 delta=-5");
    CHECK(text_line({}, Level::error) == "2026-01-02T03:04:05.678Z error message stored");
}

TEST_CASE("values that could be taken for something else are quoted") {
    CHECK(
        text_line({{"a", "two words"}, {"b", ""}, {"c", "x=y"}, {"d", "say \"hi\""}, {"e", "back\\slash"}}) ==
        R"(2026-01-02T03:04:05.678Z info  message stored a="two words" b="" c="x=y" d="say \"hi\"" e="back\\slash")");
}

TEST_CASE("a value cannot make a line of its own or move the cursor") {
    const auto line = text_line({{"helo", "a\r\n2026-01-02T03:04:05.678Z error forged\x1b[2J"}});
    for (const char c : line)
        CHECK(!base::is_ascii_control(c));
}

TEST_CASE("a line of JSON is one object with numbers as numbers") {
    const auto line = json_line({{"id", "abc"}, {"bytes", 1234}, {"text", "a \"b\" \\ c\n\xff\xe2\x80\xae"}});
    CHECK(*base::read_string(line, "time") == time_text);
    CHECK(*base::read_string(line, "level") == "warn");
    CHECK(*base::read_string(line, "message") == "message stored");
    CHECK(*base::read_string(line, "id") == "abc");
    CHECK(*base::read_uint64(line, "bytes") == 1234);
    CHECK(*base::read_string(line, "text") == "a \"b\" \\ c\\x0a\\xff\\u{202e}");
}

TEST_CASE("every octet in a value leaves a line of JSON that parses") {
    for (int octet = 0; octet < 256; ++octet)
        json_line({{"value", std::string{'a', static_cast<char>(octet), 'b'}}});
}

TEST_CASE("a value is cut at 256 octets and a line at 4 KB, and the line says so") {
    const std::string quotes(10'000, '"');
    const Fields fields = {{"a", quotes}, {"b", quotes}, {"c", quotes}, {"d", quotes},
                           {"e", quotes}, {"f", quotes}, {"g", quotes}, {"h", quotes},
                           {"i", quotes}, {"j", quotes}, {"k", 1}};
    CHECK(base::log::Field("a", quotes).value().size() == 256 + 3);
    for (const auto format : {Format::text, Format::json}) {
        const auto line = base::log::line(format, Level::info, time_text, quotes, fields);
        CHECK(line.size() < 4096);
        CHECK(line.find("fields_left_out") != line.npos);
        CHECK(line.find("\"k\":1") + line.find(" k=1") != 2 * line.npos);
    }
    const auto line = json_line(fields);
    CHECK(*base::read_uint64(line, "fields_left_out") + line.size() == 3 + 11 + 1);
}

TEST_CASE("what is below the level is not written") {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    {
        const Redirected redirected(ends[1]);
        base::log::configure({.level = Level::warn, .format = Format::text});
        base::log::debug("one");
        base::log::info("two");
        base::log::warn("three");
        base::log::error("four", {{"n", 4}});
        CHECK(!base::log::enabled(Level::info));
        CHECK(base::log::enabled(Level::warn));
        base::log::configure({});
    }
    const auto lines = lines_of(drain(ends[0]));
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].ends_with("Z warn  three"));
    CHECK(lines[1].ends_with("Z error four n=4"));
    ::close(ends[0]);
    ::close(ends[1]);
}

TEST_CASE("a sink that nobody reads holds nobody up; lines are dropped whole and counted") {
    int ends[2];
    SUBCASE("a pipe") {
        REQUIRE(::pipe(ends) == 0);
    }
    SUBCASE("a socket") {
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    }
    constexpr std::size_t written = 5'000;
    const std::string filler(200, 'x');
    std::string octets;
    {
        const Redirected redirected(ends[1]);
        base::log::configure({.level = Level::info, .format = Format::json});
        for (std::size_t i = 0; i < written; ++i)
            base::log::info("full", {{"filler", filler}});
        octets = drain(ends[0]);
        base::log::info("after");
        octets += drain(ends[0]);
        base::log::info("last");
        octets += drain(ends[0]);
        base::log::configure({});
    }
    const auto lines = lines_of(octets);
    std::uint64_t dropped = 0;
    for (const auto& line : lines) {
        const auto value = base::parse_json(line);
        REQUIRE_MESSAGE(value.has_value(), line);
        if (base::has_member(*value, "lines_dropped"))
            dropped += *base::read_uint64(*value, "lines_dropped");
    }
    CHECK(dropped > 0);
    CHECK(lines.size() + dropped == written + 2);
    CHECK(lines.back().find("lines_dropped") == std::string::npos);
    ::close(ends[0]);
    ::close(ends[1]);
}

TEST_CASE("a sink whose reader is gone kills nobody") {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    ::close(ends[0]);
    {
        const Redirected redirected(ends[1]);
        base::log::error("nobody hears this");
    }
    ::close(ends[1]);
    REQUIRE(::pipe(ends) == 0);
    {
        const Redirected redirected(ends[1]);
        base::log::error("heard again");
    }
    CHECK(drain(ends[0]).find("heard again lines_dropped=1\n") != std::string::npos);
    ::close(ends[0]);
    ::close(ends[1]);
}

TEST_CASE("the number of a closed standard error is not left for another file") {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    {
        const Redirected redirected(ends[1]);
        ::close(STDERR_FILENO);
        base::log::configure({});
        CHECK(::fcntl(STDERR_FILENO, F_GETFD) != -1);
        base::log::info("into nothing");
    }
    ::close(ends[0]);
    ::close(ends[1]);
}
