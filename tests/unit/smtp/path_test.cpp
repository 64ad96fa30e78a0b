#include "smtp/path.hpp"

#include <doctest/doctest.h>

#include <initializer_list>
#include <string>

using namespace smtp;

namespace {

void check_accepted(std::string_view input, std::string_view mailbox,
                    std::initializer_list<FlagKind> flags = {}) {
    CAPTURE(input);
    const auto scanned = scan_path(input);
    REQUIRE_FALSE(scanned.defect.has_value());
    CHECK(scanned.path.mailbox() == mailbox);
    CHECK(scanned.path.text() == input.substr(0, input.size() - scanned.rest.size()));
    FlagSet others = scanned.flags;
    for (const auto kind : flags) {
        CHECK(scanned.flags.contains(kind));
        others.remove(kind);
    }
    CHECK(others.empty());
}

void check_refused(std::string_view input, PathDefect defect = PathDefect::syntax) {
    CAPTURE(input);
    CHECK(scan_path(input).defect == defect);
}

}  // namespace

TEST_CASE("Paths of RFC 5321 section 4.1.2 are taken as they came, without a flag") {
    check_accepted("<ann@example.com>", "ann@example.com");
    check_accepted("<Ann.B@Sub.Example.Com>", "Ann.B@Sub.Example.Com");
    check_accepted("<!#$%&'*+-/=?^_`{|}~@client.example>", "!#$%&'*+-/=?^_`{|}~@client.example");
    check_accepted("<postmaster>", "postmaster");
    check_accepted("<POSTmaster>", "POSTmaster");
    check_accepted("<a@[192.0.2.1]>", "a@[192.0.2.1]");
    check_accepted("<a@[IPv6:2001:db8::1]>", "a@[IPv6:2001:db8::1]");
    check_accepted("<a@[ipv6:::ffff:192.0.2.1]>", "a@[ipv6:::ffff:192.0.2.1]");
}

TEST_CASE("A quoted local part may hold anything printable, brackets and at signs too") {
    check_accepted(R"(<"joe blow"@sink.example>)", R"("joe blow"@sink.example)");
    check_accepted(R"(<"a>b@c,d"@sink.example>)", R"("a>b@c,d"@sink.example)");
    check_accepted(R"(<"q\"\\q"@sink.example>)", R"("q\"\\q"@sink.example)");
    check_accepted(R"(<""@x.example>)", R"(""@x.example)");
    check_refused(R"(<"unclosed@sink.example>)");
    check_refused(R"(<"ends in backslash\)");
    check_refused("<\"tab\there\"@sink.example>");
    check_refused("<\"\\\x01\"@sink.example>");
    check_refused(R"(<"a"b@sink.example>)");
}

TEST_CASE("A source route is kept apart from the mailbox (RFC 5321 appendix C)") {
    const auto scanned = scan_path("<@one.example,@two.example:joe@three.example> X");
    REQUIRE_FALSE(scanned.defect.has_value());
    CHECK(scanned.path.route() == "@one.example,@two.example");
    CHECK(scanned.path.mailbox() == "joe@three.example");
    CHECK(scanned.rest == " X");
    CHECK(scan_path("<ann@example.com>").path.route().empty());
    check_refused("<@one.example>");
    check_refused("<@one.example,two.example:joe@three.example>");
    check_refused("<@:joe@three.example>");
    check_refused("<@one.example:>");
}

TEST_CASE("The null path has no mailbox") {
    const auto scanned = scan_path("<> SIZE=1");
    REQUIRE_FALSE(scanned.defect.has_value());
    CHECK(scanned.path.is_null());
    CHECK(scanned.path.mailbox().empty());
    CHECK(scanned.path.route().empty());
    CHECK(Path{}.is_null());
    CHECK_FALSE(scan_path("<a@b.example>").path.is_null());
}

TEST_CASE("What real senders do wrong is taken and flagged") {
    using enum FlagKind;
    check_accepted("a@b.example", "a@b.example", {missing_brackets});
    check_accepted("a@b.example SIZE=1", "a@b.example", {missing_brackets});
    check_accepted("<root>", "root", {missing_domain});
    check_accepted("<a..b@c.example>", "a..b@c.example", {odd_dots});
    check_accepted("<.a@c.example>", ".a@c.example", {odd_dots});
    check_accepted("<a.@c.example>", "a.@c.example", {odd_dots});
    check_accepted("<a@under_score.example>", "a@under_score.example", {odd_domain});
    check_accepted("<a@-x.example>", "a@-x.example", {odd_domain});
    check_accepted("<a@x..example>", "a@x..example", {odd_domain});
}

TEST_CASE("Local parts of 64 and domains of 255 octets are taken silently, longer ones with a flag") {
    const auto path = [](std::size_t local, std::size_t domain) {
        std::string name;
        while (name.size() + 50 < domain)
            name += std::string(49, 'd') + ".";
        name += std::string(domain - name.size(), 'd');
        return "<" + std::string(local, 'l') + "@" + name + ">";
    };
    const auto flags = [&](std::size_t local, std::size_t domain) {
        return scan_path(path(local, domain)).flags;
    };
    CHECK(flags(64, 255).empty());
    CHECK(flags(65, 255).contains(FlagKind::long_local_part));
    CHECK(flags(64, 256).contains(FlagKind::long_domain));
}

TEST_CASE("Addresses beyond ASCII must be UTF-8 (RFC 6531 section 3.3)") {
    using enum FlagKind;
    check_accepted("<us\xc3\xa9r@exampl\xc3\xa9.example>", "us\xc3\xa9r@exampl\xc3\xa9.example",
                   {non_ascii_path});
    check_refused("<us\xe9r@client.example>");
    check_refused("<\xff\xfe@sink.example>");
    check_refused("<\"\xff\"@sink.example>");
}

TEST_CASE("Broken brackets and addresses are refused") {
    for (const auto* input :
         {"<a@b.example", "a@b.example>", "<<a@b.example>>", "<a@b.example>x", "<a@b.example>,<c@d.example>",
          "<a b@c.example>", "<@b.example>", "<a@[300.1.2.3]>", "<a@[192.0.2]>", "<a@[IPv6:zz::1]>",
          "<a@[x:1]>", "<a@[192.0.2.1>", "<a@b.example\x01>", "<a\x7f@b.example>", "<a;b@c.example>", "", "<",
          "\"Bob B\"x"})
        check_refused(input);
    check_refused("<a@>", PathDefect::domain);
    check_refused("<a@@b.example>", PathDefect::domain);
    check_refused("<a@.>", PathDefect::domain);
}

TEST_CASE("A path cut anywhere is refused or a shorter path, and never read past its end") {
    const std::string whole = "<@one.example:\"a\\\"b\"@[IPv6:2001:db8::1]>";
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const std::string exact(whole, 0, size);  // on the heap, where a sanitizer sees the end
        CAPTURE(exact);
        CHECK(scan_path(exact).defect.has_value());
    }
    CHECK_FALSE(scan_path(whole).defect.has_value());
}
