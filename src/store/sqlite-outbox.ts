/** The outbox on SQLite: rows are written by the store's own transactions, see `collect`. */
import type {Database, SqlRow, SqlValue} from './database.ts';
import {readEvent} from './event-rows.ts';
import type {KeyFinder} from './find-keys.ts';
import {readLog} from './log-rows.ts';
import {
  type DestinationState,
  type DestinationStatus,
  type FailedEntry,
  type FailedSelection,
  laneOf,
  type Outbox,
  type OutboxEntry,
  type OutboxKind,
  type OutboxLane,
  type OutboxOutcome,
  type OutboxPage,
  type OutboxReadOptions,
  type OutboxSubscription,
  type PauseReason,
} from './outbox.ts';
import type {QueryNode} from './query.ts';
import type {EventRecord, LogRecord, SessionBatch, SessionRecord} from './records.ts';
import {readSession} from './session-rows.ts';
import {fromStoredText, toStoredText} from './stored-text.ts';

const INSERT = `INSERT INTO outbox(destination, lane, kind, session_key, event_id, first_part, last_part, queued_at_ms)
  VALUES (?, ?, ?, ?, ?, 0, NULL, ?)`;

const SELECT_PAGE = `SELECT o.*, x.key AS event_key,
    CASE o.kind WHEN 'log' THEN (SELECT l.key FROM logs l WHERE l.event_key = x.key LIMIT 1) END AS log_key
  FROM outbox o LEFT JOIN event_texts x ON x.id = o.event_id
  WHERE o.destination = ? AND o.lane = ? AND o.sequence > ? ORDER BY o.sequence LIMIT ?`;

/** Sessions kept while a page is read: neighbours in the queue mostly belong to the same few. */
const MAX_SESSIONS = 200;

interface QueueRow {
  sequence: number;
  kind: OutboxKind;
  eventKey: number;
  logKey: number | null;
  firstPart: number;
  lastPart: number | null;
}

export class SqliteOutbox implements Outbox {
  private subscriptions: readonly OutboxSubscription[] = [];
  private onQueued: () => void = () => undefined;
  private sessions = new Map<number, SessionRecord>();

  constructor(
    private readonly database: Database,
    private readonly finder: KeyFinder,
    private readonly now: () => number,
  ) {}

  subscribe(subscriptions: readonly OutboxSubscription[], onQueued: () => void): void {
    this.subscriptions = subscriptions.filter(({kinds}) => kinds.length > 0);
    this.onQueued = onQueued;
  }

  /**
   * Queues what this batch brings to its end. To be called in the transaction, before the batch's own rows are written:
   * an event that has ended already was queued then, so that a batch written again queues nothing.
   *
   * @returns Whether anything was queued; then call `notify` after the transaction.
   */
  collect(sessionKey: number, batch: SessionBatch): boolean {
    if (this.subscriptions.length === 0) return false;
    const ended = (batch.events ?? []).filter((event) => event.endUs !== null && !this.hasEnded(event.id));
    const isOver = batch.session?.state !== undefined && batch.session.state !== 'live';
    if ((ended.length === 0 && !isOver) || !this.mayUpload(sessionKey, batch)) return false;
    const ids = ended.map(({id, kind}) => ({id, kind}));
    if (isOver) ids.push(...this.listUnfinished(sessionKey, batch));
    for (const {id, kind} of ids) this.enqueue(sessionKey, id, kind);
    return ids.length > 0;
  }

  notify(): void {
    this.onQueued();
  }

  /** What waited of a session that is deleted. */
  forget(sessionKey: number): void {
    for (const table of ['outbox', 'outbox_failed']) {
      this.database.run(`DELETE FROM ${table} WHERE session_key = ?`, sessionKey);
    }
  }

  async read(destination: string, lane: OutboxLane, options: OutboxReadOptions): Promise<OutboxPage> {
    const {entries, next, unwanted} = this.database.snapshot(() => this.readRows(destination, lane, options));
    this.deleteRows(unwanted);
    return {entries, next};
  }

  async settle(destination: string, outcome: OutboxOutcome, state: Partial<DestinationState>): Promise<void> {
    this.database.transaction(() => {
      // First: what is set aside is copied from its row.
      for (const refusal of outcome.refused) this.setAside(refusal);
      for (const {sequence, firstPart} of outcome.progressed) {
        this.database.run('UPDATE outbox SET first_part = ? WHERE sequence = ?', firstPart, sequence);
      }
      this.deleteRows(outcome.delivered);
      this.writeState(destination, state);
    });
  }

