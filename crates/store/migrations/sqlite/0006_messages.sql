-- What was said to other systems and by them. Patrons' data is masked before it comes here.

CREATE TABLE message (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    library_id INTEGER NOT NULL REFERENCES library (id),
    request_id INTEGER REFERENCES request (id),
    at         INTEGER NOT NULL,                -- when it was sent or came in
    took       INTEGER NOT NULL,                -- milliseconds until the answer
    direction  TEXT NOT NULL,                   -- out: we asked; in: we were asked
    protocol   TEXT NOT NULL,
    service    TEXT NOT NULL,                   -- LookupUser, SupplyingAgencyMessage, LOAN_CREATED
    partner    TEXT NOT NULL,                   -- an address, or the symbol of a library
    outcome    TEXT NOT NULL,                   -- done, refused, no_answer
    words      TEXT NOT NULL,                   -- what came of it
    sent       TEXT NOT NULL,
    received   TEXT NOT NULL,
    folded     TEXT NOT NULL                    -- words for the search box
) STRICT;
CREATE INDEX message_by_library ON message (library_id, id);
CREATE INDEX message_by_request ON message (request_id, id) WHERE request_id IS NOT NULL;
CREATE INDEX message_by_time ON message (library_id, at);
