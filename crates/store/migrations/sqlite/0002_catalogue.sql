-- The shared index: where records come from, the records, which of them describe the same thing, and what changed in what order.

CREATE TABLE source (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    library_id    INTEGER NOT NULL REFERENCES library (id),
    name          TEXT NOT NULL,
    url           TEXT NOT NULL,
    set_spec      TEXT,
    prefix        TEXT NOT NULL,                -- OAI-PMH metadataPrefix
    mapping       TEXT NOT NULL,                -- JSON: how holdings are read
    checkpoint    TEXT,                         -- where an unfinished harvest goes on
    watermark     TEXT,                         -- from where the next harvest starts
    status        TEXT NOT NULL,
    last_error    TEXT,
    record_count  INTEGER NOT NULL DEFAULT 0,   -- records not deleted
    next_run_at   INTEGER,                      -- NULL: only by hand
    created_at    INTEGER NOT NULL,
    UNIQUE (library_id, name)
) STRICT;
CREATE INDEX source_by_next_run ON source (next_run_at);

CREATE TABLE harvest_run (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    source_id   INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
    started_at  INTEGER NOT NULL,
    finished_at INTEGER,
    error       TEXT,
    new_count       INTEGER NOT NULL DEFAULT 0,
    changed_count   INTEGER NOT NULL DEFAULT 0,
    unchanged_count INTEGER NOT NULL DEFAULT 0,
    deleted_count   INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX harvest_run_by_source ON harvest_run (source_id, id);

CREATE TABLE cluster (
    id          INTEGER PRIMARY KEY NOT NULL,   -- from counter
    merged_into INTEGER,                        -- an old link still finds the title
    created_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE record (
    id               INTEGER PRIMARY KEY NOT NULL,  -- from counter
    library_id       INTEGER NOT NULL REFERENCES library (id),
    source_id        INTEGER NOT NULL REFERENCES source (id),
    source_record_id TEXT NOT NULL,
    datestamp        TEXT NOT NULL,
    hash             TEXT NOT NULL,
    deleted          INTEGER NOT NULL,          -- 0 or 1
    marc             BLOB NOT NULL,             -- as given; empty when deleted
    holdings         TEXT NOT NULL,             -- JSON
    cluster_id       INTEGER,                   -- NULL when deleted
    updated_at       INTEGER NOT NULL,
    UNIQUE (source_id, source_record_id)
) STRICT;
CREATE INDEX record_by_cluster ON record (cluster_id);
CREATE INDEX record_by_library ON record (library_id, source_record_id);

CREATE TABLE match_key (
    key       TEXT NOT NULL,
    record_id INTEGER NOT NULL REFERENCES record (id) ON DELETE CASCADE,
    PRIMARY KEY (key, record_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX match_key_by_record ON match_key (record_id);

CREATE TABLE change (                           -- the last change of each cluster, in the order of commits
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    cluster_id INTEGER NOT NULL UNIQUE,
    removed    INTEGER NOT NULL,                -- 0 or 1
    at         INTEGER NOT NULL
) STRICT;
CREATE INDEX cluster_by_target ON cluster (merged_into) WHERE merged_into IS NOT NULL;