  async hasWaiting(destinations: readonly string[]): Promise<boolean> {
    return destinations.some(
      (name) => this.database.get('SELECT 1 FROM outbox WHERE destination = ? LIMIT 1', name) !== undefined,
    );
  }

  async listPendingSessions(destinations: readonly string[]): Promise<Set<string>> {
    const rows = this.database.all(
      `SELECT id FROM sessions WHERE key IN
         (SELECT session_key FROM outbox WHERE destination IN (SELECT value FROM json_each(?)))`,
      JSON.stringify(destinations),
    );
    return new Set(rows.map(({id}) => id as string));
  }

  async listDestinations(names: readonly string[] = []): Promise<DestinationStatus[]> {
    return this.database.snapshot(() => {
      const known = this.database.all(
        `SELECT value AS name FROM json_each(?) UNION SELECT name FROM outbox_destinations
         UNION SELECT DISTINCT destination FROM outbox UNION SELECT DISTINCT destination FROM outbox_failed`,
        JSON.stringify(names),
      );
      return known.map(({name}) => this.readStatus(name as string));
    });
  }

  async updateDestination(name: string, state: Partial<DestinationState>): Promise<void> {
    this.database.transaction(() => this.writeState(name, state));
  }

  async listFailed(selection: FailedSelection & {limit: number}): Promise<FailedEntry[]> {
    const {where, values} = conditionOf(selection);
    const rows = this.database.all(
      `SELECT f.*, s.id AS session_id, x.command_line FROM outbox_failed f
       LEFT JOIN sessions s ON s.key = f.session_key LEFT JOIN event_texts x ON x.id = f.event_id
       WHERE ${where} ORDER BY f.id LIMIT ?`,
      ...values,
      selection.limit,
    );
    return rows.map(failedOf);
  }

  async retryFailed(selection: FailedSelection): Promise<number> {
    const {where, values} = conditionOf(selection);
    const retried = this.database.transaction(() => {
      const rows = this.database.all(`SELECT f.* FROM outbox_failed f WHERE ${where} ORDER BY f.id`, ...values);
      for (const row of rows) this.requeue(row);
      this.database.run(`DELETE FROM outbox_failed AS f WHERE ${where}`, ...values);
      return rows.length;
    });
    if (retried > 0) this.onQueued();
    return retried;
  }

  async discardFailed(selection: FailedSelection): Promise<number> {
    const {where, values} = conditionOf(selection);
    return this.database.run(`DELETE FROM outbox_failed AS f WHERE ${where}`, ...values).changes;
  }

  private hasEnded(eventId: string): boolean {
    const row = this.database.get(
      'SELECT e.end_us FROM event_texts x JOIN events e ON e.key = x.key WHERE x.id = ?',
      toStoredText(eventId),
    );
    return row !== undefined && row.end_us !== null;
  }

  /** What runs on when its session is over will never be told to have ended. */
  private listUnfinished(sessionKey: number, batch: SessionBatch): Pick<EventRecord, 'id' | 'kind'>[] {
    const {state} = this.database.get('SELECT state FROM sessions WHERE key = ?', sessionKey)!;
    if (state !== 'live') return [];
    const rows = this.database.all(
      'SELECT x.id, e.kind FROM events e JOIN event_texts x ON x.key = e.key WHERE e.session_key = ? AND e.end_us IS NULL',
      sessionKey,
    );
    const written = batch.events ?? [];
    const known = rows.map(({id, kind}) => ({id: fromStoredText(id as string), kind: kind as EventRecord['kind']}));
    const isWritten = new Set(written.map(({id}) => id));
    return [...known.filter(({id}) => !isWritten.has(id)), ...written.filter(({endUs}) => endUs === null)];
  }

  private mayUpload(sessionKey: number, batch: SessionBatch): boolean {
    const {upload} = this.database.get('SELECT upload FROM sessions WHERE key = ?', sessionKey)!;
    return upload === 1 && batch.session?.upload !== false;
  }

  private enqueue(sessionKey: number, eventId: string, eventKind: EventRecord['kind']): void {
    for (const {destination, kinds} of this.subscriptions) {
      for (const kind of kinds) {
        if (kind === 'log' && eventKind !== 'command') continue;
        this.database.run(INSERT, destination, laneOf(kind), kind, sessionKey, toStoredText(eventId), this.now());
      }
    }
  }

