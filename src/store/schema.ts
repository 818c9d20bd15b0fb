/**
 * Tables, and how a database of an older version becomes one of this. A migration that was released never changes; a new
 * table or column is a new entry at the end.
 *
 * `key` is the time (`time-key.ts`). What lists filter and count by stands in narrow tables, what is only shown beside it
 * in wide ones (`*_texts`), so that a scan over a million rows reads tens of megabytes, not gigabytes. Times in
 * milliseconds are REAL: the end of a session is its start plus microseconds.
 */
import {CHANGES_SCHEMA} from './change-log.ts';
import type {Database} from './database.ts';
import {storeTooNew, storeTooOld} from './errors.ts';
import {OUTBOX_SCHEMA} from './outbox-schema.ts';

const FIRST_SCHEMA = `
CREATE TABLE sessions (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,
  origin TEXT NOT NULL,
  command TEXT NOT NULL,
  executable TEXT NOT NULL,
  argv TEXT NOT NULL,
  cwd TEXT NOT NULL,
  title TEXT,
  env TEXT NOT NULL,
  tags TEXT NOT NULL,
  user TEXT NOT NULL,
  effective_user TEXT NOT NULL,
  host TEXT NOT NULL,
  tty TEXT,
  streams TEXT NOT NULL,
  ssh_client TEXT,
  parent_pid INTEGER,
  parent_name TEXT,
  parent_session TEXT,
  author_kind TEXT NOT NULL,
  author_name TEXT,
  host_kind TEXT NOT NULL,
  host_version TEXT NOT NULL,
  host_pid INTEGER NOT NULL,
  columns INTEGER NOT NULL,
  rows INTEGER NOT NULL,
  started_at_ms REAL NOT NULL,
  ended_at_ms REAL,
  duration_us INTEGER NOT NULL,
  exit_status INTEGER,
  signal TEXT,
  upload INTEGER NOT NULL,
  record_input INTEGER NOT NULL,
  output_bytes INTEGER NOT NULL,
  recording_bytes INTEGER NOT NULL,
  redaction_count INTEGER NOT NULL,
  command_count INTEGER NOT NULL,
  recording_path TEXT,
  disclosures TEXT NOT NULL,
  notes TEXT NOT NULL,
  search_text TEXT NOT NULL
) STRICT;

CREATE TABLE session_tags (
  session_key INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (name, value, session_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX session_tags_by_session ON session_tags(session_key);

CREATE TABLE events (
  key INTEGER PRIMARY KEY,
  session_key INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  exit_status INTEGER,
  signal TEXT,
  start_us INTEGER NOT NULL,
  end_us INTEGER,
  started_at_ms REAL NOT NULL,
  pid INTEGER,
  parent_pid INTEGER,
  uid INTEGER,
  effective_uid INTEGER
) STRICT;
CREATE INDEX events_by_session ON events(session_key);

CREATE TABLE event_texts (
  key INTEGER PRIMARY KEY REFERENCES events ON DELETE CASCADE,
  id TEXT NOT NULL UNIQUE,
  parent_id TEXT,
  command_line TEXT NOT NULL,
  executable TEXT,
  argv TEXT,
  cwd TEXT,
  search_text TEXT NOT NULL
) STRICT;

-- Commands are searched for parts of words, so this index holds every three characters in a row. Lower case already.
CREATE VIRTUAL TABLE event_grams USING fts5(
  search_text, content = 'event_texts', content_rowid = 'key', columnsize = 0, detail = none,
  tokenize = 'trigram case_sensitive 1'
);
INSERT INTO event_grams(event_grams, rank) VALUES ('automerge', 8);
CREATE TRIGGER event_texts_indexed AFTER INSERT ON event_texts BEGIN
  INSERT INTO event_grams(rowid, search_text) VALUES (new.key, new.search_text);
END;
CREATE TRIGGER event_texts_forgotten AFTER DELETE ON event_texts BEGIN
  INSERT INTO event_grams(event_grams, rowid, search_text) VALUES ('delete', old.key, old.search_text);
END;
-- A command's event is written again when it ends, mostly with the same text.
CREATE TRIGGER event_texts_reindexed AFTER UPDATE OF search_text ON event_texts WHEN old.search_text <> new.search_text
BEGIN
  INSERT INTO event_grams(event_grams, rowid, search_text) VALUES ('delete', old.key, old.search_text);
  INSERT INTO event_grams(rowid, search_text) VALUES (new.key, new.search_text);
END;

CREATE TABLE logs (
  key INTEGER PRIMARY KEY,
  session_key INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE,
  event_key INTEGER REFERENCES events ON DELETE SET NULL,
  started_at_ms REAL NOT NULL
) STRICT;
CREATE INDEX logs_by_session ON logs(session_key);
CREATE INDEX logs_by_event ON logs(event_key);

CREATE TABLE log_texts (
  key INTEGER PRIMARY KEY REFERENCES logs ON DELETE CASCADE,
  id TEXT NOT NULL UNIQUE,
  event_id TEXT,
  start_us INTEGER NOT NULL,
  end_us INTEGER NOT NULL,
  line_times TEXT NOT NULL,
  omitted_lines INTEGER NOT NULL,
  text TEXT NOT NULL
) STRICT;

-- The text stands in log_texts once; the index holds words and their positions only. Positions make phrases quick.
-- Accents count, so that a hit is what was typed. No column sizes: nothing is ranked.
CREATE VIRTUAL TABLE log_words USING fts5(
  text, content = 'log_texts', content_rowid = 'key', columnsize = 0, tokenize = 'unicode61 remove_diacritics 0'
);
-- Fewer merges while writing.
INSERT INTO log_words(log_words, rank) VALUES ('automerge', 8);
CREATE TRIGGER log_texts_indexed AFTER INSERT ON log_texts BEGIN
  INSERT INTO log_words(rowid, text) VALUES (new.key, new.text);
END;
CREATE TRIGGER log_texts_forgotten AFTER DELETE ON log_texts BEGIN
  INSERT INTO log_words(log_words, rowid, text) VALUES ('delete', old.key, old.text);
END;
-- A running command's entry is written again and again; mostly its text has changed.
CREATE TRIGGER log_texts_reindexed AFTER UPDATE OF text ON log_texts WHEN old.text <> new.text BEGIN
  INSERT INTO log_words(log_words, rowid, text) VALUES ('delete', old.key, old.text);
  INSERT INTO log_words(rowid, text) VALUES (new.key, new.text);
END;

CREATE TABLE redactions (
  session_key INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE,
  rule_id TEXT NOT NULL,
  elapsed_us INTEGER NOT NULL,
  place TEXT NOT NULL
) STRICT;
CREATE INDEX redactions_by_session ON redactions(session_key, elapsed_us);

CREATE TABLE members (
  session_key INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE,
  sequence INTEGER NOT NULL,
  file_offset INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  start_us INTEGER NOT NULL,
  end_us INTEGER NOT NULL,
  keyframe INTEGER NOT NULL,
  PRIMARY KEY (session_key, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE tombstones (
  session_id TEXT PRIMARY KEY,
  command TEXT NOT NULL,
  started_at_ms REAL NOT NULL,
  deleted_at_ms REAL NOT NULL,
  reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX tombstones_by_time ON tombstones(deleted_at_ms);
`;

