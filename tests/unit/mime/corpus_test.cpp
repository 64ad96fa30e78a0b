// All messages of the corpus, held against what is known about them. The corpus lies beside the repository
// and is not part of it; where it is missing this test says so and passes.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "mime/message.hpp"

namespace {

using nlohmann::json;
using Clock = std::chrono::steady_clock;

/// How many facts of each kind hold.
struct Score {
    int held = 0, all = 0;
};

/// How many of a kind do not hold, where it is not all. It can only get better. "fact": known or found alike
/// by several parsers; "judged": most of them say so; "agreed": what they say of messages that were made to
/// divide them.
const std::map<std::string, int> open_facts = {
    {"fact text_contains", 1},
    {"fact html_contains", 1},  // ISO-8859-1 is read as windows-1252
    {"agreed subject", 2},
    {"agreed has_text", 1},  // controls in a subject, 1000 levels
    {"judged attachment_count", 3},
    {"judged attachment_names", 2},
    {"judged attachment_types", 2},
    {"judged attachment_sizes", 1},
    {"judged from", 1},
    {"judged from_addresses", 1},
    {"judged to", 2},
    {"judged to_addresses", 1},  // routes (RFC 5322 section 4.4) are dropped
    {"judged has_html", 4},
    {"judged has_text", 4},  // blank parts, a missing blank line
};

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

bool is_about_line_ends(const json& entry) {
    if (entry["source"] != "own")
        return false;
    const auto note = entry.value("note", std::string());
    return note.find("bare LF") != note.npos || note.find("bare CR") != note.npos ||
           entry["file"] == "own/mixed-line-ends.eml";
}

/// As SMTP brings it: bare LF made CRLF, and CRLF at the end.
std::string as_sent(std::string_view content) {
    std::string sent;
    for (std::size_t at = 0; at < content.size(); ++at) {
        if (content[at] == '\n' && (at == 0 || content[at - 1] != '\r'))
            sent.push_back('\r');
        sent.push_back(content[at]);
    }
    return sent;
}

std::string replaced(std::string text, std::string_view piece, std::string_view with) {
    for (auto at = text.find(piece); at != text.npos; at = text.find(piece, at + with.size()))
        text.replace(at, piece.size(), with);
    return text;
}

/// Runs of white space as one blank, Unicode's blanks too.
std::string collapsed(std::string_view text) {
    std::string line;
    bool blank = false;
    for (const char c : replaced(replaced(std::string(text), "\xe3\x80\x80", " "), "\xc2\xa0", " ")) {
        const bool is_blank = c == ' ' || (c >= '\t' && c <= '\r');
        if (!is_blank && blank && !line.empty())
            line.push_back(' ');
        if (!is_blank)
            line.push_back(c);
        blank = is_blank;
    }
    return line;
}

json to_json(const std::vector<mime::Address>& addresses) {
    json list = json::array();
    for (const auto& address : addresses)
        list.push_back({{"address", address.address}, {"name", collapsed(address.name)}});
    return list;
}

json address_list(const std::vector<mime::Address>& addresses) {
    json list = json::array();
    for (const auto& address : addresses) {
        if (!address.address.empty())
            list.push_back(base::to_ascii_lower(address.address));
    }
    return list;
}

json attachment_list(const mime::Message& message, auto property) {
    json list = json::array();
    for (const auto index : message.attachments)
        list.push_back(property(message.parts[index]));
    return list;
}

/// Sizes were taken from the files as they are found, most of them with LF; postal-mime counts one line end
/// more.
bool sizes_hold(const std::string& content, const mime::Message& message, const json& expected) {
    if (expected.size() != message.attachments.size())
        return false;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        if (expected[i].is_null())
            continue;
        const auto octets = mime::decode_body(content, message.parts[message.attachments[i]]);
        const auto size = expected[i].get<std::size_t>();
        const auto lf_size = replaced(octets, "\r", "").size();
        if (octets.size() != size && lf_size != size && lf_size + 1 != size)
            return false;
    }
    return true;
}

bool contains_all(std::string_view text, const json& expected) {
    const auto line = collapsed(text);
    for (const auto& piece : expected) {
        const auto wanted = collapsed(piece.get<std::string>());
        if (line.find(base::to_valid_utf8(wanted)) == line.npos)  // NUL is shown as U+FFFD
            return false;
    }
    return true;
}

std::string only_ascii(std::string text) {
    std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) > 0x7f; });
    return text;
}

/// The corpus holds U+FFFD where octets belong to no declared charset. To have read them (as windows-1252) is
/// no mistake: there only the rest is compared.
bool matches_readable(const std::string& expected, const std::string& actual) {
    if (expected.find("\xef\xbf\xbd") == expected.npos)
        return expected == actual;
    return only_ascii(expected) == only_ascii(actual);
}

