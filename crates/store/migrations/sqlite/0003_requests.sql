-- Requests and everything that commits with them: events, attempts, items, outbox, inbox, documents, notices.

CREATE TABLE request (
    id                   INTEGER PRIMARY KEY AUTOINCREMENT,
    number               TEXT NOT NULL UNIQUE,  -- EAST-000012
    library_id           INTEGER NOT NULL REFERENCES library (id),
    side                 TEXT NOT NULL,
    service_type         TEXT NOT NULL,
    state                TEXT NOT NULL,
    facts                TEXT NOT NULL,         -- JSON
    description          TEXT NOT NULL,         -- JSON: what is wanted, as cited
    patron               TEXT NOT NULL,         -- JSON: as much as the next step needs
    patron_id            TEXT,
    requester_symbol     TEXT NOT NULL,
    requester_request_id TEXT NOT NULL,
    supplier_symbol      TEXT,
    supplier_request_id  TEXT,
    group_id             TEXT,
    due_at               INTEGER,
    attention            TEXT,                  -- why staff must look; NULL: they need not
    outcome              TEXT,                  -- NULL: still open
    search_text          TEXT NOT NULL,         -- folded words for the search box of the work queue
    idempotency_key      TEXT NOT NULL,
    version              INTEGER NOT NULL,
    created_at           INTEGER NOT NULL,
    updated_at           INTEGER NOT NULL,
    ended_at             INTEGER,               -- when outcome was first set
    patron_erased_at     INTEGER,
    UNIQUE (library_id, idempotency_key)
) STRICT;
CREATE INDEX request_by_state ON request (library_id, side, state, id, outcome);
CREATE INDEX request_newest ON request (library_id, side, id);
CREATE INDEX request_longest_waiting ON request (library_id, side, updated_at, id) WHERE outcome IS NULL;
CREATE INDEX request_by_patron ON request (library_id, patron_id, id);
CREATE INDEX request_by_requester_request ON request (library_id, requester_request_id, side);
CREATE INDEX request_by_attention ON request (library_id, side, attention) WHERE attention IS NOT NULL;
CREATE INDEX request_by_end ON request (library_id, ended_at);

CREATE TABLE request_event (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,   -- the order of commits, for feeds
    library_id INTEGER NOT NULL,
    request_id INTEGER NOT NULL REFERENCES request (id),
    seq        INTEGER NOT NULL,                -- from 1, within the request
    at         INTEGER NOT NULL,
    actor      TEXT NOT NULL,
    name       TEXT NOT NULL,
    payload    TEXT NOT NULL,                   -- JSON
    words      TEXT NOT NULL,                   -- the sentence of the timeline
    next_state TEXT NOT NULL,
    UNIQUE (request_id, seq)
) STRICT;
CREATE INDEX request_event_by_library ON request_event (library_id, id);

CREATE TABLE attempt (
    request_id         INTEGER NOT NULL REFERENCES request (id),
    position           INTEGER NOT NULL,        -- from 1, in the order of the rota
    supplier_symbol    TEXT NOT NULL,
    supplier_record_id TEXT,
    state              TEXT NOT NULL,
    reason             TEXT,
    asked_at           INTEGER,
    answered_at        INTEGER,
    PRIMARY KEY (request_id, position)
) STRICT;

CREATE TABLE request_item (
    request_id INTEGER NOT NULL REFERENCES request (id),
    library_id INTEGER NOT NULL,
    barcode    TEXT NOT NULL,
    role       TEXT NOT NULL,                   -- whose label it is: supplier's, temporary
    PRIMARY KEY (request_id, barcode, role)
) STRICT;
CREATE INDEX request_item_by_barcode ON request_item (library_id, barcode);

CREATE TABLE outbox (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    library_id  INTEGER NOT NULL REFERENCES library (id),
    request_id  INTEGER REFERENCES request (id),
    lane        TEXT NOT NULL,                  -- the caller's word: peer, ils
    lane_key    TEXT NOT NULL,                  -- lane, made unique to the request or the library; rows leave by id
    kind        TEXT NOT NULL,
    payload     TEXT NOT NULL,
    state       TEXT NOT NULL,                  -- waiting, leased, done, failed, skipped
    attempts    INTEGER NOT NULL,               -- times leased
    run_at      INTEGER NOT NULL,
    lease_until INTEGER,
    last_error  TEXT,
    result      TEXT,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL
) STRICT;
-- Only unfinished rows, which stay few: the claim asks "is there an earlier one in this lane".
CREATE INDEX outbox_unfinished_by_lane ON outbox (lane_key, id) WHERE state IN ('waiting', 'leased', 'failed');
CREATE INDEX outbox_by_run ON outbox (run_at, id) WHERE state IN ('waiting', 'leased');
CREATE INDEX outbox_by_request ON outbox (request_id, id);
CREATE INDEX outbox_failed ON outbox (library_id, id) WHERE state = 'failed';

CREATE TABLE inbox (
    library_id   INTEGER NOT NULL,
    partner      TEXT NOT NULL,
    message_key  TEXT NOT NULL,
    confirmation BLOB NOT NULL,
    at           INTEGER NOT NULL,
    PRIMARY KEY (library_id, partner, message_key)
) STRICT;
CREATE INDEX inbox_by_age ON inbox (at);

CREATE TABLE document (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    library_id    INTEGER NOT NULL REFERENCES library (id),
    request_id    INTEGER NOT NULL REFERENCES request (id),
    token_hash    TEXT NOT NULL UNIQUE,
    filename      TEXT NOT NULL,
    media_type    TEXT NOT NULL,
    bytes         BLOB NOT NULL,
    created_at    INTEGER NOT NULL,
    downloaded_at INTEGER
) STRICT;
CREATE INDEX document_by_request ON document (request_id);

CREATE TABLE notice (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    library_id INTEGER NOT NULL REFERENCES library (id),
    patron_id  TEXT,                            -- NULL: for the staff
    request_id INTEGER REFERENCES request (id),
    words      TEXT NOT NULL,
    at         INTEGER NOT NULL,
    read_at    INTEGER
) STRICT;
CREATE INDEX notice_by_patron ON notice (library_id, patron_id, id) WHERE patron_id IS NOT NULL;
CREATE INDEX notice_unread_by_staff ON notice (library_id, id) WHERE patron_id IS NULL AND read_at IS NULL;
CREATE INDEX notice_by_request ON notice (request_id, id);
