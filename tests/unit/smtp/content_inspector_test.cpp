#include "smtp/content_inspector.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using namespace smtp;
using namespace std::string_literals;
using enum FlagKind;

namespace {

using Findings = std::vector<std::pair<std::uint64_t, std::uint64_t>>;  // count and first, for each kind

Findings inspect(const std::vector<std::string>& pieces, LineEnd line_end) {
    ContentInspector inspector(line_end);
    for (const auto& piece : pieces) {
        const std::vector<char> exact(piece.begin(), piece.end());
        inspector.inspect({exact.data(), exact.size()});
    }
    Findings findings;
    for (const auto kind : {bare_lf, bare_cr, nul_octet, undeclared_8bit, long_line, ambiguous_end}) {
        const auto [count, first] = inspector.of(kind);
        findings.emplace_back(count, first);
    }
    return findings;
}

/// Inspects `content` whole, cut in two everywhere, and octet by octet, and checks that it makes no
/// difference.
ContentInspector::Finding find(FlagKind wanted, const std::string& content,
                               LineEnd line_end = LineEnd::crlf) {
    CAPTURE(content);
    const auto whole = inspect({content}, line_end);
    std::vector<std::string> octets;
    for (std::size_t cut = 0; cut < content.size(); ++cut) {
        CAPTURE(cut);
        CHECK(inspect({content.substr(0, cut), content.substr(cut)}, line_end) == whole);
        octets.push_back(content.substr(cut, 1));
    }
    CHECK(inspect(octets, line_end) == whole);
    ContentInspector inspector(line_end);
    inspector.inspect(content);
    return inspector.of(wanted);
}

void check_found(FlagKind kind, const std::string& content, std::uint64_t count, std::uint64_t first) {
    CAPTURE(content);
    const auto finding = find(kind, content);
    CHECK(finding.count == count);
    CHECK(finding.first == first);
}

}  // namespace

TEST_CASE("Proper content has nothing to find") {
    for (const auto& content : {""s, "Subject: x\r\n\r\nbody. \r\n.\r\n"s, std::string(998, 'x') + "\r\n"}) {
        for (const auto kind : {bare_lf, bare_cr, nul_octet, undeclared_8bit, long_line, ambiguous_end})
            CHECK(find(kind, content).count == 0);
    }
}

TEST_CASE("Bare CR, bare LF and NUL are counted, with the place of the first") {
    check_found(bare_lf, "ab\ncd\r\n\ne", 2, 2);
    check_found(bare_cr, "a\rb\r\rc\r\r\nd\r\n", 4, 1);
    check_found(nul_octet, "\r\na\0b\0"s, 2, 3);
}

TEST_CASE("A CR at the very end is not judged before its LF can come") {
    check_found(bare_cr, "a\r", 0, 0);
    check_found(bare_lf, "a\r\n", 0, 0);
}

TEST_CASE("Octets above 127 are counted") {
    check_found(undeclared_8bit, "caf\xc3\xa9 \xff\r\n", 3, 3);
}

TEST_CASE("Lines of more than 998 octets are counted (RFC 5322 section 2.1.1)") {
    check_found(long_line, "a\r\n" + std::string(999, 'x') + "\r\nb\r\n", 1, 3);
    check_found(long_line, std::string(998, 'x') + "\r\n", 0, 0);
}

TEST_CASE("In LF mode a LF alone is no finding") {
    CHECK(find(bare_lf, "a\nb\n", LineEnd::lf).count == 0);
    CHECK(find(ambiguous_end, "a\n.\nb\n", LineEnd::lf).count == 0);
    CHECK(find(long_line, std::string(999, 'x') + "\n", LineEnd::lf).count == 1);
}

TEST_CASE("A dot that a careless server would take for the end is found") {
    for (const auto& content :
         {"x\n.\ny"s, "x\n.\r\ny"s, "x\r.\ry"s, "x\r.\r\ny"s, "x\r.\ny"s, "x\r\n\0.\r\ny"s, "x\n.\0y"s})
        CHECK(find(ambiguous_end, content).count == 1);
    check_found(ambiguous_end, "ab\n.\nc", 1, 3);
    for (const auto& content : {"x\r\n.\r\ny"s, "x\n.y"s, "x\n..\n"s, "x.\ny"s, "x\r.y"s})
        CHECK(find(ambiguous_end, content).count == 0);
}

TEST_CASE("Findings become flags that say where") {
    ContentInspector inspector(LineEnd::crlf);
    inspector.inspect("ab\ncd\n");
    Flags flags;
    inspector.report(flags);
    REQUIRE(flags.list().size() == 1);
    CHECK(flags.list()[0].kind == bare_lf);
    CHECK(flags.list()[0].where == "octet 2");
    CHECK(flags.list()[0].count == 2);
}
