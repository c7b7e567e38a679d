-- Work that waits names who has to answer, so that nobody waits for another one's fault; and what was promised today can be counted.

ALTER TABLE outbox ADD COLUMN destination TEXT NOT NULL DEFAULT '';       -- the caller's word: peer ISIL:01EAST, ils EAST

CREATE INDEX request_event_by_time ON request_event (library_id, at);