  private readRows(destination: string, lane: OutboxLane, {after, limit, maxChars, filter}: OutboxReadOptions) {
    const rows = this.database.all(SELECT_PAGE, destination, lane, after, limit + 1);
    const page = rows.slice(0, limit);
    const found = page.map(locate);
    const wanted = this.select(found, filter);
    // Its session was deleted meanwhile, or the filter does not want it.
    const unwanted = page.filter((_, index) => !wanted.has(index)).map(({sequence}) => sequence as number);
    const entries: OutboxEntry[] = [];
    let chars = 0;
    for (const index of wanted) {
      const entry = this.readEntry(found[index]!);
      entries.push(entry);
      chars += entry.log?.text.length ?? 0;
      if (chars > maxChars && index < rows.length - 1) return {entries, unwanted, next: entry.sequence};
    }
    const last = page.at(-1)?.sequence as number | undefined;
    return {entries, unwanted, next: rows.length > limit ? last! : null};
  }

  /** @returns Indexes of the rows that are there and match, rising. */
  private select(rows: readonly (QueueRow | null)[], filter: QueryNode | null): Set<number> {
    const present = rows.flatMap((row, index) => (row === null ? [] : [{row, index}]));
    if (filter === null || present.length === 0) return new Set(present.map(({index}) => index));
    const isOfLog = ({logKey}: QueueRow) => logKey !== null;
    const logKeys = present.flatMap(({row}) => (isOfLog(row) ? [row.logKey!] : []));
    const eventKeys = present.flatMap(({row}) => (isOfLog(row) ? [] : [row.eventKey]));
    const logs = this.finder.matching('logs', filter, logKeys);
    const events = this.finder.matching('events', filter, eventKeys);
    const matches = (row: QueueRow) => (isOfLog(row) ? logs.has(row.logKey!) : events.has(row.eventKey));
    return new Set(present.filter(({row}) => matches(row)).map(({index}) => index));
  }

  private readEntry({sequence, kind, eventKey, logKey, firstPart, lastPart}: QueueRow): OutboxEntry {
    const {event, sessionKey} = readEvent(this.database, eventKey);
    const log: LogRecord | null = logKey === null ? null : readLog(this.database, logKey).log;
    const session = this.readSession(sessionKey);
    const {rules, redactions} =
      session.redactionCount === 0 ? {rules: [], redactions: 0} : this.readRedactions(sessionKey, event);
    return {sequence, kind, event, session, log, rules, redactions, firstPart, lastPart};
  }

  private readRedactions(sessionKey: number, {startUs, endUs}: EventRecord): Pick<OutboxEntry, 'rules' | 'redactions'> {
    const rows = this.database.all(
      `SELECT rule_id, COUNT(*) AS count FROM redactions
       WHERE session_key = ? AND elapsed_us >= ? AND elapsed_us <= ? GROUP BY rule_id ORDER BY rule_id`,
      sessionKey,
      startUs,
      endUs ?? Number.MAX_SAFE_INTEGER,
    );
    const redactions = rows.reduce((sum, {count}) => sum + (count as number), 0);
    return {rules: rows.map(({rule_id}) => rule_id as string), redactions};
  }

  /** Kept where it is over: a session changes while it lives. */
  private readSession(key: number): SessionRecord {
    const known = this.sessions.get(key);
    if (known !== undefined) return known;
    if (this.sessions.size >= MAX_SESSIONS) this.sessions.clear();
    const session = readSession(this.database, key);
    if (session.state !== 'live') this.sessions.set(key, session);
    return session;
  }

  private deleteRows(sequences: readonly number[]): void {
    if (sequences.length === 0) return;
    this.database.run(
      'DELETE FROM outbox WHERE sequence IN (SELECT value FROM json_each(?))',
      JSON.stringify(sequences),
    );
  }

  private setAside({sequence, part, reason}: OutboxOutcome['refused'][number]): void {
    this.database.run(
      `INSERT INTO outbox_failed(destination, kind, session_key, event_id, first_part, last_part, reason, failed_at_ms)
       SELECT destination, kind, session_key, event_id, COALESCE(?, first_part), COALESCE(?, last_part), ?, ?
       FROM outbox WHERE sequence = ?`,
      part,
      part,
      toStoredText(reason),
      this.now(),
      sequence,
    );
  }

