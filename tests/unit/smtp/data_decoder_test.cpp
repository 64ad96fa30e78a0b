#include "smtp/data_decoder.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace smtp;
using namespace std::string_literals;

namespace {

struct Decoded {
    std::string content;
    std::string rest;  // behind the end
    bool done = false;
    std::uint64_t ambiguous_ends = 0;
    bool operator==(const Decoded&) const = default;
};

/// Feeds the pieces one after the other, each from memory of exactly its size.
Decoded decode(const std::vector<std::string>& pieces, LineEnd line_end) {
    DataDecoder decoder(line_end);
    Decoded decoded;
    for (const auto& piece : pieces) {
        const std::vector<char> exact(piece.begin(), piece.end());
        std::string_view input(exact.data(), exact.size());
        while (!input.empty() && !decoder.done())
            decoded.content += decoder.next(input);
        decoded.rest += input;
    }
    decoded.done = decoder.done();
    decoded.ambiguous_ends = decoder.ambiguous_ends();
    return decoded;
}

/// The same wherever the input is cut in two, and octet by octet.
Decoded decode_all_ways(const std::string& input, LineEnd line_end = LineEnd::crlf) {
    const auto whole = decode({input}, line_end);
    std::vector<std::string> octets;
    for (std::size_t cut = 0; cut <= input.size(); ++cut) {
        CAPTURE(cut);
        CHECK(decode({input.substr(0, cut), input.substr(cut)}, line_end) == whole);
        if (cut < input.size())
            octets.push_back(input.substr(cut, 1));
    }
    CHECK(decode(octets, line_end) == whole);
    return whole;
}

void check_content(const std::string& input, const std::string& content, const std::string& rest = "") {
    CAPTURE(input);
    const auto decoded = decode_all_ways(input);
    CHECK(decoded.done);
    CHECK(decoded.content == content);
    CHECK(decoded.rest == rest);
    CHECK(decoded.ambiguous_ends == 0);
}

}  // namespace

TEST_CASE("CRLF, dot, CRLF ends the content, and the first CRLF belongs to it (RFC 5321 section 4.1.1.4)") {
    check_content("a\r\n.\r\n", "a\r\n");
    check_content("Subject: x\r\n\r\nbody\r\n.\r\n", "Subject: x\r\n\r\nbody\r\n");
    check_content(".\r\n", "");
    check_content("\r\n.\r\n", "\r\n");
}

TEST_CASE("What comes behind the end is left alone") {
    check_content("a\r\n.\r\nMAIL FROM:<a@b.example>\r\n", "a\r\n", "MAIL FROM:<a@b.example>\r\n");
    check_content(".\r\n.\r\n", "", ".\r\n");
}

TEST_CASE("A dot at the start of a line is dropped when the line has more (RFC 5321 section 4.5.2)") {
    check_content("..\r\n..leading\r\n...two\r\nmid.dot\r\n. space\r\n..\r\n.\r\n",
                  ".\r\n.leading\r\n..two\r\nmid.dot\r\n space\r\n.\r\n");
    check_content(".a\r\n.\r\n", "a\r\n");
    check_content("...\r\n.\r\n", "..\r\n");
    check_content("x\r\r\n..y\r\n.\r\n", "x\r\r\n.y\r\n");
}

TEST_CASE("Nothing that only looks like the end is taken for it") {
    struct Case {
        std::string sent, kept;
        std::uint64_t ambiguous_ends;  // those the decoder sees; the others are the inspector's
    };
    const Case cases[] = {
        {"first\n.\n", "first\n.\n", 0},
        {"first\n.\r\n", "first\n.\r\n", 0},
        {"first\r\n.\n", "first\r\n\n", 1},
        {"first\r\n.\r", "first\r\n\r", 1},
        {"first\r.\r", "first\r.\r", 0},
        {"first\r.\r\n", "first\r.\r\n", 0},
        {"first\r.\n", "first\r.\n", 0},
        {"first\r\n\0.\r\n"s, "first\r\n\0.\r\n"s, 0},
        {"first\r\n.\0\r\n"s, "first\r\n\0\r\n"s, 1},
        {"first\r\n.\r\r\n", "first\r\n\r\r\n", 1},
    };
    for (const auto& one : cases) {
        CAPTURE(one.sent);
        const auto decoded = decode_all_ways(one.sent + "MAIL FROM:<evil@client.example>\r\n.\r\nNOOP\r\n");
        CHECK(decoded.done);
        CHECK(decoded.content == one.kept + "MAIL FROM:<evil@client.example>\r\n");
        CHECK(decoded.rest == "NOOP\r\n");
        CHECK(decoded.ambiguous_ends == one.ambiguous_ends);
    }
}

TEST_CASE("Dots behind a bare LF or a bare CR are no stuffing") {
    check_content("a\n..b\r..c\r\n.\r\n", "a\n..b\r..c\r\n");
}

TEST_CASE("Content without its end is not done") {
    for (const auto* input : {"", "a", "a\r\n", "a\r\n.", "a\r\n.\r", ".", ".\r"}) {
        CAPTURE(input);
        CHECK_FALSE(decode_all_ways(input).done);
    }
}

TEST_CASE("In LF mode a LF alone ends a line, and CRLF still does") {
    const auto decoded = decode_all_ways("Subject: lf\n\nhello\n..dot\r\n..too\n.\nQUIT\n", LineEnd::lf);
    CHECK(decoded.done);
    CHECK(decoded.content == "Subject: lf\n\nhello\n.dot\r\n.too\n");
    CHECK(decoded.rest == "QUIT\n");
    CHECK(decode_all_ways("a\n.\r\n", LineEnd::lf).content == "a\n");
    CHECK(decode_all_ways("a\r\n.\n", LineEnd::lf).done);
    CHECK(decode_all_ways(".\n", LineEnd::lf).done);
}

TEST_CASE("A run of content is a part of the input, not a copy") {
    DataDecoder decoder;
    const std::string text = "one\r\ntwo.\r\nthree";
    std::string_view input = text;
    const auto run = decoder.next(input);
    CHECK(run.data() == text.data());
    CHECK(run.size() == text.size());
    CHECK(input.empty());
}
