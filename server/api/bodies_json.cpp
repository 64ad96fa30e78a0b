#include <nlohmann/json.hpp>

#include "api/json.hpp"
#include "base/json.hpp"

namespace api {
namespace {

using base::Error;
using base::ErrorCode;
using nlohmann::json;

Error wrong_ids(std::string message) {
    return {ErrorCode::invalid, std::move(message), "ids"};
}

base::Result<std::vector<base::Id>> read_ids(const json& body) {
    const auto texts = base::read_strings(body, "ids");
    if (!texts)
        return texts.error();
    // Nothing must never be taken for everything.
    if (texts->empty())
        return wrong_ids("ids must name at least one message");
    std::vector<base::Id> ids;
    ids.reserve(texts->size());
    for (const auto& text : *texts) {
        const auto id = base::Id::parse(text);
        if (!id)
            return wrong_ids("ids must be ids of messages: 22 letters and digits each");
        ids.push_back(*id);
    }
    return ids;
}

base::Result<store::Selection> read_selection(const json& body, bool all) {
    if (all && body.contains("ids"))
        return wrong_ids("ids and all=true exclude each other");
    if (all)
        return store::Selection{.all = true, .ids = {}};
    if (!body.contains("ids"))
        return wrong_ids("name the messages as ids, or say all=true in the query");
    auto ids = read_ids(body);
    if (!ids)
        return ids.error();
    return store::Selection{.all = false, .ids = *std::move(ids)};
}

/// An object with no other members than these.
base::Result<json> read_object(std::string_view body, std::initializer_list<std::string_view> names) {
    auto object = base::parse_json(body);
    if (!object)
        return object;
    const auto only = base::expect_only_members(*object, names);
    if (!only)
        return only.error();
    return object;
}

}  // namespace

base::Result<Change> parse_change(std::string_view body) {
    const auto object = read_object(body, {"read"});
    if (!object)
        return object.error();
    const auto read = base::read_bool(*object, "read");
    if (!read)
        return read.error();
    return Change{*read};
}

base::Result<BulkChange> parse_bulk_change(std::string_view body, bool all) {
    const auto object = read_object(body, {"ids", "read"});
    if (!object)
        return object.error();
    const auto read = base::read_bool(*object, "read");
    if (!read)
        return read.error();
    auto selection = read_selection(*object, all);
    if (!selection)
        return selection.error();
    return BulkChange{*std::move(selection), *read};
}

base::Result<store::Selection> parse_bulk_delete(std::string_view body, bool all) {
    if (body.empty())
        return read_selection(json::object(), all);
    const auto object = read_object(body, {"ids"});
    if (!object)
        return object.error();
    return read_selection(*object, all);
}

}  // namespace api
