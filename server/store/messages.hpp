// Messages: what is kept of them, and the queries. All functions block and run on one of the Store's threads
// (Store::read, Store::write) or on a Database of a test.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/content.hpp"
#include "base/id.hpp"
#include "store/page.hpp"

namespace store {

class Database;

struct NamedAddress {
    std::string name = {};
    std::string address = {};
    bool operator==(const NamedAddress&) const = default;
};

/// Parameters of MAIL or RCPT, in the order and spelling they came in; a parameter without "=" has an empty
/// value.
using Parameters = std::vector<std::pair<std::string, std::string>>;

struct Recipient {
    std::string address = {};  // the mailbox of the forward-path, without source route
    Parameters parameters = {};
    bool operator==(const Recipient&) const = default;
};

/// How the message came in (RFC 5321 section 2.3.1), and from where.
struct Envelope {
    std::string mail_from = {};  // empty for the null reverse-path
    Parameters mail_parameters = {};
    std::vector<Recipient> recipients = {};
    std::string helo = {};            // the name the client gave; empty for HTTP
    std::string protocol = {};        // "SMTP", "ESMTP", "HTTP" (RFC 3848 names)
    std::string client_address = {};  // "127.0.0.1"
    std::string session_id = {};      // empty when there was no session
    bool operator==(const Envelope&) const = default;
};

/// One line of a list.
struct MessageSummary {
    std::int64_t number = 0;  // the order of arrival; the cursor of lists
    base::Id id = {};
    std::string inbox = "default";
    base::Timestamp received_at = {};
    std::uint64_t size = 0;  // octets of the raw message
    bool read = false;
    std::string subject = {};
    NamedAddress from = {};             // the first of From, else of Sender, else the reverse-path
    std::vector<NamedAddress> to = {};  // of To; at most the first 20
    std::string snippet = {};
    std::uint32_t attachment_count = 0;
    std::uint32_t defect_count = 0;
    bool has_html = false;
};

/// As mime::Part, with the index it has in the message; 0 is the message itself. Offsets are octets of the
/// raw message.
struct PartRecord {
    std::uint32_t index = 0;
    std::optional<std::uint32_t> parent = {};
    std::string type = {};
    std::string charset = {};
    std::string encoding = {};  // "", "base64", "quoted-printable", "x-uuencode", or "unknown"
    std::string disposition = {};
    std::string filename = {};
    std::string content_id = {};
    std::uint64_t header_begin = 0, header_end = 0, body_begin = 0, body_end = 0;
    std::uint64_t decoded_size = 0;
    bool is_leaf = true;
    bool operator==(const PartRecord&) const = default;
};

struct DefectRecord {
    std::string code = {};
    std::uint32_t part = 0;
    std::uint64_t offset = 0;
    std::string detail = {};
    bool operator==(const DefectRecord&) const = default;
};

/// Everything but the octets. `text` and `html` are made from parts when asked for.
struct MessageDetails {
    std::vector<NamedAddress> from = {}, sender = {}, to = {}, cc = {}, bcc = {}, reply_to = {};
    std::string message_id = {};
    std::optional<base::Timestamp> date = {};
    Envelope envelope;
    std::vector<PartRecord> parts = {};
    std::optional<std::uint32_t> text_part = {}, html_part = {};
    std::vector<std::uint32_t> attachments = {};
    std::vector<DefectRecord> defects = {};
    bool addresses_truncated = false;
};

struct Message {
    MessageSummary summary;
    MessageDetails details;
};

/// `summary.number` is given by the store. `content` is kept octet for octet.
struct NewMessage {
    MessageSummary summary;
    MessageDetails details;
    base::Content content = {};
};

/// What storing it adds to the database.
inline std::size_t stored_bytes(const NewMessage& message) {
    return message.content.size() + 1024;
}

/// A new message with its lists as the text that is kept of them. Made on the caller's thread, because the
/// thread that writes is the bottleneck.
struct PackedMessage {
    MessageSummary summary;
    std::string to_list = {};
    std::string details = {};
    std::vector<PartRecord> parts = {};
    base::Content content = {};
};
PackedMessage pack(NewMessage message);

inline std::size_t stored_bytes(const PackedMessage& message) {
    return message.content.size() + message.details.size() + 1024;
}

/// What a list shows. Only what is set restricts.
struct MessageFilter {
    std::optional<std::string> inbox = {};
    std::optional<bool> read = {};
    std::vector<base::Id> ids = {};           // empty: any
    std::size_t limit = 50;                   // at most 500
    std::optional<std::int64_t> before = {};  // cursor: only numbers below it
};

/// Newest first. `total` and `unread` count what the filter matches without its cursor.
Page<MessageSummary> find_messages(Database& database, const MessageFilter& filter);
std::optional<Message> find_message(Database& database, const base::Id& id);

/// A slice of the raw message, shorter at its end; nullopt when there is no such message. The way to a slice
/// is as long as its offset: read a large message in slices of 1 MB rather than of 64 KB.
std::optional<std::string> find_content(Database& database, const base::Id& id, std::uint64_t offset,
                                        std::uint64_t length);

/// Returns the number. The id must be new.
std::int64_t insert_message(Database& database, const NewMessage& message);
std::int64_t insert_packed_message(Database& database, const PackedMessage& message);

/// Which messages a bulk change is for.
struct Selection {
    bool all = false;
    std::vector<base::Id> ids = {};
};

/// At most `max_rows` in one call, so that arriving mail is never held up; call again while `more`.
struct Slice {
    std::vector<base::Id> changed = {};  // those that really changed
    bool more = false;
    std::int64_t next = 0;  // hand this back as `after` for the next slice of the same change
};
Slice update_messages_read(Database& database, const Selection& selection, bool read, std::int64_t after,
                           std::size_t max_rows);
/// `up_to`: messages with a greater number stay (0: no bound), so that mail that comes in meanwhile is kept.
Slice delete_messages(Database& database, const Selection& selection, std::int64_t after, std::int64_t up_to,
                      std::size_t max_rows);
/// Deletes the oldest until at most `max_messages` and `max_bytes` are left.
Slice delete_oldest_messages(Database& database, std::uint64_t max_messages, std::uint64_t max_bytes,
                             std::size_t max_rows);

struct Counts {
    std::uint64_t total = 0;
    std::uint64_t unread = 0;
    std::uint64_t bytes = 0;  // raw octets of all messages
    std::int64_t last_number = 0;
};
Counts count_messages(Database& database);

}  // namespace store
