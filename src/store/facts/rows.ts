/** Rows of each kind, read from the database into columns. */
import type {Database} from '../database.ts';
import type {ListKind} from '../store.ts';
import {RowTable} from './row-table.ts';
import type {Dictionaries, SessionFacts} from './session-facts.ts';

/** Read at once: some ten milliseconds. */
const CHUNK_ROWS = 5000;

type ChangedKeys = Record<ListKind, ReadonlySet<number>>;
type SqlColumns = readonly unknown[];

export abstract class Rows {
  readonly table = new RowTable();
  private loadedUpTo = -1;

  constructor(protected readonly database: Database) {}

  /** @returns False: that was all. */
  loadMore(): boolean {
    const rows = this.read(`key > ? ORDER BY key LIMIT ${CHUNK_ROWS}`, this.loadedUpTo);
    this.write(rows);
    this.loadedUpTo = rows.at(-1)?.[0] ?? this.loadedUpTo;
    return rows.length === CHUNK_ROWS;
  }

  /** Reads anew what changed, and forgets what is gone. */
  apply(changed: ChangedKeys): void {
    const keys = this.changedOf(changed);
    const rows = this.read('key IN (SELECT value FROM json_each(?)) ORDER BY key', toJson(keys));
    const there = new Set(rows.map(([key]) => key));
    const gone = new Set([...keys].filter((key) => !there.has(key) && this.table.has(key)));
    if (gone.size > 0) this.table.remove(gone);
    this.write(rows);
  }

  private write(rows: readonly [key: number, ...SqlColumns][]): void {
    this.table.insert(rows.map(([key]) => key));
    let index = rows.length === 0 ? 0 : this.table.indexOf(rows[0]![0]);
    for (const row of rows) {
      // Mostly neighbours in the table, too.
      if (this.table.numbers.key[index] !== row[0]) index = this.table.indexOf(row[0]);
      this.fill(index++, row);
    }
  }

  protected abstract changedOf(changed: ChangedKeys): ReadonlySet<number>;
  /** @returns Rows by rising keys; the key is the first column. @param where Behind `WHERE`. */
  protected abstract read(where: string, value: string | number): [key: number, ...SqlColumns][];
  protected abstract fill(index: number, row: SqlColumns): void;
}

export class SessionRows extends Rows {
  constructor(
    database: Database,
    private readonly sessions: SessionFacts,
  ) {
    super(database);
  }

  override apply(changed: ChangedKeys): void {
    super.apply(changed);
    for (const key of changed.sessions) if (!this.table.has(key)) this.sessions.forget(key);
  }

  protected changedOf({sessions}: ChangedKeys): ReadonlySet<number> {
    return sessions;
  }

  protected read(where: string, value: string | number): [key: number, ...SqlColumns][] {
    return this.sessions.load(this.database, where, value);
  }

  protected fill(index: number, [, ordinal]: SqlColumns): void {
    const session = ordinal as number;
    this.table.codes.session[index] = session;
    this.table.numbers.startedAtMs[index] = this.sessions.startedAtMs[session]!;
  }
}

const SELECT_EVENTS = `SELECT key, session_key, e.started_at_ms, e.kind, e.name, e.exit_status, e.signal,
    e.end_us - e.start_us, x.executable, x.cwd
  FROM events e JOIN event_texts x USING (key)`;

export class EventRows extends Rows {
  constructor(
    database: Database,
    private readonly sessions: SessionFacts,
    private readonly dictionaries: Dictionaries,
  ) {
    super(database);
  }

  protected changedOf({events}: ChangedKeys): ReadonlySet<number> {
    return events;
  }

  protected read(where: string, value: string | number): [key: number, ...SqlColumns][] {
    return this.database.rows(`${SELECT_EVENTS} WHERE ${where}`, value) as [number, ...SqlColumns][];
  }

  protected fill(index: number, row: SqlColumns): void {
    const {codes, numbers} = this.table;
    const {kind, command, exit, signal, executable, cwd} = this.dictionaries;
    codes.session[index] = this.sessions.ordinalOf(row[1] as number);
    numbers.startedAtMs[index] = row[2] as number;
    codes.kind[index] = kind.codeOf(row[3] as string);
    codes.command[index] = command.codeOf(row[4] as string);
    codes.exit[index] = exit.codeOf(row[5] === null ? null : String(row[5]));
    codes.signal[index] = signal.codeOf(row[6] as string | null);
    numbers.durationUs[index] = (row[7] as number | null) ?? Number.NaN;
    codes.executable[index] = executable.codeOf(row[8] as string | null);
    codes.cwd[index] = cwd.codeOf(row[9] as string | null);
  }
}

const SELECT_LOGS = 'SELECT key, session_key, started_at_ms, event_key FROM logs';
const SELECT_LOGS_OF_EVENTS = 'SELECT key FROM logs WHERE event_key IN (SELECT value FROM json_each(?))';

/** Logs carry the facts of their command. */
export class LogRows extends Rows {
  /** Where the event of the row before was found: the next one mostly stands behind it. */
  private lastEvent = 0;

  constructor(
    database: Database,
    private readonly sessions: SessionFacts,
    private readonly events: RowTable,
  ) {
    super(database);
  }

  protected changedOf({events, logs}: ChangedKeys): ReadonlySet<number> {
    if (events.size === 0) return logs;
    const ofEvents = this.database.rows(SELECT_LOGS_OF_EVENTS, toJson(events)).map(([key]) => key as number);
    return new Set([...logs, ...ofEvents]);
  }

  protected read(where: string, value: string | number): [key: number, ...SqlColumns][] {
    return this.database.rows(`${SELECT_LOGS} WHERE ${where}`, value) as [number, ...SqlColumns][];
  }

  protected fill(index: number, row: SqlColumns): void {
    const {codes, numbers} = this.table;
    codes.session[index] = this.sessions.ordinalOf(row[1] as number);
    numbers.startedAtMs[index] = row[2] as number;
    const event = this.findEvent(row[3] as number | null);
    const {codes: from} = this.events;
    codes.kind[index] = event < 0 ? 0 : from.kind[event]!;
    codes.command[index] = event < 0 ? 0 : from.command[event]!;
    codes.exit[index] = event < 0 ? 0 : from.exit[event]!;
    codes.signal[index] = event < 0 ? 0 : from.signal[event]!;
    codes.executable[index] = event < 0 ? 0 : from.executable[event]!;
    codes.cwd[index] = event < 0 ? 0 : from.cwd[event]!;
    numbers.durationUs[index] = event < 0 ? Number.NaN : this.events.numbers.durationUs[event]!;
  }

  /** @returns -1: it has none. */
  private findEvent(key: number | null): number {
    if (key === null) return -1;
    const {key: keys} = this.events.numbers;
    const next = this.lastEvent + 1;
    const index = next < this.events.length && keys[next] === key ? next : this.events.indexOf(key);
    if (index >= this.events.length || keys[index] !== key) return -1;
    this.lastEvent = index;
    return index;
  }
}

const toJson = (keys: ReadonlySet<number>): string => JSON.stringify([...keys]);
