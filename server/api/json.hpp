// The one place of our API's JSON field names. Answers are written in json.cpp and live_json.cpp, request
// bodies are read in bodies_json.cpp; schema/openapi.json says the same in the contract's words.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/error.hpp"
#include "base/id.hpp"
#include "events/event.hpp"
#include "mime/header.hpp"
#include "store/messages.hpp"

namespace store {
struct Fault;
}

namespace api {

class JsonWriter;
struct About;

/// Text fit to be shown; `cut` says that there is more of it.
struct Text {
    std::string text;
    bool cut = false;
};

// Answers.

std::string to_json(const store::Page<store::MessageSummary>& page);
std::string to_json(const store::MessageSummary& summary);
std::string to_json(const store::Message& message, const Text& text);
std::string to_json(const std::vector<mime::Field>& fields);
std::string changed_json(std::uint64_t count);
std::string deleted_json(std::uint64_t count);
std::string delivered_json(const base::Id& id);
std::string healthy_json();
std::string unready_json(std::string_view reason);

/// What /api/info shows besides About.
struct Condition {
    bool durable = true;
    std::string_view fault_code;  // empty: mail can be stored
    std::string_view fault_message;
    std::string_view moved_aside;  // empty: nothing was
    store::Counts counts;
};
std::string to_json(const About& about, const Condition& condition);

/// A message as lists and events show it: long texts are cut to their first 1,000 characters.
void write_summary(JsonWriter& writer, const store::MessageSummary& summary);

// The live stream's messages.

std::string hello_json(std::uint64_t last, const store::Counts& counts);
std::string reset_json(std::uint64_t last);
/// A received message that is not in `summaries` is gone again and left out.
std::string events_json(std::span<const events::Event> events,
                        const std::vector<store::MessageSummary>& summaries, const store::Counts& counts);

// Request bodies.

struct Change {
    bool read = false;
};
base::Result<Change> parse_change(std::string_view body);

/// `all` comes from the query; just one of it and ids in the body must say which messages are meant.
struct BulkChange {
    store::Selection selection;
    bool read = false;
};
base::Result<BulkChange> parse_bulk_change(std::string_view body, bool all);
/// The body may be empty when `all`.
base::Result<store::Selection> parse_bulk_delete(std::string_view body, bool all);

}  // namespace api