  private requeue(row: SqlRow): void {
    this.database.run(
      `INSERT INTO outbox(destination, lane, kind, session_key, event_id, first_part, last_part, queued_at_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      row.destination as string,
      laneOf(row.kind as OutboxKind),
      row.kind as string,
      row.session_key as number,
      row.event_id as string,
      row.first_part as number,
      row.last_part as number | null,
      this.now(),
    );
  }

  private readStatus(name: string): DestinationStatus {
    const waiting = {logs: 0, events: 0};
    let oldestQueuedAtMs: number | null = null;
    const rows = this.database.all(
      'SELECT lane, COUNT(*) AS count, MIN(sequence) AS first FROM outbox WHERE destination = ? GROUP BY lane',
      name,
    );
    for (const {lane, count, first} of rows) {
      waiting[lane as OutboxLane] = count as number;
      const oldest = this.database.get('SELECT queued_at_ms FROM outbox WHERE sequence = ?', first as number);
      oldestQueuedAtMs = Math.min(oldestQueuedAtMs ?? Number.POSITIVE_INFINITY, oldest!.queued_at_ms as number);
    }
    const {failed} = this.database.get('SELECT COUNT(*) AS failed FROM outbox_failed WHERE destination = ?', name)!;
    return {name, ...this.readState(name), waiting, failed: failed as number, oldestQueuedAtMs};
  }

  private readState(name: string): DestinationState {
    const row = this.database.get('SELECT * FROM outbox_destinations WHERE name = ?', name);
    return {
      pauseReason: (row?.pause_reason as PauseReason | null | undefined) ?? null,
      pausedAtMs: (row?.paused_at_ms as number | null | undefined) ?? null,
      told: row?.told === 1,
      lastError: (row?.last_error as string | null | undefined) ?? null,
      lastErrorAtMs: (row?.last_error_at_ms as number | null | undefined) ?? null,
      lastSuccessAtMs: (row?.last_success_at_ms as number | null | undefined) ?? null,
      sentEntries: (row?.sent_entries as number | undefined) ?? 0,
      sentBytes: (row?.sent_bytes as number | undefined) ?? 0,
    };
  }

  /** `sentEntries` and `sentBytes` are added; the other fields take the value's place. */
  private writeState(name: string, state: Partial<DestinationState>): void {
    const changes = Object.entries(state).map(([field, value]): [string, SqlValue] => {
      const column = STATE_COLUMNS[field as keyof DestinationState];
      const isSum = field === 'sentEntries' || field === 'sentBytes';
      return [
        isSum ? `${column} = ${column} + ?` : `${column} = ?`,
        typeof value === 'boolean' ? Number(value) : value,
      ];
    });
    if (changes.length === 0) return;
    this.database.run('INSERT OR IGNORE INTO outbox_destinations(name) VALUES (?)', name);
    this.database.run(
      `UPDATE outbox_destinations SET ${changes.map(([change]) => change).join(', ')} WHERE name = ?`,
      ...changes.map(([, value]) => value),
      name,
    );
  }
}

/** @returns Null: its session was deleted. */
function locate(row: SqlRow): QueueRow | null {
  if (row.event_key === null) return null;
  return {
    sequence: row.sequence as number,
    kind: row.kind as OutboxKind,
    eventKey: row.event_key as number,
    logKey: row.log_key as number | null,
    firstPart: row.first_part as number,
    lastPart: row.last_part as number | null,
  };
}

const STATE_COLUMNS: Record<keyof DestinationState, string> = {
  pauseReason: 'pause_reason',
  pausedAtMs: 'paused_at_ms',
  told: 'told',
  lastError: 'last_error',
  lastErrorAtMs: 'last_error_at_ms',
  lastSuccessAtMs: 'last_success_at_ms',
  sentEntries: 'sent_entries',
  sentBytes: 'sent_bytes',
};

function conditionOf({destination, ids}: FailedSelection): {where: string; values: SqlValue[]} {
  const conditions = ['1'];
  const values: SqlValue[] = [];
  if (destination !== undefined) {
    conditions.push('f.destination = ?');
    values.push(destination);
  }
  if (ids !== undefined) {
    conditions.push('f.id IN (SELECT value FROM json_each(?))');
    values.push(JSON.stringify(ids));
  }
  return {where: conditions.join(' AND '), values};
}

function failedOf(row: SqlRow): FailedEntry {
  const {first_part: firstPart, last_part: lastPart} = row;
  return {
    id: row.id as number,
    destination: row.destination as string,
    kind: row.kind as OutboxKind,
    sessionId: row.session_id as string | null,
    eventId: fromStoredText(row.event_id as string),
    part: firstPart === lastPart ? (firstPart as number) : null,
    commandLine: row.command_line === null ? null : fromStoredText(row.command_line as string),
    reason: fromStoredText(row.reason as string),
    failedAtMs: row.failed_at_ms as number,
  };
}
