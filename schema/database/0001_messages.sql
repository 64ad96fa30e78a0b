-- Messages: a narrow table for lists, and one each for the content and the parts.
-- Everything is written by the same transaction, the counters too.

-- "number" is the order of arrival, never given twice. "received_at" is in milliseconds since 1970, UTC.
-- "to_list" is a JSON array of [name, address].
CREATE TABLE messages (
    number           INTEGER PRIMARY KEY,
    id               TEXT    NOT NULL UNIQUE,
    inbox            TEXT    NOT NULL,
    received_at      INTEGER NOT NULL,
    size             INTEGER NOT NULL,
    read             INTEGER NOT NULL,
    subject          TEXT    NOT NULL,
    from_name        TEXT    NOT NULL,
    from_address     TEXT    NOT NULL,
    to_list          TEXT    NOT NULL,
    snippet          TEXT    NOT NULL,
    attachment_count INTEGER NOT NULL,
    defect_count     INTEGER NOT NULL,
    has_html         INTEGER NOT NULL
) STRICT;

CREATE INDEX messages_unread ON messages (number) WHERE read = 0;

-- "octets" is the message exactly as it was received. "details" is a JSON object: addresses, envelope, date, Message-ID,
-- shown parts, defects. It comes first, so that reading it does not read the octets.
CREATE TABLE contents (
    message INTEGER PRIMARY KEY,
    details TEXT NOT NULL,
    octets  BLOB NOT NULL
) STRICT;

-- Offsets are octets of contents.octets. Part 0 is the message itself.
CREATE TABLE parts (
    message      INTEGER NOT NULL,
    part         INTEGER NOT NULL,
    parent       INTEGER,
    type         TEXT    NOT NULL,
    charset      TEXT    NOT NULL,
    encoding     TEXT    NOT NULL,
    disposition  TEXT    NOT NULL,
    filename     TEXT    NOT NULL,
    content_id   TEXT    NOT NULL,
    header_begin INTEGER NOT NULL,
    header_end   INTEGER NOT NULL,
    body_begin   INTEGER NOT NULL,
    body_end     INTEGER NOT NULL,
    decoded_size INTEGER NOT NULL,
    is_leaf      INTEGER NOT NULL,
    PRIMARY KEY (message, part)
) WITHOUT ROWID, STRICT;

-- One row an inbox, and one with an empty name for all of them. "bytes" is the sum of messages.size; "last_number" is
-- the newest number that was ever given.
CREATE TABLE counters (
    inbox       TEXT    PRIMARY KEY,
    total       INTEGER NOT NULL DEFAULT 0,
    unread      INTEGER NOT NULL DEFAULT 0,
    bytes       INTEGER NOT NULL DEFAULT 0,
    last_number INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID, STRICT;

INSERT INTO counters (inbox) VALUES ('');
