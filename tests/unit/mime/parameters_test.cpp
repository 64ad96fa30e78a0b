#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "base/text.hpp"
#include "mime/header.hpp"

namespace {

using namespace std::string_view_literals;

std::string get(std::string_view field, std::string_view name) {
    const auto value = mime::parse_parameterized(field);
    return std::string(mime::parameter(value.parameters, name));
}

}  // namespace

TEST_CASE("a type and its parameters are read with quotes, escapes and comments (RFC 2045 section 5.1)") {
    const auto value = mime::parse_parameterized(
        "Text/Plain (text) ; Charset=\"utf-8\" ; format = flowed; x=\"a;\\\"b\\\"\"");
    CHECK(value.value == "text/plain");
    REQUIRE(value.parameters.size() == 3);
    CHECK(value.parameters[0].first == "charset");
    CHECK(value.parameters[0].second == "utf-8");
    CHECK(value.parameters[1].second == "flowed");
    CHECK(value.parameters[2].second == "a;\"b\"");
    CHECK_FALSE(value.damaged);
    CHECK_FALSE(value.limited);
}

TEST_CASE("what people write instead of parameters is read where its meaning is plain") {
    CHECK(get("text/plain; charset=us-ascii (Plain text)", "charset") == "us-ascii");
    CHECK(get("attachment; filename=report (1).pdf", "filename") == "report (1).pdf");
    CHECK(get("attachment; filename=my file.pdf; size=3", "filename") == "my file.pdf");
    CHECK(get("attachment; filename=\"not closed.pdf", "filename") == "not closed.pdf");
    CHECK(get("attachment;; ;filename=a.pdf;", "filename") == "a.pdf");
    CHECK(get("attachment; filename=\"a.pdf\" junk; size=3", "size") == "3");
    CHECK(mime::parse_parameterized("attachment; filename=\"a.pdf\" junk").damaged);
    CHECK(mime::parse_parameterized("text / plain; a=b").value == "text/plain");
    CHECK(mime::parse_parameterized("").value == "");
    CHECK(mime::parse_parameterized("; name=x").parameters.size() == 1);
    CHECK(get("a; name=first; name=second", "name") == "first");
}

TEST_CASE("after a missing semicolon there are no parameters, as other programs see it") {
    const auto value = mime::parse_parameterized("multipart/mixed boundary=\"b\"");
    CHECK(value.value == "multipart/mixed");
    CHECK(value.parameters.empty());
    CHECK(value.damaged);
}

TEST_CASE("extended values have a charset and percent codes (RFC 2231 section 4)") {
    CHECK(get("a; filename*=utf-8''%e2%82%ac%20rates", "filename") == "€ rates");
    CHECK(get("a; filename*=iso-8859-1'en'%A3%20rates", "filename") == "£ rates");
    CHECK(get("a; filename*=''plain%20text", "filename") == "plain text");
    CHECK(get("a; filename*=UTF-8''a%zzb%", "filename") == "a%zzb%");
    CHECK(get("a; filename=\"r_sum_.txt\"; filename*=utf-8''r%C3%A9sum%C3%A9.txt", "filename") ==
          "résumé.txt");
    CHECK(get("a; filename*=utf-8''r%C3%A9sum%C3%A9.txt; filename=\"r_sum_.txt\"", "filename") ==
          "résumé.txt");
    CHECK(get("a; filename*=no-quotes%20here", "filename") == "no-quotes here");
}

TEST_CASE("continuations are put together in their order (RFC 2231 section 3; MIME-15)") {
    CHECK(get("a; f*0=one; f*1=two; f*2=\" three\"", "f") == "onetwo three");
    CHECK(get("a; f*2=c; f*0=a; f*1=b", "f") == "abc");
    CHECK(get("a; f*0*=utf-8''%C3; f*1*=%A9; f*2=!%41", "f") == "é!%41");  // a character cut in two
    CHECK(get("a; f*0=a; f*2=c", "f") == "ac");
    CHECK(mime::parse_parameterized("a; f*0=a; f*2=c").damaged);
    CHECK(get("a; f*0=a; f*0=b; f*1=c", "f") == "ac");
    CHECK(get("a; f*1=b; f*2=c", "f") == "bc");
    CHECK(get("a; f*999999999=z; f*0=a", "f") == "az");
    CHECK(get("a; f*99999999999999999999999=z", "f*99999999999999999999999") == "z");
    CHECK(get("a; f*=utf-8''whole; f*0=pieces", "f") == "whole");
    CHECK(get("a; f=plain; f*0=pieces", "f") == "pieces");
}

TEST_CASE(
    "encoded words in parameters are decoded, against the rules and like everybody (RFC 2047 section 5)") {
    CHECK(get("a; filename=\"=?utf-8?Q?=C3=BCber.txt?=\"", "filename") == "über.txt");
    CHECK(get("a; filename==?utf-8?Q?=C3=BCber.txt?=", "filename") == "über.txt");
    CHECK(get("a; f*0=\"=?utf-8?Q?=C3=BC\"; f*1=\"ber?=\"", "f") == "über");
}

TEST_CASE("values are clean UTF-8 whatever was sent (MIME-16, MIME-26)") {
    CHECK(get("a; f=\"na\xc3\xafve\"", "f") == "naïve");
    CHECK(get("a; f=\"na\xefve\"", "f") == "naïve");
    CHECK(get("a; f*=utf-8''%C0%AF%ED%A0%80", "f") == "\ufffd\ufffd\ufffd\ufffd\ufffd");
    CHECK(get("a; f*=utf-8''%22;%0D%0AX:%20y", "f") == "\"");
    CHECK(get("a; f*=utf-8''%22%0D%0AX:%20y", "f") == "\" X: y");
    CHECK(get("a; f*=utf-8''a%00.png", "f") == "a\ufffd.png");
    const auto value = mime::parse_parameterized("a\xff; \xffname=x");
    CHECK(base::is_utf8(value.value));
    CHECK(base::is_utf8(value.parameters.at(0).first));
}

TEST_CASE("more parameters than the limit are not read") {
    std::string field = "text/plain";
    for (int i = 0; i < 101; ++i)
        field += "; p" + std::to_string(i) + "=v";
    CHECK(mime::parse_parameterized(field).parameters.size() == 100);
    CHECK(mime::parse_parameterized(field).limited);
    CHECK_FALSE(mime::parse_parameterized(field, 101).limited);
}
