#include "incoming/message_receiver.hpp"

#include <doctest/doctest.h>

#include <string>

#include "smtp/replies.hpp"

using namespace std::string_literals;
using incoming::MessageReceiver;

namespace {

struct Fixture {
    base::Spool spool{base::SpoolSettings{}};

    MessageReceiver receiver(std::uint64_t max_bytes = 100) {
        return MessageReceiver(spool, smtp::LineEnd::crlf, max_bytes, 0);
    }
};

std::uint64_t ambiguous_ends(const smtp::Flags& flags) {
    for (const auto& flag : flags.list()) {
        if (flag.kind == smtp::FlagKind::ambiguous_end)
            return flag.count;
    }
    return 0;
}

}  // namespace

TEST_CASE_FIXTURE(Fixture, "It takes what belongs to the message and leaves the next command") {
    auto message = receiver();
    const auto input = "Subject: x\r\n\r\n..dot\r\n.\r\nQUIT\r\n"s;
    CHECK(message.take(input) == input.size() - 6);
    CHECK(message.is_complete());
    CHECK_FALSE(message.refusal().has_value());
    CHECK(message.finish().view() == "Subject: x\r\n\r\n.dot\r\n");
    CHECK(message.take("more") == 0);
}

TEST_CASE_FIXTURE(Fixture,
                  "The size is that of the unstuffed octets, up to the limit itself (RFC 1870 section 6)") {
    std::string stuffed;
    for (int i = 0; i < 25; ++i)
        stuffed += "..x\r\n";
    auto at_limit = receiver(100);
    at_limit.take(stuffed + ".\r\n");
    CHECK(at_limit.is_complete());
    CHECK_FALSE(at_limit.refusal().has_value());
    auto over = receiver(99);
    over.take(stuffed + ".\r\n");
    CHECK(over.is_complete());
    CHECK(over.refusal() == smtp::replies::message_too_large(99));
    CHECK(spool.memory_bytes() <= 4096);
}

TEST_CASE_FIXTURE(Fixture,
                  "Nothing is kept of a refused message, and it is endless when as much again has come") {
    auto message = receiver(100);
    message.take(std::string(101, 'x'));
    CHECK(message.refusal().has_value());
    CHECK(spool.memory_bytes() == 0);
    message.take(std::string(100, 'x'));
    CHECK_FALSE(message.is_endless());
    message.take("x");
    CHECK(message.is_endless());
}

TEST_CASE_FIXTURE(Fixture,
                  "Every kind of ambiguous end is flagged, those with CRLF in front of the dot too") {
    for (const auto& fake : {"a\n.\n"s, "a\n.\r\n"s, "a\r\n.\n"s, "a\r.\r"s, "a\r\n.\rx"s, "a\r\n.\r\r\n"s,
                             "a\r\n\0.\r\n"s, "a\r\n.\0\r\n"s}) {
        CAPTURE(fake);
        auto message = receiver();
        message.take(fake + "b\r\n");
        CHECK_FALSE(message.is_complete());
        CHECK(message.ambiguous_ends() == 1);
        CHECK(ambiguous_ends(message.flags()) == 1);
    }
}
