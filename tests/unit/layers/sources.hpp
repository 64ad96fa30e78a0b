// The program's sources as text, for tests that hold the architecture against them.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace layers {

struct Source {
    std::string path;  // from server/ on: "smtp/session.hpp", "main.cpp"
    std::string text;
};

inline std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    REQUIRE_MESSAGE(file.is_open(), path.string());
    return {std::istreambuf_iterator<char>(file), {}};
}

inline std::filesystem::path server_folder() {
    return std::filesystem::path(MAILWEIR_SOURCE_DIR) / "server";
}

/// All headers and sources below server/, in the order of their paths.
inline std::vector<Source> server_sources() {
    std::vector<Source> sources;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(server_folder())) {
        const auto extension = entry.path().extension();
        if (extension == ".hpp" || extension == ".cpp")
            sources.push_back(
                {entry.path().lexically_relative(server_folder()).string(), read_file(entry.path())});
    }
    std::sort(sources.begin(), sources.end(),
              [](const Source& a, const Source& b) { return a.path < b.path; });
    REQUIRE(sources.size() > 10);
    return sources;
}

/// Calls `use(line, number)` for every line, without what follows `//`.
template <class Use>
void for_each_line_of_code(std::string_view text, Use use) {
    for (std::size_t number = 1; !text.empty(); ++number) {
        const auto end = std::min(text.find('\n'), text.size());
        const auto line = text.substr(0, end);
        use(line.substr(0, line.find("//")), number);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

}  // namespace layers
