/** Rows of each kind, read from the database into columns. */
import type {Database} from '../database.ts';
import type {ListKind} from '../store.ts';
import {RowTable} from './row-table.ts';
import type {Dictionaries, SessionFacts} from './session-facts.ts';

/** Read at once: some ten milliseconds. */
const CHUNK_ROWS = 5000;

type ChangedKeys = Record<ListKind, ReadonlySet<number>>;
/** By column, of the same rows; the first are their keys, rising. */
type Columns = readonly [keys: readonly number[], ...others: (readonly unknown[])[]];

/** Where it started, in microseconds: of a number with a fraction not all digits would come. */
const STARTED_AT_US = 'CAST(ROUND(started_at_ms * 1000) AS INTEGER)';

export abstract class Rows {
  readonly table = new RowTable();
  private loadedUpTo = -1;

  constructor(protected readonly database: Database) {}

  /** @returns False: that was all. */
  loadMore(): boolean {
    const columns = this.read(`key > ? ORDER BY key LIMIT ${CHUNK_ROWS}`, this.loadedUpTo);
    this.write(columns);
    const [keys] = columns;
    this.loadedUpTo = keys.at(-1) ?? this.loadedUpTo;
    return keys.length === CHUNK_ROWS;
  }

  /** Reads anew what changed, and forgets what is gone. */
  apply(changed: ChangedKeys): void {
    const keys = this.changedOf(changed);
    const columns = this.read('key IN (SELECT value FROM json_each(?)) ORDER BY key', toJson(keys));
    const there = new Set(columns[0]);
    const gone = new Set([...keys].filter((key) => !there.has(key) && this.table.has(key)));
    if (gone.size > 0) this.table.remove(gone);
    this.write(columns);
  }

  private write(columns: Columns): void {
    const [keys] = columns;
    this.table.insert(keys);
    let index = keys.length === 0 ? 0 : this.table.indexOf(keys[0]!);
    for (const [from, key] of keys.entries()) {
      // Mostly neighbours in the table, too.
      if (this.table.numbers.key[index] !== key) index = this.table.indexOf(key);
      this.table.touch(index);
      this.fill(index++, columns, from);
    }
  }

  protected abstract changedOf(changed: ChangedKeys): ReadonlySet<number>;
  /** @param where Behind `WHERE`. */
  protected abstract read(where: string, value: string | number): Columns;
  /** @param from Index into the columns. */
  protected abstract fill(index: number, columns: Columns, from: number): void;
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

  protected read(where: string, value: string | number): Columns {
    return this.sessions.load(this.database, where, value);
  }

  protected fill(index: number, [, ordinals]: Columns, from: number): void {
    const session = ordinals![from] as number;
    this.table.codes.session[index] = session;
    this.table.numbers.startedAtMs[index] = this.sessions.startedAtMs[session]!;
  }
}

const EVENT_COLUMNS = [
  ...['key', 'session_key', STARTED_AT_US, 'kind', 'name', 'exit_status', 'signal'],
  ...['end_us - start_us', 'executable', 'cwd'],
];

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

  protected read(where: string, value: string | number): Columns {
    const rest = `FROM events JOIN event_texts USING (key) WHERE ${where}`;
    return this.database.columns(EVENT_COLUMNS, rest, value) as unknown as Columns;
  }

  protected fill(index: number, columns: Columns, from: number): void {
    const {codes, numbers} = this.table;
    const {kind, command, exit, signal, executable, cwd} = this.dictionaries;
    const textAt = (column: number) => columns[column]![from] as string | null;
    const numberAt = (column: number) => columns[column]![from] as number | null;
    const status = numberAt(5);
    codes.session[index] = this.sessions.ordinalOf(numberAt(1)!);
    numbers.startedAtMs[index] = numberAt(2)! / 1000;
    codes.kind[index] = kind.codeOf(textAt(3));
    codes.command[index] = command.codeOf(textAt(4));
    codes.exit[index] = exit.codeOf(status === null ? null : String(status));
    codes.signal[index] = signal.codeOf(textAt(6));
    numbers.durationUs[index] = numberAt(7) ?? Number.NaN;
    codes.executable[index] = executable.codeOf(textAt(8));
    codes.cwd[index] = cwd.codeOf(textAt(9));
  }
}

const LOG_COLUMNS = ['key', 'session_key', STARTED_AT_US, 'event_key'];
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

  protected read(where: string, value: string | number): Columns {
    return this.database.columns(LOG_COLUMNS, `FROM logs WHERE ${where}`, value) as unknown as Columns;
  }

  protected fill(index: number, [, sessionKeys, startedAtUs, eventKeys]: Columns, from: number): void {
    const {codes, numbers} = this.table;
    codes.session[index] = this.sessions.ordinalOf(sessionKeys![from] as number);
    numbers.startedAtMs[index] = (startedAtUs![from] as number) / 1000;
    const event = this.findEvent(eventKeys![from] as number | null);
    const {codes: ofEvent} = this.events;
    codes.kind[index] = event < 0 ? 0 : ofEvent.kind[event]!;
    codes.command[index] = event < 0 ? 0 : ofEvent.command[event]!;
    codes.exit[index] = event < 0 ? 0 : ofEvent.exit[event]!;
    codes.signal[index] = event < 0 ? 0 : ofEvent.signal[event]!;
    codes.executable[index] = event < 0 ? 0 : ofEvent.executable[event]!;
    codes.cwd[index] = event < 0 ? 0 : ofEvent.cwd[event]!;
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
