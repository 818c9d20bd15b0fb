/**
 * What lists are narrowed and counted by, of all sessions, events and logs, as columns in memory: some seventy megabytes for
 * a million events with their logs. Read once; what changes afterwards is told by the log of changes.
 */
import {setImmediate as nextTurn} from 'node:timers/promises';
import {ChangeLog} from '../change-log.ts';
import type {Database} from '../database.ts';
import type {ListKind} from '../store.ts';
import {type FactRow, RowTable} from './row-table.ts';
import {createDictionaries, SessionFacts} from './session-facts.ts';

/** Rows read between two turns, so that whoever asks meanwhile is answered. */
const CHUNK_ROWS = 5000;

const EVENT_COLUMNS = 'e.key, e.session_key, e.started_at_ms, e.kind, e.name, e.exit_status, e.signal';
const SELECT_EVENTS = `SELECT ${EVENT_COLUMNS}, e.end_us - e.start_us, x.executable, x.cwd
  FROM events e JOIN event_texts x ON x.key = e.key`;
const SELECT_LOGS = 'SELECT key, session_key, started_at_ms, event_key FROM logs';

export class Facts {
  readonly dictionaries = createDictionaries();
  sessions = new SessionFacts(this.dictionaries);
  tables: Record<ListKind, RowTable> = createTables();
  /** Another one whenever something changed. */
  generation = 0;
  private readonly changes: ChangeLog;
  private seen = 0;
  private loading: Promise<void> | null = null;

  constructor(private readonly database: Database) {
    this.changes = new ChangeLog(database);
  }

  /** Makes what is in memory that of the database: by reading all of it, the first time. */
  async refresh(): Promise<void> {
    this.loading ??= this.load();
    await this.loading;
    const changed = this.changes.since(this.seen);
    if (changed === null) {
      this.loading = null;
      await this.refresh();
      return;
    }
    if (changed.number === this.seen) return;
    this.seen = changed.number;
    this.generation++;
    this.apply(changed.keys);
  }

  private async load(): Promise<void> {
    this.seen = this.changes.lastNumber();
    this.sessions = new SessionFacts(this.dictionaries);
    this.tables = createTables();
    await this.loadAll((after) => {
      const loaded = this.sessions.load(this.database, `key > ? ORDER BY key LIMIT ${CHUNK_ROWS}`, after);
      return loaded.map(({key}) => this.sessionRow(key));
    }, this.tables.sessions);
    await this.loadAll(
      (after) => this.readEvents(`e.key > ? ORDER BY e.key LIMIT ${CHUNK_ROWS}`, after),
      this.tables.events,
    );
    await this.loadAll((after) => this.readLogs(`key > ? ORDER BY key LIMIT ${CHUNK_ROWS}`, after), this.tables.logs);
    this.generation++;
  }

  private async loadAll(read: (after: number) => FactRow[], table: RowTable): Promise<void> {
    for (let after = -1; ; ) {
      const rows = read(after);
      if (rows.length === 0) return;
      table.write(rows);
      after = rows.at(-1)!.key;
      await nextTurn();
    }
  }

  /** Sessions first, then events: rows refer to what stands before them. */
  private apply(keys: Record<ListKind, Set<number>>): void {
    const sessions = this.sessions.load(this.database, IS_LISTED, list(keys.sessions)).map(({key}) => key);
    for (const key of keys.sessions) if (!sessions.includes(key)) this.sessions.forget(key);
    this.replace(
      'sessions',
      keys.sessions,
      sessions.map((key) => this.sessionRow(key)),
    );
    this.replace('events', keys.events, this.readEvents(`e.${IS_LISTED}`, list(keys.events)));
    const ofEvents = this.database.rows(SELECT_LOGS_OF_EVENTS, list(keys.events));
    const logs = new Set([...keys.logs, ...ofEvents.map(([key]) => key as number)]);
    this.replace('logs', logs, this.readLogs(IS_LISTED, list(logs)));
  }

  private replace(kind: ListKind, changed: ReadonlySet<number>, rows: FactRow[]): void {
    const there = new Set(rows.map(({key}) => key));
    const gone = new Set([...changed].filter((key) => !there.has(key) && this.tables[kind].has(key)));
    if (gone.size > 0) this.tables[kind].remove(gone);
    this.tables[kind].write(rows);
  }

  private sessionRow(key: number): FactRow {
    const session = this.sessions.ordinalOf(key);
    return {...NO_EVENT, key, startedAtMs: this.sessions.startedAtMs[session]!, session};
  }

  private readEvents(where: string, value: string | number): FactRow[] {
    const {kind, command, exit, signal, executable, cwd} = this.dictionaries;
    return this.database.rows(`${SELECT_EVENTS} WHERE ${where}`, value).map((row) => ({
      key: row[0] as number,
      session: this.sessions.ordinalOf(row[1] as number),
      startedAtMs: row[2] as number,
      kind: kind.codeOf(row[3] as string),
      command: command.codeOf(row[4] as string),
      exit: exit.codeOf(row[5] === null ? null : String(row[5])),
      signal: signal.codeOf(row[6] as string | null),
      durationUs: (row[7] as number | null) ?? Number.NaN,
      executable: executable.codeOf(row[8] as string | null),
      cwd: cwd.codeOf(row[9] as string | null),
    }));
  }

  /** Logs carry the facts of their command. */
  private readLogs(where: string, value: string | number): FactRow[] {
    return this.database.rows(`${SELECT_LOGS} WHERE ${where}`, value).map((row) => ({
      ...this.eventFacts(row[3] as number | null),
      key: row[0] as number,
      session: this.sessions.ordinalOf(row[1] as number),
      startedAtMs: row[2] as number,
    }));
  }

  private eventFacts(key: number | null): Omit<FactRow, 'key' | 'session' | 'startedAtMs'> {
    const {events} = this.tables;
    const index = key === null ? -1 : events.indexOf(key);
    if (key === null || events.numbers.key[index] !== key || index >= events.length) return NO_EVENT;
    const {kind, command, exit, signal, executable, cwd} = events.codes;
    return {
      kind: kind[index]!,
      command: command[index]!,
      exit: exit[index]!,
      signal: signal[index]!,
      executable: executable[index]!,
      cwd: cwd[index]!,
      durationUs: events.numbers.durationUs[index]!,
    };
  }
}

const NO_EVENT = {kind: 0, command: 0, exit: 0, signal: 0, executable: 0, cwd: 0, durationUs: Number.NaN};

const IS_LISTED = 'key IN (SELECT value FROM json_each(?))';
const SELECT_LOGS_OF_EVENTS = 'SELECT key FROM logs WHERE event_key IN (SELECT value FROM json_each(?))';

const list = (keys: ReadonlySet<number>): string => JSON.stringify([...keys]);

const createTables = (): Record<ListKind, RowTable> => ({
  sessions: new RowTable(),
  events: new RowTable(),
  logs: new RowTable(),
});