bool matches(const json& expected, const json& actual) {
    if (expected.is_string() && actual.is_string())
        return matches_readable(collapsed(expected.get<std::string>()), collapsed(actual.get<std::string>()));
    if (expected.type() != actual.type() || expected.size() != actual.size() || !expected.is_structured())
        return expected == actual;
    return std::equal(expected.begin(), expected.end(), actual.begin(), matches);
}

/// The message's own answer to a kind of fact, in the corpus's form.
json answer(const mime::Message& message, const std::string& kind) {
    if (kind == "subject")
        return collapsed(message.subject);
    if (kind == "from" || kind == "from_addresses")
        return kind == "from" ? to_json(message.from) : address_list(message.from);
    if (kind == "to" || kind == "to_addresses")
        return kind == "to" ? to_json(message.to) : address_list(message.to);
    if (kind == "cc" || kind == "cc_addresses")
        return kind == "cc" ? to_json(message.cc) : address_list(message.cc);
    if (kind == "date")
        return message.date ? json(base::to_rfc3339(*message.date).substr(0, 19) + "Z") : json();
    if (kind == "message_id")
        return message.message_id.empty() ? json() : json(message.message_id);
    if (kind == "has_text")
        return message.text_part.has_value();
    if (kind == "has_html")
        return message.html_part.has_value();
    if (kind == "attachment_count")
        return message.attachments.size();
    if (kind == "attachment_names")
        return attachment_list(message, [](const mime::Part& part) {
            return part.filename.empty() ? json() : json(part.filename);
        });
    if (kind == "attachment_types")
        return attachment_list(message, [](const mime::Part& part) { return json(part.type); });
    return nullptr;
}

bool holds(const std::string& content, const mime::Message& message, const std::string& kind,
           const json& expected) {
    if (kind == "text_contains")
        return contains_all(message.text, expected);
    if (kind == "html_contains")
        return contains_all(message.html, expected);
    if (kind == "attachment_sizes")
        return sizes_hold(content, message, expected);
    return matches(expected, answer(message, kind));
}

void compare(const std::string& content, const mime::Message& message, const json& entry,
             std::map<std::string, Score>& scores) {
    const bool explain = std::getenv("MAILWEIR_EXPLAIN") != nullptr;
    const auto one = [&](const std::string& kind, const json& expected, const char* where) {
        auto& score = scores[where + (' ' + kind)];
        ++score.all;
        if (holds(content, message, kind, expected))
            ++score.held;
        else if (explain)
            std::cout
                << entry["file"].get<std::string>() << ' ' << where << ' ' << kind << "\n    expected "
                << expected.dump().substr(0, 400) << "\n    but is   "
                << answer(message, kind).dump(-1, ' ', false, json::error_handler_t::replace).substr(0, 400)
                << '\n';
    };
    for (const auto& [kind, expected] : entry["facts"].items()) {
        if (kind != "html_octets_lf")
            one(kind, expected, "fact");
    }
    const auto judged = entry.value("judged", json::object());
    for (const auto& [kind, judgment] : judged.items()) {
        if (judgment.contains("value"))
            one(kind, judgment["value"], "judged");
    }
    const auto agreed = entry.value("parsers_also_agree_on", json::object());
    for (const auto& [kind, expected] : agreed.items())
        one(kind, expected, "agreed");
}

}  // namespace

TEST_CASE("all messages of the corpus read quickly and say what is known about them") {
    const auto folder = std::filesystem::path(MAILWEIR_SOURCE_DIR) / ".." / "shared" / "corpus";
    if (!std::filesystem::exists(folder / "index.json")) {
        std::cout << "corpus_test: skipped, there is no ../shared/corpus\n";
        return;
    }
    const auto index = json::parse(read_file(folder / "index.json"));
    std::map<std::string, Score> scores;
    for (const auto& entry : index["messages"]) {
        const auto file = entry["file"].get<std::string>();
        CAPTURE(file);
        auto content = read_file(folder / file);
        REQUIRE_FALSE(content.empty());
        if (!is_about_line_ends(entry))
            content = as_sent(content);
        if (!content.ends_with("\r\n"))
            content.append("\r\n");
        const auto begin = Clock::now();
        const auto message = mime::read_message(content);
        CHECK(Clock::now() - begin < std::chrono::seconds(1));
        compare(content, message, entry, scores);
    }
    for (const auto& [kind, score] : scores) {
        CAPTURE(kind);
        const auto open = open_facts.find(kind);
        std::cout << "corpus " << kind << ": " << score.held << " of " << score.all << '\n';
        CHECK(score.all - score.held <= (open == open_facts.end() ? 0 : open->second));
    }
}
