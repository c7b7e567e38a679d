-- Libraries, the people who work for them, their settings. Times are milliseconds since 1970-01-01T00:00Z, JSON is TEXT.

CREATE TABLE counter (                          -- numbers given out in blocks, so that batches need no round trips
    name  TEXT PRIMARY KEY NOT NULL,
    value INTEGER NOT NULL                      -- the last number given out
) STRICT;

CREATE TABLE library (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    code       TEXT NOT NULL UNIQUE,            -- short, prefix of request numbers: EAST
    name       TEXT NOT NULL,
    symbol     TEXT NOT NULL UNIQUE,            -- scheme and value: ISIL:01EAST
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE setting (
    library_id INTEGER NOT NULL,                -- 0: the whole installation
    section    TEXT NOT NULL,
    value      TEXT NOT NULL,                   -- JSON
    updated_at INTEGER NOT NULL,
    updated_by TEXT NOT NULL,
    PRIMARY KEY (library_id, section)
) STRICT;

CREATE TABLE setting_history (                  -- what each change wrote, the current value included
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    library_id INTEGER NOT NULL,
    section    TEXT NOT NULL,
    value      TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    updated_by TEXT NOT NULL
) STRICT;
CREATE INDEX setting_history_by_section ON setting_history (library_id, section, id);

CREATE TABLE account (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    library_id    INTEGER REFERENCES library (id),   -- NULL: an operator of the whole installation
    username      TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    role          TEXT NOT NULL,
    display_name  TEXT NOT NULL,
    patron_id     TEXT,                         -- the patron's id in the library system, for patron accounts
    created_at    INTEGER NOT NULL,
    disabled_at   INTEGER
) STRICT;
CREATE INDEX account_by_library ON account (library_id, username);

CREATE TABLE session (
    token_hash   TEXT PRIMARY KEY NOT NULL,     -- only the hash is kept; the token lives in the browser
    account_id   INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    csrf         TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX session_by_account ON session (account_id);
CREATE INDEX session_by_expiry ON session (expires_at);

CREATE TABLE login_failure (
    subject TEXT PRIMARY KEY NOT NULL,          -- user name or network address
    count   INTEGER NOT NULL,
    last_at INTEGER NOT NULL
) STRICT;
