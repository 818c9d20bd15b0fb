/** The store on SQLite: one file, no set-up. One process writes, any number read beside it. */
import {rm} from 'node:fs/promises';
import type {HomePaths} from '../config/home.ts';
import {systemErrorCode} from '../errors.ts';
import type {Redaction} from '../redact/redacted.ts';
import {ChangeLog} from './change-log.ts';
import {Database, databaseBytes} from './database.ts';
import {deleteEntries} from './delete-entries.ts';
import {recordingUnusable, sessionAmbiguous, sessionExists, sessionNotFound} from './errors.ts';
import {readEvent, writeEvent} from './event-rows.ts';
import {FactReader} from './facts/fact-reader.ts';
import {KeyFinder} from './find-keys.ts';
import {readLog, writeLog} from './log-rows.ts';
import {readMembers, writeMember} from './member-rows.ts';
import type {QueryNode} from './query.ts';
import {positiveTexts} from './query-words.ts';
import {recordingFile} from './recording-paths.ts';
import type {EventRecord, LogRecord, MemberRecord, SessionBatch, SessionRecord} from './records.ts';
import {checkReadable, migrate} from './schema.ts';
import {insertSession, readSession, sessionOf, updateSession} from './session-rows.ts';
import {SqliteOutbox} from './sqlite-outbox.ts';
import type {
  CountOptions,
  EventHit,
  FacetCounts,
  Histogram,
  ListKind,
  ListOptions,
  LogHit,
  MemberOptions,
  Page,
  Store,
  StoreStats,
  Tombstone,
  Written,
} from './store.ts';
import {readStats} from './store-stats.ts';
import {createTextMatcher} from './text-matcher.ts';
import {KeyAllocator} from './time-key.ts';

export {setAsideBrokenDatabase} from './database.ts';

export interface OpenStoreOptions {
  /** Reading creates nothing: where there is no database, the store is empty. */
  access: 'write' | 'read';
  /** Wall clock, milliseconds since 1970, for tombstones. */
  now?: () => number;
}

/** @throws {DdcotermError} STORE_BROKEN, STORE_TOO_NEW, STORE_TOO_OLD, STORE_LOCKED, STORE_FULL, STORE_UNUSABLE. */
export async function openStore(paths: HomePaths, {access, now = Date.now}: OpenStoreOptions): Promise<Store> {
  return new SqliteStore(access === 'write' ? openForWriting(paths) : openForReading(paths), paths, now);
}

