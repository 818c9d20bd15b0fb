/** Log entries as rows of two tables and of the full-text index, see `schema.ts`. */
import {columnsOf, fromColumns, insertSql, namesOf, toColumns, updateSql} from './columns.ts';
import type {Database} from './database.ts';
import {findEventKey} from './event-rows.ts';
import type {LogRecord} from './records.ts';
import {toStoredText} from './stored-text.ts';
import type {KeyAllocator} from './time-key.ts';

const TEXTS = columnsOf<LogRecord>({
  id: 'text',
  eventId: 'text',
  startUs: 'integer',
  endUs: 'integer',
  lineTimes: 'json',
  omittedLines: 'integer',
  text: 'text',
});

const INSERT_FACTS = insertSql('logs', ['key', 'session_key', 'event_key', 'started_at_ms']);
const INSERT_TEXTS = insertSql('log_texts', ['key', ...namesOf(TEXTS)]);
const UPDATE_FACTS = updateSql('logs', ['event_key', 'started_at_ms']);
const UPDATE_TEXTS = updateSql('log_texts', namesOf(TEXTS));

/** Inserts the entry, or replaces the one of its id. Its event is in the store already, or never will be. */
export function writeLog(database: Database, sessionKey: number, log: LogRecord, keys: KeyAllocator): void {
  const eventKey = log.eventId === null ? null : findEventKey(database, log.eventId);
  const known = database.get('SELECT key FROM log_texts WHERE id = ?', toStoredText(log.id));
  const texts = toColumns(TEXTS, log);
  if (known === undefined) {
    const key = keys.allocate(log.startedAtMs);
    database.run(INSERT_FACTS, key, sessionKey, eventKey, log.startedAtMs);
    database.run(INSERT_TEXTS, key, ...texts);
  } else {
    database.run(UPDATE_FACTS, eventKey, log.startedAtMs, known.key as number);
    database.run(UPDATE_TEXTS, ...texts, known.key as number);
  }
}

const SELECT_LOG = `
SELECT t.*, l.*, s.id AS session_id FROM logs l
JOIN log_texts t ON t.key = l.key JOIN sessions s ON s.key = l.session_key WHERE l.key = ?`;

export function readLog(
  database: Database,
  key: number,
): {log: LogRecord; sessionKey: number; eventKey: number | null} {
  const row = database.get(SELECT_LOG, key)!;
  const fields = {...fromColumns(TEXTS, row), sessionId: row.session_id, startedAtMs: row.started_at_ms};
  return {
    log: fields as LogRecord,
    sessionKey: row.session_key as number,
    eventKey: row.event_key as number | null,
  };
}
