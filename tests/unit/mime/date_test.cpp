#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "mime/header.hpp"

namespace {

std::string date(std::string_view value) {
    const auto read = mime::parse_date(value);
    return read ? base::to_rfc3339(*read).substr(0, 19) : "none";
}

}  // namespace

TEST_CASE("dates are read in the standard's form (RFC 5322 section 3.3)") {
    CHECK(date("Fri, 21 Nov 1997 09:55:06 -0600") == "1997-11-21T15:55:06");
    CHECK(date("21 Nov 1997 09:55 +0000") == "1997-11-21T09:55:00");
    CHECK(date("Thu,\r\n 13\r\n Feb\r\n 1969\r\n 23:32\r\n -0330 (Newfoundland Time)") ==
          "1969-02-14T03:02:00");
    CHECK(date("1 Jan 2025 00:00:00 +1345") == "2024-12-31T10:15:00");
    CHECK(date("Sat, 31 Dec 2016 23:59:60 +0000") == "2017-01-01T00:00:00");
}

TEST_CASE("obsolete years and zones are read (RFC 5322 section 4.3)") {
    CHECK(date("21 Nov 97 09:55:06 GMT") == "1997-11-21T09:55:06");
    CHECK(date("21 Nov 20 09:55:06 GMT") == "2020-11-21T09:55:06");
    CHECK(date("21 Nov 120 09:55:06 GMT") == "2020-11-21T09:55:06");
    CHECK(date("21 Nov 1997 09:55:06 EST") == "1997-11-21T14:55:06");
    CHECK(date("21 Nov 1997 09:55:06 PDT") == "1997-11-21T16:55:06");
    CHECK(date("21 Nov 1997 09:55:06 Z") == "1997-11-21T09:55:06");
    CHECK(date("21 Nov 1997 09(comment):55:06 -0600") == "1997-11-21T15:55:06");
}

TEST_CASE("the usual deviations are read") {
    CHECK(date("Fri Nov 21 09:55:06 1997") == "1997-11-21T09:55:06");
    CHECK(date("Fri Nov 21 09:55:06 EST 1997") == "1997-11-21T14:55:06");
    CHECK(date("Friday, 21-Nov-97 09:55:06 GMT") == "1997-11-21T09:55:06");
    CHECK(date("Fri, 21 November 1997 09:55:06 +01:00") == "1997-11-21T08:55:06");
    CHECK(date("21 Nov 1997 9:55:06 PM") == "1997-11-21T21:55:06");
    CHECK(date("November 21, 1997 09:55:06 GMT") == "1997-11-21T09:55:06");
    CHECK(date("1997-11-21T09:55:06Z") == "1997-11-21T09:55:06");
    CHECK(date("1997-11-21 09:55:06 +0100") == "1997-11-21T08:55:06");
    CHECK(date("21 Nov 1997 09:55:06 GMT+0100") == "1997-11-21T08:55:06");
    CHECK(date("21 Nov 1997") == "1997-11-21T00:00:00");
}

TEST_CASE("what is no date is none (MIME-23)") {
    for (const auto* value :
         {"", "garbage", "-1", "99 Foo 2020", "Fri, 21 Nov 99999 09:55:06 +0000",
          "32 Jan 2020 00:00:00 +0000", "30 Feb 2020 00:00:00 +0000", "21 Nov 1997 25:00:00 +0000",
          "21 Nov 1997 00:61:00 +0000", "21 Nov", "Nov 21 09:55:06", "1 2 3 4 5 6 7 8 9", "((((",
          "99999999999999999999 Jan 2020"}) {
        CAPTURE(value);
        CHECK(date(value) == "none");
    }
    CHECK(date(std::string(10'240, '1')) == "none");
    CHECK(date(std::string(10'240, '(')) == "none");
}