function openForWriting(paths: HomePaths): Database {
  const database = Database.openForWriting(paths.database);
  try {
    migrate(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function openForReading(paths: HomePaths): Database {
  const database = Database.openForReading(paths.database);
  try {
    if (database !== null && checkReadable(database)) return database;
  } catch (error) {
    database?.close();
    throw error;
  }
  database?.close();
  const empty = Database.openInMemory();
  migrate(empty);
  return empty;
}

/** How many candidates the hint of SESSION_AMBIGUOUS names. */
const MAX_CANDIDATES = 5;

/** Entries of the log of changes that one call of who follows reads. */
const MAX_CHANGES_AT_ONCE = 2000;

class SqliteStore implements Store {
  readonly outbox: SqliteOutbox;
  private readonly finder: KeyFinder;
  private readonly eventKeys: KeyAllocator;
  private readonly logKeys: KeyAllocator;
  private readonly sessionKeys: KeyAllocator;
  private readonly changes: ChangeLog;
  private readonly facts: FactReader;

  constructor(
    private readonly database: Database,
    private readonly paths: HomePaths,
    private readonly now: () => number,
  ) {
    this.finder = new KeyFinder(database);
    this.outbox = new SqliteOutbox(database, this.finder, now);
    const allocator = (table: string) =>
      new KeyAllocator((key) => database.get(`SELECT 1 FROM ${table} WHERE key = ?`, key) !== undefined);
    this.sessionKeys = allocator('sessions');
    this.eventKeys = allocator('events');
    this.logKeys = allocator('logs');
    this.changes = new ChangeLog(database);
    this.facts = new FactReader(database, this.finder);
  }

  async createSession(session: SessionRecord): Promise<void> {
    this.database.transaction(() => {
      if (this.findKey(session.id) !== null) throw sessionExists(session.id);
      insertSession(this.database, this.sessionKeys.allocate(session.startedAtMs), session);
    });
  }

  async write(batch: SessionBatch): Promise<void> {
    await this.writeAll([batch]);
  }

  async writeAll(batches: readonly SessionBatch[]): Promise<void> {
    const isQueued = this.database.transaction(() => batches.map((batch) => this.writeBatch(batch)).includes(true));
    if (isQueued) this.outbox.notify();
  }

  /** @returns Whether something waits for the upload now. */
  private writeBatch(batch: SessionBatch): boolean {
    const key = this.requireKey(batch.sessionId);
    const hasQueued = this.outbox.collect(key, batch);
    if (batch.session !== undefined) updateSession(this.database, key, batch.session);
    // In the order of their times, as the full-text index likes it.
    for (const event of byTime(batch.events ?? [])) writeEvent(this.database, key, event, this.eventKeys);
    for (const log of byTime(batch.logs ?? [])) writeLog(this.database, key, log, this.logKeys);
    for (const redaction of batch.redactions ?? []) this.writeRedaction(key, redaction);
    for (const member of batch.members ?? []) writeMember(this.database, key, member);
    this.changes.noteBatch();
    return hasQueued;
  }

  async getSession(id: string): Promise<SessionRecord | null> {
    const key = this.findKey(id);
    return key === null ? null : readSession(this.database, key);
  }

  async resolveSession(reference: string): Promise<SessionRecord> {
    const back = reference === 'last' ? 1 : Number(/^-(\d{1,9})$/.exec(reference)?.[1] ?? 0);
    if (back > 0) return this.nthNewest(reference, back);
    const prefix = reference.toLowerCase();
    if (prefix === '') throw sessionNotFound(reference);
    // The character after `f`: every id that begins with the prefix lies below.
    const found = this.database.all(
      'SELECT * FROM sessions WHERE id >= ? AND id < ? ORDER BY key DESC LIMIT ?',
      prefix,
      `${prefix}g`,
      MAX_CANDIDATES + 1,
    );
    const [first] = found;
    if (first === undefined) throw sessionNotFound(reference);
    const exact = found.find((row) => row.id === prefix);
    if (exact === undefined && found.length > 1) {
      throw sessionAmbiguous(
        reference,
        found.slice(0, MAX_CANDIDATES).map((row) => `${row.id} (${row.command})`),
      );
    }
    return sessionOf(exact ?? first);
  }

  async listSessions(options: ListOptions): Promise<Page<SessionRecord>> {
    return this.list('sessions', options, (key) => readSession(this.database, key));
  }

  async listEvents(options: ListOptions): Promise<Page<EventHit>> {
    return this.list('events', options, this.eventReader());
  }

  async searchLogs(options: ListOptions): Promise<Page<LogHit>> {
    return this.list('logs', options, this.logReader(options.query));
  }

  async eventsWrittenSince(options: CountOptions, after: number | null): Promise<Written<EventHit>> {
    return this.listWritten('events', options, after, this.eventReader());
  }

  async logsWrittenSince(options: CountOptions, after: number | null): Promise<Written<LogHit>> {
    return this.listWritten('logs', options, after, this.logReader(options.query));
  }

  async countFacets(
    kind: ListKind,
    options: CountOptions,
    fields: readonly string[],
    limit: number,
  ): Promise<FacetCounts> {
    return this.facts.countFacets(kind, options, fields, limit);
  }

  async countOverTime(kind: ListKind, options: CountOptions, buckets: number): Promise<Histogram> {
    return this.facts.countOverTime(kind, options, buckets, this.now());
  }

  async listMembers(sessionId: string, options: MemberOptions = {}): Promise<MemberRecord[]> {
    return this.database.snapshot(() => {
      const key = this.findKey(sessionId);
      return key === null ? [] : readMembers(this.database, key, sessionId, options);
    });
  }

  async listRedactions(sessionId: string): Promise<Redaction[]> {
    const rows = this.database.all(
      `SELECT r.* FROM redactions r JOIN sessions s ON s.key = r.session_key WHERE s.id = ?
       ORDER BY r.elapsed_us, r.rowid`,
      sessionId,
    );
    return rows.map((row) => ({
      ruleId: row.rule_id as string,
      elapsedUs: row.elapsed_us as number,
      place: row.place as Redaction['place'],
    }));
  }

  async listTombstones(limit: number): Promise<Tombstone[]> {
    const rows = this.database.all(
      'SELECT * FROM tombstones ORDER BY deleted_at_ms DESC, session_id DESC LIMIT ?',
      Math.floor(limit),
    );
    return rows.map((row) => ({
      sessionId: row.session_id as string,
      command: row.command as string,
      startedAtMs: row.started_at_ms as number,
      deletedAtMs: row.deleted_at_ms as number,
      reason: row.reason as Tombstone['reason'],
    }));
  }

  async deleteSession(id: string, reason: Tombstone['reason']): Promise<void> {
    const key = this.requireKey(id);
    const {command, startedAtMs, recordingPath} = readSession(this.database, key);
    // The session last: should this process die in between, it is still listed and can be deleted again.
    if (recordingPath !== null) await removeRecording(recordingFile(this.paths, recordingPath));
    await deleteEntries(this.database, key, {forgetWords: reason === 'user'});
    this.database.transaction(() => {
      this.database.run('DELETE FROM sessions WHERE key = ?', key);
      this.outbox.forget(key);
      const tombstone = [id, command, startedAtMs, this.now(), reason];
      this.database.run('INSERT OR REPLACE INTO tombstones VALUES (?, ?, ?, ?, ?)', ...tombstone);
    });
    this.giveBackSpace();
  }

  async clearDerived(sessionId: string): Promise<void> {
    this.database.transaction(() => {
      const key = this.requireKey(sessionId);
      for (const table of ['logs', 'events', 'redactions', 'members']) {
        this.database.run(`DELETE FROM ${table} WHERE session_key = ?`, key);
      }
    });
  }

  async stats(): Promise<StoreStats> {
    return readStats(this.database, databaseBytes(this.paths.database));
  }

  async version(): Promise<number> {
    return this.database.get('PRAGMA data_version')!.data_version as number;
  }

  async close(): Promise<void> {
    this.facts.close();
    this.database.close();
  }

  private list<T>(scope: ListKind, options: ListOptions, read: (key: number) => T): Page<T> {
    const sessionKey = this.scopeOf(options);
    if (sessionKey === null) return {items: [], next: null};
    return this.database.snapshot(() => {
      const {keys, next} = this.facts.findKeys(scope, options) ?? this.finder.find(scope, options, sessionKey);
      return {items: keys.map(read), next};
    });
  }

  private listWritten<T>(
    kind: 'events' | 'logs',
    options: CountOptions,
    after: number | null,
    read: (key: number) => T,
  ): Written<T> {
    const sessionKey = this.scopeOf(options);
    return this.database.snapshot(() => {
      const changed = after === null ? null : this.changes.since(after, MAX_CHANGES_AT_ONCE);
      if (changed === null || sessionKey === null) return {items: [], after: this.changes.lastNumber()};
      const keys = this.finder.findAmong(kind, options, sessionKey, [...changed.keys[kind]]);
      return {items: keys.map(read), after: changed.number};
    });
  }

  private eventReader(): (key: number) => EventHit {
    const sessions = this.sessionCache();
    return (key) => {
      const {event, sessionKey} = readEvent(this.database, key);
      return {event, session: sessions(sessionKey)};
    };
  }

  private logReader(query: QueryNode | null): (key: number) => LogHit {
    const sessions = this.sessionCache();
    const matchers = positiveTexts(query).map(({value, quoted}) => createTextMatcher(value, quoted));
    return (key) => {
      const {log, sessionKey, eventKey} = readLog(this.database, key);
      const event = eventKey === null ? null : readEvent(this.database, eventKey).event;
      const lines = new Set(matchers.flatMap((matcher) => matcher.lines(log.text)));
      return {log, session: sessions(sessionKey), event, lines: [...lines].sort((a, b) => a - b)};
    };
  }

  /** The session that everything asked for belongs to; undefined: any; null: one that is not there. */
  private scopeOf({sessionId}: CountOptions): number | null | undefined {
    return sessionId === undefined ? undefined : this.findKey(sessionId);
  }

  /** Neighbours in a list mostly belong to the same few sessions. */
  private sessionCache(): (key: number) => SessionRecord {
    const cache = new Map<number, SessionRecord>();
    return (key) => {
      const session = cache.get(key) ?? readSession(this.database, key);
      cache.set(key, session);
      return session;
    };
  }

  private nthNewest(reference: string, back: number): SessionRecord {
    const row = this.database.get('SELECT * FROM sessions ORDER BY key DESC LIMIT 1 OFFSET ?', back - 1);
    if (row === undefined) throw sessionNotFound(reference);
    return sessionOf(row);
  }

  private findKey(id: string): number | null {
    const row = this.database.get('SELECT key FROM sessions WHERE id = ?', id);
    return row === undefined ? null : (row.key as number);
  }

  private requireKey(id: string): number {
    const key = this.findKey(id);
    if (key === null) throw sessionNotFound(id);
    return key;
  }

  private writeRedaction(key: number, {ruleId, elapsedUs, place}: Redaction): void {
    this.database.run('INSERT INTO redactions VALUES (?, ?, ?, ?)', key, ruleId, Math.round(elapsedUs), place);
  }

  /** Free pages go back to the disk, and the log that still holds what was deleted is emptied. */
  private giveBackSpace(): void {
    this.database.exec('PRAGMA incremental_vacuum');
    this.database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }
}

const byTime = <T extends EventRecord | LogRecord>(records: T[]): T[] =>
  records.toSorted((a, b) => a.startedAtMs - b.startedAtMs);

async function removeRecording(file: string): Promise<void> {
  try {
    await rm(file, {force: true});
  } catch (error) {
    throw recordingUnusable(file, `it cannot be removed (${systemErrorCode(error) ?? 'unknown reason'})`, error);
  }
}
