// The queries of messages.hpp.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "store/blob.hpp"
#include "store/database.hpp"
#include "store/details_json.hpp"
#include "store/messages.hpp"

namespace store {
namespace {

constexpr std::size_t max_page_size = 500;

// In the order in which read_summary() takes them.
#define SUMMARY_COLUMNS                                                                                \
    "number, id, inbox, received_at, size, read, subject, from_name, from_address, to_list, snippet, " \
    "attachment_count, defect_count, has_html"

base::Timestamp time_of(std::int64_t milliseconds) {
    return base::Timestamp(std::chrono::milliseconds(milliseconds));
}

MessageSummary read_summary(const Statement& row) {
    return {
        .number = row.integer(0),
        .id = base::Id::parse(row.text(1)).value_or(base::Id()),
        .inbox = row.string(2),
        .received_at = time_of(row.integer(3)),
        .size = row.unsigned_integer(4),
        .read = row.boolean(5),
        .subject = row.string(6),
        .from = {.name = row.string(7), .address = row.string(8)},
        .to = unpack_addresses(row.text(9)),
        .snippet = row.string(10),
        .attachment_count = static_cast<std::uint32_t>(row.integer(11)),
        .defect_count = static_cast<std::uint32_t>(row.integer(12)),
        .has_html = row.boolean(13),
    };
}

std::vector<PartRecord> read_parts(Database& database, std::int64_t number) {
    auto row = database.query(
        "SELECT part, parent, type, charset, encoding, disposition, filename, content_id, header_begin, "
        "header_end, "
        "body_begin, body_end, decoded_size, is_leaf FROM parts WHERE message = ? ORDER BY part",
        number);
    std::vector<PartRecord> parts;
    while (row.step()) {
        auto& part = parts.emplace_back();
        part.index = static_cast<std::uint32_t>(row.integer(0));
        if (!row.is_null(1))
            part.parent = static_cast<std::uint32_t>(row.integer(1));
        part.type = row.string(2);
        part.charset = row.string(3);
        part.encoding = row.string(4);
        part.disposition = row.string(5);
        part.filename = row.string(6);
        part.content_id = row.string(7);
        part.header_begin = row.unsigned_integer(8);
        part.header_end = row.unsigned_integer(9);
        part.body_begin = row.unsigned_integer(10);
        part.body_end = row.unsigned_integer(11);
        part.decoded_size = row.unsigned_integer(12);
        part.is_leaf = row.boolean(13);
    }
    return parts;
}

/// A filter as SQL. The texts are few, so that they stay prepared; each value has its number whether it is
/// used or not.
class Conditions {
public:
    explicit Conditions(const MessageFilter& filter) : filter_(filter), ids_(to_json_array(filter.ids)) {}

    std::string where(bool with_cursor) const {
        std::string sql;
        const auto add = [&](std::string_view condition) {
            sql += sql.empty() ? " WHERE " : " AND ";
            sql += condition;
        };
        if (filter_.inbox)
            add("inbox = ?1");
        if (filter_.read)
            add(*filter_.read ? "read = 1" : "read = 0");  // as the partial index says it
        if (has_ids())
            add("id IN (SELECT value FROM json_each(?2))");
        if (with_cursor && filter_.before)
            add(has_ids() ? "+number < ?3" : "number < ?3");
        return sql;
    }
    bool has_ids() const { return !filter_.ids.empty(); }
    const MessageFilter& filter() const { return filter_; }
    const std::string& ids() const { return ids_; }

private:
    /// Ids are letters and digits.
    static std::string to_json_array(const std::vector<base::Id>& ids) {
        std::string text = "[";
        for (const auto& id : ids)
            text += fmt::format("{}\"{}\"", text.size() > 1 ? "," : "", id.view());
        return text + "]";
    }

