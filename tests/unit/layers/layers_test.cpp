// Holds every #include in server/ against the module list in server/CMakeLists.txt, which is the
// architecture.
#include <map>
#include <set>
#include <sstream>

#include "unit/layers/sources.hpp"

using namespace layers;

namespace {

/// What a module may use, itself included.
using Modules = std::map<std::string, std::set<std::string>, std::less<>>;

/// Files that are generated when building (cmake/embed.cmake), and whose they are.
const Modules generated = {{"store", {"migrations"}}, {"api", {"contract"}}, {"app", {"page"}}};

/// Reads `module(NAME USES …)`. A module may only use those named before it: arrows go down.
Modules read_modules(const std::string& cmake) {
    Modules modules;
    std::istringstream lines(cmake);
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("module("))
            continue;
        std::istringstream words(line.substr(7, line.find(')') - 7));
        std::string name;
        words >> name;
        std::set<std::string> uses{name};
        for (std::string word; words >> word;) {
            if (word == "USES")
                continue;
            CHECK_MESSAGE(modules.contains(word), name, " uses ", word, ", which is not below it");
            uses.insert(word);
        }
        modules[name] = uses;
    }
    // main.cpp starts the App and may use what the App uses.
    modules[""] = modules["app"];
    return modules;
}

/// "folder" of `#include "folder/file.hpp"`; "?" when the file is named without its folder; else empty.
std::string included_folder(std::string_view line) {
    constexpr std::string_view directive = "#include \"";
    if (!line.starts_with(directive))
        return {};
    const auto path = line.substr(directive.size());
    const auto slash = path.find('/');
    return slash == path.npos ? "?" : std::string(path.substr(0, slash));
}

bool contains(const Modules& modules, std::string_view module, const std::string& used) {
    const auto found = modules.find(module);
    return found != modules.end() && found->second.contains(used);
}

/// "api/json.cpp:3 includes smtp/…" for each include that the list does not allow.
std::vector<std::string> findings(const Modules& modules, const Source& source) {
    std::vector<std::string> found;
    const auto slash = source.path.find('/');
    const auto module = slash == source.path.npos ? std::string() : source.path.substr(0, slash);
    for_each_line_of_code(source.text, [&](std::string_view line, std::size_t number) {
        const auto folder = included_folder(line);
        if (!folder.empty() && !contains(modules, module, folder) && !contains(generated, module, folder))
            found.push_back(source.path + ":" + std::to_string(number) + " includes " + folder + "/…");
    });
    return found;
}

Modules modules_of_server() {
    return read_modules(read_file(server_folder() / "CMakeLists.txt"));
}

}  // namespace

TEST_CASE("every include goes down, and only where the module list allows it") {
    const auto modules = modules_of_server();
    for (const auto& source : server_sources()) {
        for (const auto& finding : findings(modules, source))
            FAIL_CHECK(finding);
    }
}

TEST_CASE("every folder of the server is in the module list") {
    const auto modules = modules_of_server();
    CHECK(modules.size() > 5);
    for (const auto& source : server_sources()) {
        const auto slash = source.path.find('/');
        if (slash != source.path.npos)
            CHECK_MESSAGE(modules.contains(source.path.substr(0, slash)), source.path);
    }
}

TEST_CASE("an include that the list does not allow is found") {
    const auto modules = read_modules("module(base)\nmodule(smtp USES base)\nmodule(app USES base smtp)\n");
    const auto found = [&](const std::string& path, const std::string& line) {
        return findings(modules, {path, "\n" + line + "\n"});
    };

    CHECK(found("smtp/session.cpp", "#include \"store/store.hpp\"") ==
          std::vector<std::string>{"smtp/session.cpp:2 includes store/…"});
    CHECK(found("base/text.cpp", "#include \"smtp/reply.hpp\"").size() == 1);
    CHECK(found("smtp/session.cpp", "#include \"session.hpp\"").size() == 1);
    CHECK(found("smtp/session.cpp", "#include \"page/page.hpp\"").size() == 1);
    CHECK(found("mime/part.cpp", "#include \"base/text.hpp\"").size() == 1);

    CHECK(found("smtp/session.cpp", "#include \"smtp/session.hpp\"").empty());
    CHECK(found("smtp/session.cpp", "#include \"base/text.hpp\"").empty());
    CHECK(found("smtp/session.cpp", "#include <store/store.hpp>").empty());
    CHECK(found("smtp/session.cpp", "// #include \"store/store.hpp\"").empty());
    CHECK(found("app/app.cpp", "#include \"page/page.hpp\"").empty());
    CHECK(found("main.cpp", "#include \"smtp/session.hpp\"").empty());
}
