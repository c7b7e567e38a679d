-- Harvests that keep themselves right: how a source is fetched, what is kept aside, what is about to go, single items, history.

ALTER TABLE source ADD COLUMN fetch TEXT NOT NULL DEFAULT '{}';           -- JSON: schedule, pace, headers, contact
ALTER TABLE source ADD COLUMN paused_at INTEGER;                          -- NULL: not paused
ALTER TABLE source ADD COLUMN wants TEXT;                                 -- a kind of run that was ordered and is not complete yet
ALTER TABLE source ADD COLUMN description TEXT;                           -- JSON: what the source says of itself
ALTER TABLE source ADD COLUMN completed_at INTEGER;                       -- end of the last complete run
ALTER TABLE source ADD COLUMN everything_at INTEGER;                      -- end of the last run that met the whole list
ALTER TABLE source ADD COLUMN list_started_at INTEGER;                    -- when the whole list that is being read was begun
ALTER TABLE source ADD COLUMN asked_at INTEGER;                           -- since when held removals wait for a person
ALTER TABLE source ADD COLUMN failure_count INTEGER NOT NULL DEFAULT 0;   -- failed runs in a row
ALTER TABLE source ADD COLUMN remapped_to INTEGER;                        -- last record whose holdings are read anew; NULL: none to do

ALTER TABLE harvest_run ADD COLUMN kind TEXT NOT NULL DEFAULT 'changes';
ALTER TABLE harvest_run ADD COLUMN pages INTEGER NOT NULL DEFAULT 0;
ALTER TABLE harvest_run ADD COLUMN bad_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE harvest_run ADD COLUMN held_count INTEGER NOT NULL DEFAULT 0; -- removals that wait
ALTER TABLE harvest_run ADD COLUMN expected INTEGER;                      -- how long the source says the list is
ALTER TABLE harvest_run ADD COLUMN note TEXT;                             -- what it waits for, or why it was stopped
ALTER TABLE harvest_run ADD COLUMN failure_body BLOB;                     -- the beginning of the last answer of a failed run
CREATE INDEX harvest_run_open ON harvest_run (source_id) WHERE finished_at IS NULL;

ALTER TABLE record ADD COLUMN created_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE record ADD COLUMN raw_hash TEXT NOT NULL DEFAULT '';          -- of the bytes as given, with how they are read
UPDATE record SET created_at = updated_at;

CREATE TABLE record_event (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    record_id INTEGER NOT NULL REFERENCES record (id) ON DELETE CASCADE,
    run_id    INTEGER,
    at        INTEGER NOT NULL,
    what      TEXT NOT NULL                     -- changed, holdings changed, deleted, restored
) STRICT;
CREATE INDEX record_event_by_record ON record_event (record_id, id);

CREATE TABLE item (                             -- pieces, as the mapping of the source reads them
    record_id          INTEGER NOT NULL REFERENCES record (id) ON DELETE CASCADE,
    position           INTEGER NOT NULL,
    library_id         INTEGER NOT NULL,
    source_id          INTEGER NOT NULL,
    branch             TEXT NOT NULL,           -- code of the library within the institution
    location           TEXT NOT NULL,
    temporary_location TEXT NOT NULL,
    call_number        TEXT NOT NULL,
    barcode            TEXT NOT NULL,
    description        TEXT NOT NULL,
    policy             TEXT NOT NULL,
    material           TEXT NOT NULL,
    status             TEXT NOT NULL,
    lendable           INTEGER,                 -- 0 or 1; NULL: nothing says
    reason             TEXT NOT NULL,           -- why, in words
    PRIMARY KEY (record_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX item_by_barcode ON item (library_id, barcode) WHERE barcode <> '';
CREATE INDEX item_by_location ON item (source_id, location);
CREATE INDEX item_by_policy ON item (source_id, policy);

CREATE TABLE quarantine (                       -- what came and could not be taken in
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    source_id        INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
    run_id           INTEGER,
    source_record_id TEXT NOT NULL,             -- or sha256:... of the bytes
    datestamp        TEXT NOT NULL,
    reason           TEXT NOT NULL,
    raw              BLOB NOT NULL,             -- cut when very long
    raw_length       INTEGER NOT NULL,          -- before the cut
    at               INTEGER NOT NULL,
    UNIQUE (source_id, source_record_id)
) STRICT;

CREATE TABLE held_removal (                     -- records said to be gone, kept until the list has ended or a person has decided
    source_id        INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
    source_record_id TEXT NOT NULL,
    datestamp        TEXT NOT NULL,
    why              TEXT NOT NULL,
    dropped_at       INTEGER,                   -- a person decided to keep the record; the same deletion does not ask again
    PRIMARY KEY (source_id, source_record_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE harvest_seen (                     -- what the present read of a whole list has met
    source_id        INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
    source_record_id TEXT NOT NULL,
    PRIMARY KEY (source_id, source_record_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE branch (                           -- libraries within an institution, learnt from items
    library_id    INTEGER NOT NULL REFERENCES library (id),
    code          TEXT NOT NULL,
    name          TEXT,                         -- as staff call it; NULL: nobody has said
    first_seen_at INTEGER NOT NULL,
    PRIMARY KEY (library_id, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE library_group (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE library_group_member (
    group_id   INTEGER NOT NULL REFERENCES library_group (id) ON DELETE CASCADE,
    library_id INTEGER NOT NULL REFERENCES library (id),
    PRIMARY KEY (group_id, library_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX library_group_member_by_library ON library_group_member (library_id);