/** Where a session's processes were seen, and what is to be said of one. */
const PROCESS_SCHEMA = `
ALTER TABLE sessions ADD COLUMN process_source TEXT;
ALTER TABLE event_texts ADD COLUMN remarks TEXT;
`;

/** The schema's version, kept in `user_version`, is the number of entries applied. */
const MIGRATIONS: readonly string[] = [FIRST_SCHEMA, PROCESS_SCHEMA, OUTBOX_SCHEMA, CHANGES_SCHEMA];

export const SCHEMA_VERSION = MIGRATIONS.length;

/** @throws {DdcotermError} STORE_TOO_NEW: nothing was changed. */
export function migrate(database: Database): void {
  const found = readVersion(database);
  if (found > SCHEMA_VERSION) throw storeTooNew(database.file, found, SCHEMA_VERSION);
  if (found === SCHEMA_VERSION) return;
  // At once: whoever reads a store while it is made must not take it for an old one.
  database.transaction(() => {
    for (let version = found; version < SCHEMA_VERSION; version++) database.exec(MIGRATIONS[version]!);
    database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
  });
}

/**
 * @returns False: the file holds no tables yet.
 * @throws {DdcotermError} STORE_TOO_NEW, STORE_TOO_OLD: a reader does not migrate.
 */
export function checkReadable(database: Database): boolean {
  const found = readVersion(database);
  if (found > SCHEMA_VERSION) throw storeTooNew(database.file, found, SCHEMA_VERSION);
  if (found > 0 && found < SCHEMA_VERSION) throw storeTooOld(database.file, found, SCHEMA_VERSION);
  return found === SCHEMA_VERSION;
}

const readVersion = (database: Database): number =>
  (database.get('PRAGMA user_version') as {user_version: number}).user_version;
