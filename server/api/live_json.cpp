#include <string_view>
#include <unordered_map>
#include <variant>

#include "api/json.hpp"
#include "api/json_writer.hpp"

namespace api {
namespace {

using Summaries = std::unordered_map<std::string_view, const store::MessageSummary*>;

void write_counts(JsonWriter& writer, const store::Counts& counts) {
    writer.member("total", counts.total);
    writer.member("unread", counts.unread);
}

void write_ids(JsonWriter& writer, const events::Messages& messages) {
    writer.name("ids");
    const auto* const ids = std::get_if<std::vector<base::Id>>(&messages);
    if (!ids)
        return writer.null();
    writer.begin_array();
    for (const auto& id : *ids)
        writer.value(id.view());
    writer.end_array();
}

void begin_event(JsonWriter& writer, const events::Event& event, std::string_view kind) {
    writer.begin_object();
    writer.member("number", event.number);
    writer.member("kind", kind);
}

/// One overload for each thing that can happen.
class EventWriter {
public:
    EventWriter(JsonWriter& writer, const events::Event& event, const Summaries& summaries)
        : writer_(writer), event_(event), summaries_(summaries) {}

    void operator()(const events::MessageReceived& received) {
        const auto summary = summaries_.find(received.id.view());
        if (summary == summaries_.end())
            return;
        begin_event(writer_, event_, "message_received");
        writer_.name("message");
        write_summary(writer_, *summary->second);
        writer_.end_object();
    }

    void operator()(const events::MessagesMarked& marked) {
        begin_event(writer_, event_, "messages_marked");
        write_ids(writer_, marked.messages);
        writer_.member("read", marked.read);
        writer_.end_object();
    }

    void operator()(const events::MessagesRemoved& removed) {
        begin_event(writer_, event_, "messages_removed");
        write_ids(writer_, removed.messages);
        writer_.end_object();
    }

private:
    JsonWriter& writer_;
    const events::Event& event_;
    const Summaries& summaries_;
};

}  // namespace

std::string hello_json(std::uint64_t last, const store::Counts& counts) {
    JsonWriter writer;
    writer.begin_object();
    writer.member("type", "hello");
    writer.member("last", last);
    write_counts(writer, counts);
    writer.end_object();
    return writer.take();
}

std::string reset_json(std::uint64_t last) {
    JsonWriter writer;
    writer.begin_object();
    writer.member("type", "reset");
    writer.member("last", last);
    writer.end_object();
    return writer.take();
}

std::string events_json(std::span<const events::Event> events,
                        const std::vector<store::MessageSummary>& summaries, const store::Counts& counts) {
    Summaries by_id;
    for (const auto& summary : summaries)
        by_id.emplace(summary.id.view(), &summary);
    JsonWriter writer(600 * summaries.size() + 256);
    writer.begin_object();
    writer.member("type", "events");
    writer.name("events");
    writer.begin_array();
    for (const auto& event : events)
        std::visit(EventWriter(writer, event, by_id), event.happening);
    writer.end_array();
    write_counts(writer, counts);
    writer.end_object();
    return writer.take();
}

}  // namespace api
