/**
 * What waits to be sent, by destination. A row names an event and what is to be made of it; the text stays where it is
 * and is read when it is sent. Asynchronous, and it knows no SQLite, as the Store.
 */
import type {QueryNode} from './query.ts';
import type {EventRecord, LogRecord, SessionRecord} from './records.ts';

/** What an event is sent as. */
export type OutboxKind =
  /** A command with its output. */
  | 'log'
  /** A command or process as a log of source `coterm_process_info`. */
  | 'process-log'
  /** The same by the Events API. */
  | 'process-event';

/** Each lane of a destination is sent by itself: logs in batches, events one by one. */
export type OutboxLane = 'logs' | 'events';

export const laneOf = (kind: OutboxKind): OutboxLane => (kind === 'process-event' ? 'events' : 'logs');

/** What is queued from now on when a command or process has ended. */
export interface OutboxSubscription {
  destination: string;
  kinds: readonly OutboxKind[];
}

export interface OutboxEntry {
  /** Rises with every entry; never given twice. */
  sequence: number;
  kind: OutboxKind;
  event: EventRecord;
  session: SessionRecord;
  /** Null where the command showed nothing. */
  log: LogRecord | null;
  /** Rules that masked something while it ran, each once; and how often any did. */
  rules: string[];
  redactions: number;
  /** A long text is sent in parts, numbered from 0. Those before `firstPart` have arrived. */
  firstPart: number;
  /** Null: to the end. */
  lastPart: number | null;
}

export interface OutboxReadOptions {
  /** Entries after this one; 0: from the start. */
  after: number;
  limit: number;
  /** Reading ends with the entry that goes beyond: a bound for memory, characters of log text. */
  maxChars: number;
  /** What does not match is taken out of the queue. */
  filter: QueryNode | null;
}

export interface OutboxPage {
  entries: OutboxEntry[];
  /** `after` of the next page; null: nothing more waits. */
  next: number | null;
}

/** What an answer says about the entries of a batch. */
export interface OutboxOutcome {
  /** They leave the queue. */
  delivered: readonly number[];
  /** Everything before this part has arrived; the rest waits. */
  progressed: readonly {sequence: number; firstPart: number}[];
  /** Set aside, until somebody looks at them. `part` null: all that was left of it. */
  refused: readonly {sequence: number; part: number | null; reason: string}[];
}

export type PauseReason =
  | 'user'
  /** 401 or 403. */
  | 'key-refused'
  /** One entry after the other was refused, and none accepted in between. */
  | 'all-refused';

/** How a destination fares; kept across restarts of the agent. */
export interface DestinationState {
  pauseReason: PauseReason | null;
  pausedAtMs: number | null;
  /** The user was told of the pause. */
  told: boolean;
  /** In words, without a key; null since the last success. */
  lastError: string | null;
  lastErrorAtMs: number | null;
  lastSuccessAtMs: number | null;
  /** Since the store began: wire entries, and their bytes before compression. */
  sentEntries: number;
  sentBytes: number;
}

export interface DestinationStatus extends DestinationState {
  name: string;
  waiting: Record<OutboxLane, number>;
  failed: number;
  /** When the oldest that waits was queued; null: nothing waits. */
  oldestQueuedAtMs: number | null;
}

/** An entry that was set aside. */
export interface FailedEntry {
  id: number;
  destination: string;
  kind: OutboxKind;
  sessionId: string | null;
  eventId: string;
  /** Null: all parts. */
  part: number | null;
  /** Null: its session is gone. */
  commandLine: string | null;
  reason: string;
  failedAtMs: number;
}

export interface FailedSelection {
  /** Absent: of all destinations. */
  destination?: string;
  /** Absent: all. */
  ids?: readonly number[];
}

export interface Outbox {
  /**
   * Entries are queued for these, in the transaction that writes their events, once, when they end. Of sessions that
   * must not leave the machine nothing is queued. None: writing costs nothing.
   *
   * @param onQueued Called after a write that queued something.
   */
  subscribe(subscriptions: readonly OutboxSubscription[], onQueued: () => void): void;

  read(destination: string, lane: OutboxLane, options: OutboxReadOptions): Promise<OutboxPage>;
  /** One transaction; durable when the promise resolves. */
  settle(destination: string, outcome: OutboxOutcome, state: Partial<DestinationState>): Promise<void>;

  /** Does anything wait for one of these? */
  hasWaiting(destinations: readonly string[]): Promise<boolean>;
  /** Sessions of which something waits for one of these. */
  listPendingSessions(destinations: readonly string[]): Promise<Set<string>>;
  /** Those named, and all that something waits for or that something was sent to. */
  listDestinations(names?: readonly string[]): Promise<DestinationStatus[]>;
  updateDestination(name: string, state: Partial<DestinationState>): Promise<void>;

  /** Oldest first. */
  listFailed(selection: FailedSelection & {limit: number}): Promise<FailedEntry[]>;
  /** Puts what was set aside back into the queue. @returns How many. */
  retryFailed(selection: FailedSelection): Promise<number>;
  /** @returns How many. */
  discardFailed(selection: FailedSelection): Promise<number>;
}
