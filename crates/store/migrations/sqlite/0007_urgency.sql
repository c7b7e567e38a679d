-- Requests that must not wait stand first in the work queue.

ALTER TABLE request ADD COLUMN urgency INTEGER NOT NULL DEFAULT 0;        -- the caller's rank; 0: as usual

CREATE INDEX request_by_urgency ON request (library_id, side, urgency) WHERE urgency > 0 AND outcome IS NULL;
