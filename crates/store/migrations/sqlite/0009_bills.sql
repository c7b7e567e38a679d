-- What one library owes another for a request: each side keeps what was said, and whether it is settled.

CREATE TABLE bill (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    library_id INTEGER NOT NULL REFERENCES library (id),
    request_id INTEGER NOT NULL REFERENCES request (id),
    is_ours    INTEGER NOT NULL,      -- 1: we are paid; 0: we pay
    partner    TEXT NOT NULL,         -- the symbol of the other library
    amount     TEXT NOT NULL,         -- a decimal number, as it was said
    hundredths INTEGER,               -- the amount, to be added up; NULL: it is no such number
    currency   TEXT NOT NULL,         -- ISO 4217
    why        TEXT NOT NULL,
    at         INTEGER NOT NULL,
    settled_at INTEGER,               -- NULL: it is open
    settled_by TEXT
) STRICT;
CREATE INDEX bill_by_library ON bill (library_id, is_ours, id);
CREATE INDEX bill_by_request ON bill (request_id);
