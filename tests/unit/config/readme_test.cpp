#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "config/load.hpp"

TEST_CASE("the README's table of options is what --help-markdown says") {
    std::ifstream file(MAILWEIR_SOURCE_DIR "/README.md");
    std::stringstream text;
    text << file.rdbuf();
    const auto readme = text.str();
    const std::string begin = "<!-- options -->\n";
    const auto from = readme.find(begin);
    const auto to = readme.find("<!-- /options -->");
    REQUIRE(from != std::string::npos);
    REQUIRE(to != std::string::npos);
    const auto table = readme.substr(from + begin.size(), to - from - begin.size());
    CHECK(table.find(config::help_markdown()) != std::string::npos);
}
