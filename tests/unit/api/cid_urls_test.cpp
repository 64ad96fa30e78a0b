#include "api/cid_urls.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

namespace {

const api::DataUrls images = {{"logo@x", "data:image/png;base64,AAAA"},
                              {"a&b@x", "data:image/gif;base64,BBBB"},
                              {".*+?()[]", "data:image/gif;base64,CCCC"},
                              {"../../../x", "data:image/gif;base64,DDDD"},
                              {"\"><script>", "data:image/gif;base64,EEEE"}};

std::string inlined(std::string_view html, std::size_t max_bytes = 1000) {
    return api::replace_cid_urls(html, api::find_cid_urls(html), images, max_bytes);
}

bool is_replaced(std::string_view html) {
    return inlined(html).find("data:image") != std::string::npos;
}

std::string repeated(std::string_view text, std::size_t times) {
    std::string result;
    for (std::size_t i = 0; i < times; ++i)
        result += text;
    return result;
}

}  // namespace

TEST_CASE("an image of the mail is written into its HTML (RFC 2392)") {
    CHECK(inlined(R"(<p>A</p><img src="cid:logo@x" alt="l">B)") ==
          R"(<p>A</p><img src="data:image/png;base64,AAAA" alt="l">B)");
}

TEST_CASE("cid URLs are found in every way that HTML and CSS write them") {
    const std::string_view found[] = {
        "<img src='cid:logo@x'>",
        "<img src=cid:logo@x>",
        "<img src=cid:logo@x width=3>",
        "<IMG SRC=\"CID:logo@x\">",
        "<img src = \" cid:logo@x \">",
        "<img\nalt='>' src\t=\n'cid:logo@x'/>",
        "<img/src='cid:logo@x'>",
        "<td background=\"cid:logo@x\">",
        "<video poster=\"cid:logo@x\">",
        "<img src=\"cid:logo%40x\">",
        "<img src=\"cid:%6cogo@x\">",
        "<img src=\"cid:a&amp;b@x\">",
        "<img src=\"cid:a&b@x\">",
        "<p style=\"background:url(cid:logo@x)\">",
        "<p style=\"background: URL( 'cid:logo@x' )\">",
        "<p style='background:url(\"cid:logo@x\")'>",
        "<p style=\"background:url(&quot;cid:logo@x&quot;)\">",
        "<p style=\"x:calc(1px) url(a.png) url(cid:logo@x)\">",
        "<style>p{background:url(cid:logo@x)}</style>",
        "<style type=\"text/css\">a(b) p{background:url('cid:logo@x')}",
        "<!-- x --><img src=cid:logo@x>",
        "<!--><img src=cid:logo@x>",
        "<a href=x>y</a><a =x><img src=cid:logo@x>",
        "1 < 2 <3 <img src=cid:logo@x>",
    };
    for (const auto html : found)
        CHECK_MESSAGE(is_replaced(html), html);
}

TEST_CASE("what is no image of the mail stays as it is") {
    const std::string_view kept[] = {
        "cid:logo@x",
        "<p>cid:logo@x</p>",
        "<!-- <img src=\"cid:logo@x\"> -->",
        "<!-- <img src=\"cid:logo@x\">",
        "<a href=\"cid:logo@x\">x</a>",
        "<img alt=\"cid:logo@x\">",
        "<img src=\"cid:LOGO@x\">",
        "<img src=\"cid:logo@\">",
        "<img src=\"cid:<logo@x>\">",
        "<img src=\"xcid:logo@x\">",
        "<img src=\"cid:logo@x.png\">",
        "<img src=\"cid:\">",
        "<img src=\"cid:logo%4\">",
        "<img src=\"cid:logo%zzx\">",
        "<p style=\"cid:logo@x\">",
        "<p style=\"background:url(cid:logo@x\">",
        "<p style=\"background:curl (cid:logo@x)\">",
        "<style>cid:logo@x</style>",
        "<img src=",
        "<img src",
        "<",
        "<img src=\"cid:logo@y",
    };
    for (const auto html : kept)
        CHECK(inlined(html) == html);
}

TEST_CASE("a Content-ID is compared as it is, whatever it holds") {
    CHECK(is_replaced("<img src=\"cid:.*+?()[]\">"));
    CHECK_FALSE(is_replaced("<img src=\"cid:xx\">"));
    CHECK(is_replaced("<img src=\"cid:../../../x\">"));
    CHECK(inlined("<img src='cid:\"><script>'>") == "<img src='data:image/gif;base64,EEEE'>");
    CHECK(inlined("<img src=\"cid:%22%3E%3Cscript%3E\">") == "<img src=\"data:image/gif;base64,EEEE\">");
}

TEST_CASE("no more than the limit is written, and the rest stays as it is") {
    const std::string html = "<img src=cid:logo@x><img src=cid:a&b@x><img src=cid:logo@x>";
    const auto one = images.at("logo@x").size();
    CHECK(inlined(html, 0) == html);
    CHECK(inlined(html, one - 1) == html);
    CHECK(inlined(html, one) ==
          "<img src=data:image/png;base64,AAAA><img src=cid:a&b@x><img src=cid:logo@x>");
    CHECK(inlined(html, 3 * one).find("cid:") == std::string::npos);
}

TEST_CASE("hostile HTML takes linear time") {
    const std::string_view units[] = {
        "<!--",  "<img src=\"", "<style>", "<style></", "url(",          "<p style=url(",
        "<",     "<a ",         "<a b=",   "cid:",      "<img src=cid:", "<img src=cid:%",
        "&amp;", "'",           "</"};
    const auto begin = std::chrono::steady_clock::now();
    for (const auto unit : units) {
        const auto html = repeated(unit, 1'000'000 / unit.size());
        CHECK(inlined(html) == html);
    }
    // Quadratic time would be hours.
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(30));
}

TEST_CASE("an image becomes a data URL") {
    CHECK(api::data_url("image/png", "abcd") == "data:image/png;base64,YWJjZA==");
}
