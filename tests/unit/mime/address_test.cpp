#include "mime/address.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"

namespace {

using mime::Address;
using Addresses = std::vector<Address>;

Addresses read(std::string_view value) {
    return mime::parse_addresses(value).addresses;
}

}  // namespace

// doctest prints what a failed CHECK compares.
namespace doctest {
template <>
struct StringMaker<Addresses> {
    static String convert(const Addresses& addresses) {
        std::string text;
        for (const auto& address : addresses)
            text += '[' + address.name + " <" + address.address + ">]";
        return text.c_str();
    }
};
}  // namespace doctest

TEST_CASE("mailboxes are read with and without names (RFC 5322 section 3.4)") {
    CHECK(read("ann@example.com") == Addresses{{"", "ann@example.com"}});
    CHECK(read("Ann Example <ann@example.com>") == Addresses{{"Ann Example", "ann@example.com"}});
    CHECK(read("\"Example, Ann\" <ann@example.com>, bob@example.com") ==
          Addresses{{"Example, Ann", "ann@example.com"}, {"", "bob@example.com"}});
    CHECK(read("\"A \\\"quoted\\\" \\\\ name\" <a@b.example>") ==
          Addresses{{"A \"quoted\" \\ name", "a@b.example"}});
    CHECK(read("<ann@example.com>") == Addresses{{"", "ann@example.com"}});
    CHECK(read("a@b.example,c@d.example") == Addresses{{"", "a@b.example"}, {"", "c@d.example"}});
    CHECK(read("\"ann@example.com\" <ann@example.com>") == Addresses{{"", "ann@example.com"}});
    CHECK(read("") == Addresses{});
    CHECK(read(" , ,") == Addresses{});
}

TEST_CASE("local parts and domains keep what belongs to them (RFC 5321 section 4.1.2)") {
    CHECK(read("\"odd local\"@example.com") == Addresses{{"", "\"odd local\"@example.com"}});
    CHECK(read("\"a@b\"@example.com, <\"c,d\"@example.com>") ==
          Addresses{{"", "\"a@b\"@example.com"}, {"", "\"c,d\"@example.com"}});
    CHECK(read("ann@[192.0.2.1], Bob <bob@[IPv6:2001:db8::1]>") ==
          Addresses{{"", "ann@[192.0.2.1]"}, {"Bob", "bob@[IPv6:2001:db8::1]"}});
    CHECK(read("usér@exämple.example") == Addresses{{"", "usér@exämple.example"}});
    CHECK(read("Ann@Example.COM") == Addresses{{"", "Ann@Example.COM"}});
}

TEST_CASE("groups are flattened, also empty and unclosed ones") {
    CHECK(read("A Group:Ed <ed@a.example>,joe@b.example; ann@c.example") ==
          Addresses{{"Ed", "ed@a.example"}, {"", "joe@b.example"}, {"", "ann@c.example"}});
    CHECK(read("undisclosed-recipients:;") == Addresses{});
    CHECK(read("undisclosed-recipients:") == Addresses{});
    CHECK(read("x: y: z: a@b.example;") == Addresses{{"", "a@b.example"}});
}

TEST_CASE("obsolete forms are read (RFC 5322 sections 4.4 and A.6)") {
    CHECK(read("ann@example.com (Ann Example)") == Addresses{{"Ann Example", "ann@example.com"}});
    CHECK(read("Mary Smith <@machine.tld:mary@example.net>, , jdoe@test   . example") ==
          Addresses{{"Mary Smith", "mary@example.net"}, {"", "jdoe@test.example"}});
    CHECK(read("Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>") ==
          Addresses{{"Pete", "pete@silly.test"}});
    CHECK(read("<@a.example,@b.example:ann@c.example>") == Addresses{{"", "ann@c.example"}});
    CHECK(read("a@b.example; c@d.example") == Addresses{{"", "a@b.example"}, {"", "c@d.example"}});
}

TEST_CASE("names are decoded, and an encoded comma does not divide (RFC 2047)") {
    CHECK(read("=?utf-8?B?5bGx55SwLCDlpKrpg44=?= <t@example.com>") ==
          Addresses{{"山田, 太郎", "t@example.com"}});
    CHECK(read("\"=?utf-8?Q?J=C3=B6rg?=\" <j@example.com>") == Addresses{{"Jörg", "j@example.com"}});
    CHECK(read("=?utf-8?Q?M=C3=BCller,_J=C3=B6rg?= <j@example.com>") ==
          Addresses{{"Müller, Jörg", "j@example.com"}});
    CHECK(read("j@example.com (=?utf-8?Q?J=C3=B6rg?=)") == Addresses{{"Jörg", "j@example.com"}});
    CHECK(read("J\xf6rg <j@example.com>") == Addresses{{"Jörg", "j@example.com"}});
    CHECK(read("=?utf-8?Q?Bob_=3Cbob@evil.example=3E?= <ann@example.com>") ==
          Addresses{{"Bob <bob@evil.example>", "ann@example.com"}});
}

TEST_CASE("damaged lists give what can be read, and say so") {
    struct Row {
        std::string_view value;
        Addresses addresses;
    };
    const Row rows[] = {
        {"Ann <ann@example.com, bob@example.com", {{"Ann", "ann@example.com"}, {"", "bob@example.com"}}},
        {"Ann ann@example.com", {{"Ann", "ann@example.com"}}},
        {"moderator", {{"moderator", ""}}},
        {"\"open <ann@example.com>", {{"\"open", "ann@example.com"}}},
        {"(open ann@example.com", {{"(open", "ann@example.com"}}},
        {"Ann <>", {{"Ann", ""}}},
        {"A <a@b.example> B <c@d.example>", {{"A B c@d.example", "a@b.example"}}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.value);
        const auto list = mime::parse_addresses(row.value);
        CHECK(list.addresses == row.addresses);
        if (row.value.find("Ann ann@") == row.value.npos)
            CHECK(list.damaged);
    }
    CHECK_FALSE(mime::parse_addresses("Ann <ann@example.com>, bob@example.com").damaged);
}

TEST_CASE("names and addresses are clean UTF-8 without controls (MIME-16)") {
    const auto list = read(
        "=?utf-8?Q?a=0D=0ABcc:_x?= <a\x01"
        "b\xc0\xaf@example.com>");
    REQUIRE(list.size() == 1);
    CHECK(list[0].name == "a Bcc: x");
    CHECK(base::is_utf8(list[0].address));
    CHECK(list[0].address.find('\x01') == std::string::npos);
}

TEST_CASE("more addresses than the limit are not read") {
    const auto list = mime::parse_addresses("a@x, b@x, c@x", 2);
    CHECK(list.addresses.size() == 2);
    CHECK(list.truncated);
    CHECK_FALSE(mime::parse_addresses("a@x, b@x", 2).truncated);
}