    const MessageFilter& filter_;
    std::string ids_;
};

std::vector<MessageSummary> find_rows(Database& database, const Conditions& conditions,
                                      std::size_t max_rows) {
    // A few rows by their ids are sorted; everything else is read in its order.
    const auto sql = fmt::format("SELECT " SUMMARY_COLUMNS " FROM messages{} ORDER BY {} DESC LIMIT ?4",
                                 conditions.where(true), conditions.has_ids() ? "+number" : "number");
    const auto& filter = conditions.filter();
    auto row = database.query(sql, filter.inbox, conditions.ids(), filter.before, max_rows);
    std::vector<MessageSummary> rows;
    while (row.step())
        rows.push_back(read_summary(row));
    return rows;
}

void count_by_ids(Database& database, const Conditions& conditions, Page<MessageSummary>& page) {
    const auto sql = fmt::format("SELECT count(*), count(*) FILTER (WHERE read = 0), ?3 FROM messages{}",
                                 conditions.where(false));
    auto row =
        database.query(sql, conditions.filter().inbox, conditions.ids(), std::optional<std::int64_t>());
    row.step();
    page.total = row.unsigned_integer(0);
    page.unread = row.unsigned_integer(1);
}

void count_by_counters(Database& database, const MessageFilter& filter, Page<MessageSummary>& page) {
    auto row =
        database.query("SELECT total, unread FROM counters WHERE inbox = ?", filter.inbox.value_or(""));
    if (!row.step())
        return;
    const auto total = row.unsigned_integer(0);
    const auto unread = row.unsigned_integer(1);
    page.unread = filter.read.value_or(false) ? 0 : unread;
    page.total = filter.read ? (*filter.read ? total - unread : unread) : total;
}

std::optional<std::int64_t> find_number(Database& database, const base::Id& id) {
    auto row = database.query("SELECT number FROM messages WHERE id = ?", id.view());
    return row.step() ? std::optional(row.integer(0)) : std::nullopt;
}

}  // namespace

Page<MessageSummary> find_messages(Database& database, const MessageFilter& filter) {
    Page<MessageSummary> page;
    const Conditions conditions(filter);
    if (conditions.has_ids())
        count_by_ids(database, conditions, page);
    else if (!filter.inbox || !filter.inbox->empty())  // the counters of all have no name
        count_by_counters(database, filter, page);
    const auto limit = std::clamp<std::size_t>(filter.limit, 1, max_page_size);
    if (page.total == 0)
        return page;
    page.items = find_rows(database, conditions, limit + 1);
    if (page.items.size() > limit) {
        page.items.pop_back();
        page.next = page.items.back().number;
    }
    return page;
}

std::optional<Message> find_message(Database& database, const base::Id& id) {
    auto row = database.query("SELECT " SUMMARY_COLUMNS " FROM messages WHERE id = ?", id.view());
    if (!row.step())
        return std::nullopt;
    Message message{.summary = read_summary(row), .details = {}};
    auto details = database.query("SELECT details FROM contents WHERE message = ?", message.summary.number);
    if (!details.step())
        throw DatabaseError({FaultKind::damaged, "a message has no details"});
    message.details = unpack_details(details.text(0));
    message.details.parts = read_parts(database, message.summary.number);
    return message;
}

std::optional<std::string> find_content(Database& database, const base::Id& id, std::uint64_t offset,
                                        std::uint64_t length) {
    const auto number = find_number(database, id);
    if (!number)
        return std::nullopt;
    const Blob blob(database, "contents", "octets", *number, Blob::Access::read_only);
    return blob.read(offset, length);
}

Counts count_messages(Database& database) {
    auto row = database.query("SELECT total, unread, bytes, last_number FROM counters WHERE inbox = ''");
    if (!row.step())
        throw DatabaseError({FaultKind::damaged, "the counters are missing"});
    return {.total = row.unsigned_integer(0),
            .unread = row.unsigned_integer(1),
            .bytes = row.unsigned_integer(2),
            .last_number = row.integer(3)};
}

}  // namespace store
