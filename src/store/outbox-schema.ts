/** Tables of the outbox. Rows are narrow and go in the order they came: a queue of a hundred thousand is some megabytes. */
export const OUTBOX_SCHEMA = `
-- AUTOINCREMENT: a number is never given again, so what was answered is what is deleted.
CREATE TABLE outbox (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  destination TEXT NOT NULL,
  lane TEXT NOT NULL,
  kind TEXT NOT NULL,
  session_key INTEGER NOT NULL,
  event_id TEXT NOT NULL,
  first_part INTEGER NOT NULL,
  last_part INTEGER,
  queued_at_ms REAL NOT NULL
) STRICT;
CREATE INDEX outbox_by_lane ON outbox(destination, lane, sequence);

CREATE TABLE outbox_failed (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  destination TEXT NOT NULL,
  kind TEXT NOT NULL,
  session_key INTEGER NOT NULL,
  event_id TEXT NOT NULL,
  first_part INTEGER NOT NULL,
  last_part INTEGER,
  reason TEXT NOT NULL,
  failed_at_ms REAL NOT NULL
) STRICT;

CREATE TABLE outbox_destinations (
  name TEXT PRIMARY KEY,
  pause_reason TEXT,
  paused_at_ms REAL,
  told INTEGER NOT NULL DEFAULT 0,
  last_error TEXT,
  last_error_at_ms REAL,
  last_success_at_ms REAL,
  sent_entries INTEGER NOT NULL DEFAULT 0,
  sent_bytes INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
`;
