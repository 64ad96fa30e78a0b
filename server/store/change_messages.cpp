// The changes of messages.hpp. Each keeps the counters in step with the rows.
#include <algorithm>
#include <map>
#include <utility>

#include "store/blob.hpp"
#include "store/database.hpp"
#include "store/details_json.hpp"
#include "store/messages.hpp"

namespace store {
namespace {

/// Above it the octets are written piece by piece, because SQLite would copy all of them to make the row.
constexpr std::size_t max_bound_bytes = std::size_t{1} << 20;
constexpr std::size_t piece_bytes = std::size_t{1} << 20;

std::int64_t milliseconds(base::Timestamp time) {
    return time.time_since_epoch().count();
}

// --- Counters

struct Difference {
    std::int64_t total = 0;
    std::int64_t unread = 0;
    std::int64_t bytes = 0;
};

/// The inbox's row and the one of all.
std::int64_t add_to_counters(Database& database, std::string_view inbox, const Difference& difference) {
    return database.execute(
        "UPDATE counters SET total = total + ?, unread = unread + ?, bytes = bytes + ? WHERE inbox IN ('', "
        "?)",
        difference.total, difference.unread, difference.bytes, inbox);
}

void count_new_message(Database& database, std::int64_t number, const MessageSummary& message) {
    const auto changed = database.execute(
        "UPDATE counters SET total = total + 1, unread = unread + ?, bytes = bytes + ?, last_number = ? "
        "WHERE inbox IN ('', ?)",
        !message.read, message.size, number, message.inbox);
    if (changed == 2)
        return;
    database.execute("INSERT INTO counters (inbox, total, unread, bytes, last_number) VALUES (?, 1, ?, ?, ?)",
                     message.inbox, !message.read, message.size, number);
}

// --- Rows that a change is for

struct Row {
    std::int64_t number = 0;
    base::Id id;
    std::string inbox;
    std::int64_t size = 0;
    bool read = false;
};

#define ROW_COLUMNS "number, id, inbox, size, read"

Row read_row(const Statement& row) {
    return {.number = row.integer(0),
            .id = base::Id::parse(row.text(1)).value_or(base::Id()),
            .inbox = row.string(2),
            .size = row.integer(3),
            .read = row.boolean(4)};
}

std::vector<Row> read_rows(Statement statement) {
    std::vector<Row> rows;
    while (statement.step())
        rows.push_back(read_row(statement));
    return rows;
}

/// The next slice of a list of ids: `after` counts the ids that are done.
std::vector<Row> find_next_by_id(Database& database, const std::vector<base::Id>& ids, std::int64_t after,
                                 std::size_t max_rows, Slice& slice) {
    const auto begin = std::min(static_cast<std::size_t>(after), ids.size());
    const auto end = std::min(begin + max_rows, ids.size());
    slice.next = static_cast<std::int64_t>(end);
    slice.more = end < ids.size();
    std::vector<Row> rows;
    for (auto i = begin; i < end; ++i) {
        auto row = database.query("SELECT " ROW_COLUMNS " FROM messages WHERE id = ?", ids[i].view());
        if (row.step())
            rows.push_back(read_row(row));
    }
    return rows;
}

void note_progress(const std::vector<Row>& rows, std::int64_t after, std::size_t max_rows, Slice& slice) {
    slice.next = rows.empty() ? after : rows.back().number;
    slice.more = rows.size() == max_rows;
}

using Differences = std::map<std::string, Difference, std::less<>>;

void change_counters(Database& database, const Differences& differences) {
    for (const auto& [inbox, difference] : differences)
        add_to_counters(database, inbox, difference);
}

// --- Deletes

void delete_rows(Database& database, std::int64_t first, std::int64_t last) {
    database.execute("DELETE FROM messages WHERE number BETWEEN ? AND ?", first, last);
    database.execute("DELETE FROM contents WHERE message BETWEEN ? AND ?", first, last);
    database.execute("DELETE FROM parts WHERE message BETWEEN ? AND ?", first, last);
}

void note_deleted(Database& database, const std::vector<Row>& rows, Slice& slice) {
    Differences differences;
    for (const auto& row : rows) {
        auto& difference = differences[row.inbox];
        difference.total -= 1;
        difference.unread -= row.read ? 0 : 1;
        difference.bytes -= row.size;
        slice.changed.push_back(row.id);
    }
    change_counters(database, differences);
}

/// `rows` are all there are between the first and the last of them.
void delete_neighbours(Database& database, const std::vector<Row>& rows, Slice& slice) {
    if (rows.empty())
        return;
    delete_rows(database, rows.front().number, rows.back().number);
    note_deleted(database, rows, slice);
}

void delete_each(Database& database, std::vector<Row> rows, std::int64_t up_to, Slice& slice) {
    std::erase_if(rows, [up_to](const Row& row) { return up_to != 0 && row.number > up_to; });
    std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.number < b.number; });
    const auto again = [](const Row& a, const Row& b) { return a.number == b.number; };
    rows.erase(std::unique(rows.begin(), rows.end(), again), rows.end());
    for (const auto& row : rows)
        delete_rows(database, row.number, row.number);
    note_deleted(database, rows, slice);
}

// --- Inserts

