#include "api/json.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <string>

#include "api/api.hpp"

using nlohmann::json;

namespace {

base::Id id_of(char c) {
    return *base::Id::parse(std::string(base::Id::length, c));
}

store::MessageSummary a_summary() {
    store::MessageSummary summary;
    summary.number = 7;
    summary.id = id_of('a');
    summary.received_at = base::Timestamp(std::chrono::milliseconds(1'767'323'045'678));
    summary.size = 2048;
    summary.read = true;
    summary.subject = "A \"subject\"";
    summary.from = {"Ann", "ann@example.com"};
    summary.to = {{"", "bob@example.com"}};
    summary.snippet = "Hello";
    summary.attachment_count = 1;
    summary.defect_count = 2;
    summary.has_html = true;
    return summary;
}

store::PartRecord a_part(std::uint32_t index, std::optional<std::uint32_t> parent, std::string type) {
    store::PartRecord part;
    part.index = index;
    part.parent = parent;
    part.type = std::move(type);
    return part;
}

constexpr const char* summary_text =
    R"({"id":"aaaaaaaaaaaaaaaaaaaaaa","inbox":"default","subject":"A \"subject\"",)"
    R"("from":{"name":"Ann","address":"ann@example.com"},"to":[{"name":"","address":"bob@example.com"}],)"
    R"("received_at":"2026-01-02T03:04:05.678Z","size":2048,"read":true,"snippet":"Hello",)"
    R"("attachment_count":1,"defect_count":2,"has_html":true})";

}  // namespace

TEST_CASE("a summary is written member by member") {
    CHECK(api::to_json(a_summary()) == summary_text);
}

TEST_CASE("a page names its counts and the next page") {
    store::Page<store::MessageSummary> page;
    page.items = {a_summary()};
    page.total = 3;
    page.unread = 1;
    page.next = 7;
    CHECK(api::to_json(page) ==
          R"({"messages":[)" + std::string(summary_text) + R"(],"total":3,"unread":1,"next":"7"})");
    CHECK(api::to_json(store::Page<store::MessageSummary>()) ==
          R"({"messages":[],"total":0,"unread":0,"next":null})");
}

TEST_CASE("lists cut long texts to their first 1,000 characters, a single message does not") {
    store::Message message;
    message.summary = a_summary();
    std::string subject;
    for (int i = 0; i < 1001; ++i)
        subject += "ü";
    message.summary.subject = subject;
    const auto listed = json::parse(api::to_json(message.summary)).at("subject").get<std::string>();
    CHECK(listed == subject.substr(0, 2000));
    CHECK(json::parse(api::to_json(message, {})).at("subject") == subject);
}

TEST_CASE("a message has everything in it") {
    store::Message message;
    message.summary = a_summary();
    auto& details = message.details;
    details.to.assign(25, {"", "x@example.com"});
    details.cc = {{"C", "c@example.com"}};
    details.message_id = "1@x";
    details.envelope = {.mail_from = "bounce@example.com",
                        .mail_parameters = {{"SIZE", "10"}, {"SMTPUTF8", ""}},
                        .recipients = {{"a@example.com", {{"NOTIFY", "NEVER"}}}},
                        .helo = "client",
                        .protocol = "ESMTP",
                        .client_address = "127.0.0.1",
                        .session_id = "s"};
    details.parts = {a_part(0, std::nullopt, "multipart/related"), a_part(1, 0, "text/html"),
                     a_part(2, 0, "image/png"), a_part(3, 0, "image/png"), a_part(4, 0, "text/csv")};
    details.parts[0].is_leaf = false;
    details.parts[2].content_id = "logo";
    details.parts[3].disposition = "inline";
    details.html_part = 1;
    details.attachments = {2, 3, 4, 99};
    details.defects = {{"boundary_missing", 0, 12, "never closed"}};

    const auto written = json::parse(api::to_json(message, {"Text", true}));
    CHECK(written.at("to").size() == 25);
    CHECK(written.at("cc") == json::parse(R"([{"name":"C","address":"c@example.com"}])"));
    CHECK(written.at("date").is_null());
    CHECK(written.at("text") == "Text");
    CHECK(written.at("text_cut") == true);
    CHECK(written.at("text_part").is_null());
    CHECK(written.at("html_part") == 1);
    CHECK(written.at("envelope") ==
          json::parse(R"({"mail_from":"bounce@example.com","mail_parameters":[{"name":"SIZE","value":"10"},
            {"name":"SMTPUTF8","value":""}],"recipients":[{"address":"a@example.com",
            "parameters":[{"name":"NOTIFY","value":"NEVER"}]}],"helo":"client","protocol":"ESMTP",
            "client_address":"127.0.0.1"})"));
    CHECK(written.at("parts").at(0).at("parent").is_null());
    CHECK(written.at("parts").at(2).at("parent") == 0);
    CHECK(written.at("attachments").size() == 3);
    CHECK(written.at("attachments").at(0).at("inline") == true);
    CHECK(written.at("attachments").at(1).at("inline") == true);
    CHECK(written.at("attachments").at(2).at("inline") == false);
    CHECK(written.at("defects") ==
          json::parse(R"([{"code":"boundary_missing","part":0,"offset":12,"detail":"never closed"}])"));
}

