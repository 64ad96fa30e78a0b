#include "mime/html_text.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace {

std::string text(std::string_view html) {
    return mime::html_to_text(html, 100'000);
}

}  // namespace

TEST_CASE("tags go, blocks stand on lines of their own, white space folds") {
    CHECK(text("<html><body><h1>Title</h1><p>One <b>two</b>\r\n three</p><div>four</div></body></html>") ==
          "Title\nOne two three\nfour");
    CHECK(text("a<br>b<br/>c") == "a\nb\nc");
    CHECK(text("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>") == "a b\nc");
    CHECK(text("un<i>believ</i>able") == "unbelievable");
    CHECK(text("no markup at all") == "no markup at all");
    CHECK(text("") == "");
}

TEST_CASE("scripts, styles, titles and comments are no text") {
    CHECK(
        text(
            "<head><title>t</title><style>p{}</style></head>a<script>if (a<b) x()</SCRIPT >b<!-- c > -->d") ==
        "abd");
    CHECK(text("a<!DOCTYPE html>b<?xml version='1'?>c") == "abc");
    CHECK(text("a<script>never closed") == "a");
    CHECK(text("a<style></styl>x</style>b") == "ab");
}

TEST_CASE("entities are decoded once") {
    CHECK(text("&lt;b&gt; &amp;amp; &eacute;&#233;&#xE9; &euro; &copy") == "<b> &amp; ééé € ©");
    CHECK(text("a&nosuch;b & c &; &#; &#x; &#99999999; &#xD800; &#0;") ==
          "a&nosuch;b & c &; &#; &#x; \ufffd \ufffd \ufffd");
    CHECK(text("&lt;script&gt;alert(1)&lt;/script&gt;") == "<script>alert(1)</script>");
}

TEST_CASE("broken markup comes out as text where it is none") {
    CHECK(text("1 < 2 <3 and a<b") == "1 < 2 <3 and a");
    CHECK(text("<a href=\"x>y\">link</a>") == "link");
    CHECK(text("<a href=\"never closed>text</a> more") == "text more");
    CHECK(text("<p") == "");
    CHECK(text("<") == "<");
    CHECK(text("a</>b") == "a</>b");
}

TEST_CASE("the limit holds and cuts between characters") {
    CHECK(mime::html_to_text("ééééé", 5) == "éé");
    CHECK(mime::html_to_text("<p>abc</p><p>def</p>", 5) == "abc\nd");
}

TEST_CASE("a meta element may name the charset") {
    CHECK(mime::find_meta_charset("<html><head><meta charset=\"koi8-r\">") == "koi8-r");
    CHECK(mime::find_meta_charset(
              "<META http-equiv=Content-Type content='text/html; charset=windows-1251'>") == "windows-1251");
    CHECK(mime::find_meta_charset("<meta name=viewport content=x><meta charset=utf-8>") == "utf-8");
    CHECK(mime::find_meta_charset("<p>charset=utf-8</p>").empty());
    CHECK(mime::find_meta_charset("<meta charset").empty());
}
