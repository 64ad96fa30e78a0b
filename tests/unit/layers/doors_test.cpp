// What may be used in some places only, or nowhere: libraries that stay behind one door, and calls that are
// unsafe on what comes from outside.
#include <cctype>

#include "unit/layers/sources.hpp"

using namespace layers;

namespace {

struct Door {
    std::string_view word;  // as a source would write it
    std::vector<std::string_view>
        allowed;  // folders end with '/', ends of names begin with '*', others are paths
    std::string_view why;
};

const std::vector<Door> doors = {
    {"<regex>", {}, "std::regex overflows the stack and takes exponential time"},
    {"system(", {}, "no shell is ever started"},
    {"popen(", {}, "no shell is ever started"},
    {"fork(", {}, "no process is ever started"},
    {"vfork(", {}, "no process is ever started"},
    {"posix_spawn(", {}, "no process is ever started"},
    {"<mimetic/", {"mime/"}, "mimetic must not be given mail as it came; mime/ knows how"},
    {"<sqlite3.h>", {"store/"}, "all SQL is in store/"},
    {"<nlohmann/json.hpp>",
     {"*json.cpp", "*json.hpp"},
     "it costs two seconds a file; others include json_fwd.hpp"},
    {"json::parse(", {"base/json.cpp"}, "base::parse_json has the limits"},
    {"sax_parse(", {"base/json.cpp"}, "base::parse_json has the limits"},
    {".dump(", {"base/json.cpp"}, "it throws on invalid UTF-8; base::dump_json does not"},
    {".get<int", {}, "it wraps numbers silently; base::read_uint64 does not"},
    {"<openssl/", {"net/", "base/digest.cpp"}, "TLS is net's, digests are base's"},
    {"<boost/beast", {"http/"}, "handlers see plain requests and responses"},
};

bool is_allowed(const Door& door, std::string_view path) {
    return std::any_of(door.allowed.begin(), door.allowed.end(), [&](std::string_view place) {
        if (place.ends_with('/'))
            return path.starts_with(place);
        return place.starts_with('*') ? path.ends_with(place.substr(1)) : path == place;
    });
}

/// Whether `word` occurs, not as the end of a longer name.
bool mentions(std::string_view line, std::string_view word) {
    const auto continues_a_name = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
    };
    for (auto at = line.find(word); at != line.npos; at = line.find(word, at + 1)) {
        if (at == 0 || !continues_a_name(word.front()) || !continues_a_name(line[at - 1]))
            return true;
    }
    return false;
}

std::vector<std::string> findings(const Source& source) {
    std::vector<std::string> found;
    for_each_line_of_code(source.text, [&](std::string_view line, std::size_t number) {
        for (const auto& door : doors) {
            if (mentions(line, door.word) && !is_allowed(door, source.path))
                found.push_back(source.path + ":" + std::to_string(number) + ": " + std::string(door.word) +
                                " (" + std::string(door.why) + ")");
        }
    });
    return found;
}

}  // namespace

TEST_CASE("libraries stay behind their doors, and unsafe calls are not made") {
    for (const auto& source : server_sources()) {
        for (const auto& finding : findings(source))
            FAIL_CHECK(finding);
    }
}

TEST_CASE("what goes through another door is found") {
    const auto count = [](const std::string& path, const std::string& line) {
        return findings({path, line}).size();
    };

    CHECK(count("smtp/command.cpp", "#include <regex>") == 1);
    CHECK(count("app/app.cpp", "    ::system(\"ls\");") == 1);
    CHECK(count("app/app.cpp", "    const auto child = fork();") == 1);
    CHECK(count("api/api.cpp", "#include <mimetic/mimetic.h>") == 1);
    CHECK(count("mailroom/mailroom.cpp", "#include <sqlite3.h>") == 1);
    CHECK(count("api/messages.cpp", "#include <nlohmann/json.hpp>") == 1);
    CHECK(count("api/json.cpp", "auto value = nlohmann::json::parse(text);") == 1);
    CHECK(count("api/json.cpp", "return value.dump();") == 1);
    CHECK(count("api/json.cpp", "value.get<int>()") == 1);
    CHECK(count("http/server.cpp", "#include <openssl/sha.h>") == 1);
    CHECK(count("net/stream.hpp", "#include <boost/beast/core.hpp>") == 1);

    CHECK(count("api/api.cpp", "// no system(), no fork()") == 0);
    CHECK(count("api/api.cpp", "std::filesystem(path); boost::system::error_code error;") == 0);
    CHECK(count("api/api.cpp", "#include <nlohmann/json_fwd.hpp>") == 0);
    CHECK(count("store/details_json.cpp", "#include <nlohmann/json.hpp>") == 0);
    CHECK(count("base/json.cpp", "return value.dump(-1);") == 0);
    CHECK(count("store/database.cpp", "#include <sqlite3.h>") == 0);
    CHECK(count("base/digest.cpp", "#include <openssl/evp.h>") == 0);
    CHECK(count("http/server.cpp", "#include <boost/beast/http/parser.hpp>") == 0);
}