void insert_content(Database& database, std::int64_t number, const std::string& details,
                    std::string_view octets) {
    if (octets.size() <= max_bound_bytes) {
        database.execute("INSERT INTO contents (message, details, octets) VALUES (?, ?, ?)", number, details,
                         Octets{octets});
        return;
    }
    database.execute("INSERT INTO contents (message, details, octets) VALUES (?, ?, ?)", number, details,
                     ZeroBlob{octets.size()});
    Blob blob(database, "contents", "octets", number, Blob::Access::read_write);
    for (std::size_t offset = 0; offset < octets.size(); offset += piece_bytes)
        blob.write(offset, octets.substr(offset, piece_bytes));
}

void insert_part(Database& database, std::int64_t number, const PartRecord& part) {
    database.execute(
        "INSERT INTO parts (message, part, parent, type, charset, encoding, disposition, filename, "
        "content_id, "
        "header_begin, header_end, body_begin, body_end, decoded_size, is_leaf) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        number, part.index, part.parent, part.type, part.charset, part.encoding, part.disposition,
        part.filename, part.content_id, part.header_begin, part.header_end, part.body_begin, part.body_end,
        part.decoded_size, part.is_leaf);
}

}  // namespace

PackedMessage pack(NewMessage message) {
    PackedMessage packed;
    packed.to_list = pack_addresses(message.summary.to);
    packed.details = pack_details(message.details);
    packed.summary = std::move(message.summary);
    packed.parts = std::move(message.details.parts);
    packed.content = std::move(message.content);
    return packed;
}

std::int64_t insert_message(Database& database, const NewMessage& message) {
    return insert_packed_message(database, pack(message));
}

std::int64_t insert_packed_message(Database& database, const PackedMessage& message) {
    const auto& summary = message.summary;
    database.execute(
        "INSERT INTO messages (number, id, inbox, received_at, size, read, subject, from_name, from_address, "
        "to_list, "
        "snippet, attachment_count, defect_count, has_html) "
        "VALUES ((SELECT last_number + 1 FROM counters WHERE inbox = ''), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
        "?, ?)",
        summary.id.view(), summary.inbox, milliseconds(summary.received_at), summary.size, summary.read,
        summary.subject, summary.from.name, summary.from.address, message.to_list, summary.snippet,
        summary.attachment_count, summary.defect_count, summary.has_html);
    const auto number = database.last_insert_number();
    insert_content(database, number, message.details, message.content.view());
    for (const auto& part : message.parts)
        insert_part(database, number, part);
    count_new_message(database, number, summary);
    return number;
}

Slice update_messages_read(Database& database, const Selection& selection, bool read, std::int64_t after,
                           std::size_t max_rows) {
    Slice slice;
    std::vector<Row> rows;
    if (selection.all) {
        rows = read_rows(
            read ? database.query("SELECT " ROW_COLUMNS " FROM messages WHERE read = 0 AND number > ? "
                                  "ORDER BY number LIMIT ?",
                                  after, max_rows)
                 : database.query("SELECT " ROW_COLUMNS " FROM messages WHERE read = 1 AND number > ? "
                                  "ORDER BY number LIMIT ?",
                                  after, max_rows));
        note_progress(rows, after, max_rows, slice);
    } else {
        rows = find_next_by_id(database, selection.ids, after, max_rows, slice);
    }
    Differences differences;
    for (const auto& row : rows) {
        if (database.execute("UPDATE messages SET read = ?1 WHERE number = ?2 AND read <> ?1", read,
                             row.number) == 0)
            continue;
        differences[row.inbox].unread += read ? -1 : 1;
        slice.changed.push_back(row.id);
    }
    change_counters(database, differences);
    return slice;
}

Slice delete_messages(Database& database, const Selection& selection, std::int64_t after, std::int64_t up_to,
                      std::size_t max_rows) {
    Slice slice;
    if (!selection.all) {
        delete_each(database, find_next_by_id(database, selection.ids, after, max_rows, slice), up_to, slice);
        return slice;
    }
    const auto last = up_to == 0 ? count_messages(database).last_number : up_to;
    const auto rows =
        read_rows(database.query("SELECT " ROW_COLUMNS " FROM messages WHERE number > ? AND number <= ? "
                                 "ORDER BY number LIMIT ?",
                                 after, last, max_rows));
    note_progress(rows, after, max_rows, slice);
    delete_neighbours(database, rows, slice);
    return slice;
}

Slice delete_oldest_messages(Database& database, std::uint64_t max_messages, std::uint64_t max_bytes,
                             std::size_t max_rows) {
    Slice slice;
    auto left = count_messages(database);
    const auto is_over = [&] { return left.total > max_messages || left.bytes > max_bytes; };
    if (!is_over())
        return slice;
    auto row = database.query("SELECT " ROW_COLUMNS " FROM messages ORDER BY number LIMIT ?", max_rows);
    std::vector<Row> rows;
    while (is_over() && row.step()) {
        rows.push_back(read_row(row));
        left.total -= 1;
        left.bytes -= static_cast<std::uint64_t>(rows.back().size);
    }
    slice.more = is_over() && !rows.empty();
    slice.next = rows.empty() ? 0 : rows.back().number;
    delete_neighbours(database, rows, slice);
    return slice;
}

}  // namespace store
