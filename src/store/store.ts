/** The Store interface: asynchronous, and it knows no SQLite, so that a team server can stand on another engine. */
import type {Redaction} from '../redact/redacted.ts';
import type {Outbox} from './outbox.ts';
import type {QueryNode} from './query.ts';
import type {EventRecord, LogRecord, MemberRecord, SessionBatch, SessionRecord} from './records.ts';

export interface ListOptions {
  /** Null: everything. */
  query: QueryNode | null;
  /** Wall clock bounds of the start, milliseconds since 1970; absent: open. */
  startedAfterMs?: number;
  startedBeforeMs?: number;
  sessionId?: string;
  /** Newest first unless `oldestFirst`. */
  oldestFirst?: boolean;
  limit: number;
  /** `next` of an earlier page. */
  cursor?: string;
}

export interface Page<T> {
  /** Fewer than were asked for, perhaps none, where a look would have taken long: `next` goes on. */
  items: T[];
  /** Null on the last page. */
  next: string | null;
}

/** A log entry that matched, with the lines that did. */
export interface LogHit {
  log: LogRecord;
  session: SessionRecord;
  event: EventRecord | null;
  /** Line numbers in `log.text` that match the query's text, rising; empty for a query without text. */
  lines: number[];
}

export interface EventHit {
  event: EventRecord;
  session: SessionRecord;
}

/** What is listed and counted. */
export type ListKind = 'sessions' | 'events' | 'logs';

/** What facets and histograms are of; without a bound: of all time. */
export type CountOptions = Pick<ListOptions, 'query' | 'startedAfterMs' | 'startedBeforeMs' | 'sessionId'>;

export interface FacetCounts {
  /** Of everything that matches. */
  total: number;
  /** In the order they were asked for. */
  facets: Facet[];
  /** False: the numbers were estimated from a sample, as a count would have taken too long. */
  isExact: boolean;
}

export interface Facet {
  field: string;
  /** Most frequent first. `query` selects exactly these. */
  values: {value: string; count: number; query: QueryNode}[];
  /** There are more values than were listed. */
  more: boolean;
}

export interface Histogram {
  fromMs: number;
  toMs: number;
  bucketMs: number;
  /** By start, without gaps. `failed`: ended by a signal or with another status than 0. */
  buckets: {startMs: number; count: number; failed: number}[];
  /** False: see `FacetCounts`. */
  isExact: boolean;
}

/** What was written meanwhile, new or once more; of one thing its last state. */
export interface Written<T> {
  /** In the order of their start; not more than can be read at once. */
  items: T[];
  /** Where to go on. */
  after: number;
}

/** Which members of a recording are wanted. */
export interface MemberOptions {
  /** Those behind this sequence number. */
  after?: number;
  /** From the last keyframe at or before this moment on. */
  fromUs?: number;
  /** Those that begin at or before this moment. */
  toUs?: number;
  keyframesOnly?: boolean;
  newestFirst?: boolean;
  limit?: number;
}

export interface StoreStats {
  sessions: number;
  liveSessions: number;
  interruptedSessions: number;
  events: number;
  logs: number;
  redactions: number;
  redactionsByRule: Record<string, number>;
  sessionsByCommand: Record<string, number>;
  outputBytes: number;
  recordingBytes: number;
  databaseBytes: number;
  oldestStartedAtMs: number | null;
  deletedSessions: number;
}

/** Why a session went: told in `stats` and `show` of its id. */
export interface Tombstone {
  sessionId: string;
  command: string;
  startedAtMs: number;
  deletedAtMs: number;
  reason: 'user' | 'retention' | 'store-limit';
}

export interface Store {
  /** What waits to be sent. */
  readonly outbox: Outbox;

  createSession(session: SessionRecord): Promise<void>;
  /** One transaction; durable when the promise resolves. */
  write(batch: SessionBatch): Promise<void>;
  /** The same for several sessions together: all or nothing. */
  writeAll(batches: readonly SessionBatch[]): Promise<void>;

  getSession(id: string): Promise<SessionRecord | null>;
  /**
   * @param reference A full id, any unique prefix, `last`, or `-1`, `-2`, … counted from the newest.
   * @throws {DdcotermError} SESSION_NOT_FOUND, SESSION_AMBIGUOUS (the hint lists candidates).
   */
  resolveSession(reference: string): Promise<SessionRecord>;
  listSessions(options: ListOptions): Promise<Page<SessionRecord>>;
  listEvents(options: ListOptions): Promise<Page<EventHit>>;
  searchLogs(options: ListOptions): Promise<Page<LogHit>>;
  /**
   * @param fields As keys of queries, without `@`; those of the kind that it is usually narrowed by where none are given.
   * @param limit So many values of each field at most.
   */
  countFacets(kind: ListKind, options: CountOptions, fields: readonly string[], limit: number): Promise<FacetCounts>;
  /** @param buckets About so many. */
  countOverTime(kind: ListKind, options: CountOptions, buckets: number): Promise<Histogram>;
  listMembers(sessionId: string, options?: MemberOptions): Promise<MemberRecord[]>;
  listRedactions(sessionId: string): Promise<Redaction[]>;
  listTombstones(limit: number): Promise<Tombstone[]>;

  /** Removes the session, its rows and its recording file, and leaves a tombstone. */
  deleteSession(id: string, reason: Tombstone['reason']): Promise<void>;
  /** Drops events, logs, redactions and members of a session that is about to be rebuilt from its recording. */
  clearDerived(sessionId: string): Promise<void>;
  stats(): Promise<StoreStats>;
  /** Another number after each change that somebody else made. */
  version(): Promise<number>;
  /** For who follows. @param after Of the call before; null: nothing yet, only where to go on from. */
  eventsWrittenSince(options: CountOptions, after: number | null): Promise<Written<EventHit>>;
  logsWrittenSince(options: CountOptions, after: number | null): Promise<Written<LogHit>>;
  close(): Promise<void>;
}