TEST_CASE("header fields are shown decoded and as they came, always in UTF-8") {
    const std::vector<mime::Field> fields = {{"Subject", "=?utf-8?q?Gr=C3=BC=C3=9Fe?=", 0},
                                             {"X-\xe9", "raw \xff", 30}};
    const auto written = json::parse(api::to_json(fields)).at("headers");
    CHECK(written.at(0) ==
          json({{"name", "Subject"}, {"value", "Grüße"}, {"raw", "=?utf-8?q?Gr=C3=BC=C3=9Fe?="}}));
    CHECK(written.at(1).at("name") == "X-\ufffd");
    CHECK(written.at(1).at("raw") == "raw \ufffd");
}

TEST_CASE("info shows the storage's fault, or none") {
    api::About about;
    about.version = "1.2.3";
    about.smtp = {"127.0.0.1:1025"};
    about.limits = {{"max_message_bytes", 52'428'800}};
    api::Condition condition;
    auto written = json::parse(api::to_json(about, condition));
    CHECK(written.at("storage") ==
          json({{"ok", true}, {"code", nullptr}, {"message", nullptr}, {"moved_aside", nullptr}}));
    CHECK(written.at("limits").at("max_message_bytes") == 52'428'800);
    condition.fault_code = "storage_full";
    condition.fault_message = "no space";
    condition.moved_aside = "x.corrupt";
    written = json::parse(api::to_json(about, condition));
    CHECK(written.at("storage") == json({{"ok", false},
                                         {"code", "storage_full"},
                                         {"message", "no space"},
                                         {"moved_aside", "x.corrupt"}}));
}

TEST_CASE("a frame of events leaves out what has gone again") {
    const std::vector<events::Event> events = {
        {5, events::MessageReceived{id_of('a'), "default"}},
        {6, events::MessageReceived{id_of('b'), "default"}},
        {7, events::MessagesMarked{std::vector{id_of('c')}, true}},
        {8, events::MessagesMarked{events::Many{}, false}},
        {9, events::MessagesRemoved{std::vector{id_of('b')}}},
        {10, events::MessagesRemoved{events::Many{}}},
    };
    CHECK(api::events_json(events, {a_summary()}, {.total = 2, .unread = 1}) ==
          R"({"type":"events","events":[{"number":5,"kind":"message_received","message":)" +
              std::string(summary_text) +
              R"(},{"number":7,"kind":"messages_marked","ids":["cccccccccccccccccccccc"],"read":true},)"
              R"({"number":8,"kind":"messages_marked","ids":null,"read":false},)"
              R"({"number":9,"kind":"messages_removed","ids":["bbbbbbbbbbbbbbbbbbbbbb"]},)"
              R"({"number":10,"kind":"messages_removed","ids":null}],"total":2,"unread":1})");
}

TEST_CASE("small answers") {
    CHECK(api::hello_json(4, {.total = 2, .unread = 1}) ==
          R"({"type":"hello","last":4,"total":2,"unread":1})");
    CHECK(api::reset_json(4) == R"({"type":"reset","last":4})");
    CHECK(api::changed_json(3) == R"({"changed":3})");
    CHECK(api::deleted_json(0) == R"({"deleted":0})");
    CHECK(api::delivered_json(id_of('z')) == R"({"id":"zzzzzzzzzzzzzzzzzzzzzz"})");
    CHECK(api::healthy_json() == R"({"status":"ok"})");
    CHECK(api::unready_json("why") == R"({"status":"unavailable","reason":"why"})");
}
