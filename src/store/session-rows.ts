/** Sessions as rows. */
import {columnsOf, fromColumns, insertSql, namesOf, toColumns, toSql, updateSql} from './columns.ts';
import type {Database, SqlRow, SqlValue} from './database.ts';
import type {Author, SessionRecord} from './records.ts';
import {toStoredText} from './stored-text.ts';

const COLUMNS = columnsOf<SessionRecord>({
  id: 'text',
  state: 'text',
  origin: 'text',
  command: 'text',
  executable: 'text',
  argv: 'json',
  cwd: 'text',
  title: 'text',
  env: 'json',
  tags: 'json',
  user: 'text',
  effectiveUser: 'text',
  host: 'text',
  tty: 'text',
  streams: 'json',
  sshClient: 'text',
  parentPid: 'integer',
  parentName: 'text',
  parentSession: 'text',
  hostKind: 'text',
  hostVersion: 'text',
  hostPid: 'integer',
  columns: 'integer',
  rows: 'integer',
  processSource: 'text',
  startedAtMs: 'real',
  endedAtMs: 'real',
  durationUs: 'integer',
  exitStatus: 'integer',
  signal: 'text',
  upload: 'flag',
  recordInput: 'flag',
  outputBytes: 'integer',
  recordingBytes: 'integer',
  redactionCount: 'integer',
  commandCount: 'integer',
  recordingPath: 'text',
  disclosures: 'json',
  notes: 'json',
});

/** `author` is one field of the record and two columns. */
const AUTHOR_NAMES = ['author_kind', 'author_name'];
const authorColumns = (author: Author): SqlValue[] => [toSql('text', author.kind), toSql('text', author.name)];

/** Free text in a query of sessions is looked for in these. */
const SEARCHED_FIELDS: (keyof SessionRecord)[] = ['command', 'argv', 'title'];

const INSERT = insertSql('sessions', ['key', ...namesOf(COLUMNS), ...AUTHOR_NAMES, 'search_text']);

export function insertSession(database: Database, key: number, session: SessionRecord): void {
  const values = [...toColumns(COLUMNS, session), ...authorColumns(session.author)];
  database.run(INSERT, key, ...values, searchTextOf(session));
  writeTags(database, key, session);
}

/** Writes the fields that are given; the key stays, also where the start changes. */
export function updateSession(database: Database, key: number, fields: Partial<SessionRecord>): void {
  const columns = COLUMNS.filter(({field}) => fields[field] !== undefined && field !== 'id');
  const names = namesOf(columns);
  const values = columns.map(({field, kind}) => toSql(kind, fields[field]));
  if (fields.author !== undefined) {
    names.push(...AUTHOR_NAMES);
    values.push(...authorColumns(fields.author));
  }
  if (names.length === 0) return;
  database.run(updateSql('sessions', names), ...values, key);
  if (fields.tags !== undefined) {
    database.run('DELETE FROM session_tags WHERE session_key = ?', key);
    writeTags(database, key, fields as Pick<SessionRecord, 'tags'>);
  }
  if (SEARCHED_FIELDS.some((field) => fields[field] !== undefined)) refreshSearchText(database, key);
}

export function sessionOf(row: SqlRow): SessionRecord {
  const author = {kind: row.author_kind, name: row.author_name} as Author;
  return {...fromColumns(COLUMNS, row), author} as SessionRecord;
}

export function readSession(database: Database, key: number): SessionRecord {
  return sessionOf(database.get('SELECT * FROM sessions WHERE key = ?', key)!);
}

function writeTags(database: Database, key: number, {tags}: Pick<SessionRecord, 'tags'>): void {
  for (const [name, value] of Object.entries(tags)) {
    database.run(
      'INSERT INTO session_tags(session_key, name, value) VALUES (?, ?, ?)',
      key,
      toStoredText(name),
      toStoredText(value),
    );
  }
}

function refreshSearchText(database: Database, key: number): void {
  database.run('UPDATE sessions SET search_text = ? WHERE key = ?', searchTextOf(readSession(database, key)), key);
}

const searchTextOf = ({command, argv, title}: SessionRecord): string =>
  toStoredText([command, argv.join(' '), title ?? ''].join('\n').toLowerCase());
