/** Events as rows of two tables, see `schema.ts`. */
import {columnsOf, fromColumns, insertSql, namesOf, toColumns, updateSql} from './columns.ts';
import type {Database, SqlRow} from './database.ts';
import type {EventRecord} from './records.ts';
import {toStoredText} from './stored-text.ts';
import type {KeyAllocator} from './time-key.ts';

const FACTS = columnsOf<EventRecord>({
  kind: 'text',
  name: 'text',
  exitStatus: 'integer',
  signal: 'text',
  startUs: 'integer',
  endUs: 'integer',
  startedAtMs: 'real',
  pid: 'integer',
  parentPid: 'integer',
  uid: 'integer',
  effectiveUid: 'integer',
});

const TEXTS = columnsOf<EventRecord>({
  id: 'text',
  parentId: 'text',
  commandLine: 'text',
  executable: 'text',
  argv: 'json',
  cwd: 'text',
  remarks: 'json',
});

const INSERT_FACTS = insertSql('events', ['key', 'session_key', ...namesOf(FACTS)]);
const INSERT_TEXTS = insertSql('event_texts', ['key', ...namesOf(TEXTS), 'search_text']);
const UPDATE_FACTS = updateSql('events', namesOf(FACTS));
const UPDATE_TEXTS = updateSql('event_texts', [...namesOf(TEXTS), 'search_text']);

/** Inserts the event, or replaces the one of its id. */
export function writeEvent(database: Database, sessionKey: number, event: EventRecord, keys: KeyAllocator): void {
  const facts = toColumns(FACTS, event);
  const texts = [...toColumns(TEXTS, event), searchTextOf(event)];
  const known = findEventKey(database, event.id);
  if (known === null) {
    const key = keys.allocate(event.startedAtMs);
    database.run(INSERT_FACTS, key, sessionKey, ...facts);
    database.run(INSERT_TEXTS, key, ...texts);
  } else {
    database.run(UPDATE_FACTS, ...facts, known);
    database.run(UPDATE_TEXTS, ...texts, known);
  }
}

export function findEventKey(database: Database, id: string): number | null {
  const row = database.get('SELECT key FROM event_texts WHERE id = ?', toStoredText(id));
  return row === undefined ? null : (row.key as number);
}

const SELECT_EVENT = `
SELECT x.*, e.*, s.id AS session_id FROM events e
JOIN event_texts x ON x.key = e.key JOIN sessions s ON s.key = e.session_key WHERE e.key = ?`;

export function readEvent(database: Database, key: number): {event: EventRecord; sessionKey: number} {
  const row = database.get(SELECT_EVENT, key)!;
  return {event: eventOf(row), sessionKey: row.session_key as number};
}

function eventOf(row: SqlRow): EventRecord {
  return {...fromColumns(FACTS, row), ...fromColumns(TEXTS, row), sessionId: row.session_id} as EventRecord;
}

/** Free text in a query of events is looked for here: the command line, and the arguments where it quotes them. */
function searchTextOf({commandLine, argv}: EventRecord): string {
  const joined = argv?.join(' ') ?? '';
  const texts = commandLine.includes(joined) ? commandLine : `${commandLine}\n${joined}`;
  return toStoredText(texts.toLowerCase());
}
