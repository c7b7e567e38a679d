-- Sources of files: which files there are, which were read, what each brought, and which record came from which.

CREATE TABLE source_file (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    source_id    INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
    name         TEXT NOT NULL,                 -- within its folder; the whole address where files have addresses
    version      TEXT NOT NULL,                 -- the caller's word for size, time and the like, as last seen
    seen_at      INTEGER NOT NULL,              -- since when it is seen in this version
    read_version TEXT,                          -- the version that was read to its end; NULL: none
    hash         TEXT NOT NULL DEFAULT '',      -- of the bytes that were read
    reading      INTEGER NOT NULL DEFAULT 0,    -- readings that were begun
    UNIQUE (source_id, name)
) STRICT;

CREATE TABLE source_file_read (                 -- what came of a file, each time that something did
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    source_id       INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
    run_id          INTEGER,
    at              INTEGER NOT NULL,
    name            TEXT NOT NULL,
    size            INTEGER,                    -- bytes; NULL: not known
    modified        TEXT NOT NULL,              -- as the place says; empty: it does not
    outcome         TEXT NOT NULL,              -- read, skipped, failed or removed
    note            TEXT NOT NULL,              -- why, in words for people
    new_count       INTEGER NOT NULL DEFAULT 0,
    changed_count   INTEGER NOT NULL DEFAULT 0,
    unchanged_count INTEGER NOT NULL DEFAULT 0,
    gone_count      INTEGER NOT NULL DEFAULT 0, -- records that it says are gone
    bad_count       INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX source_file_read_by_source ON source_file_read (source_id, id);

CREATE TABLE source_file_record (               -- only where a file that disappears takes its records with it
    source_id        INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
    source_record_id TEXT NOT NULL,
    file_id          INTEGER NOT NULL REFERENCES source_file (id) ON DELETE CASCADE,
    reading          INTEGER NOT NULL,          -- by which it came last
    PRIMARY KEY (source_id, source_record_id, file_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX source_file_record_by_file ON source_file_record (file_id, reading);
