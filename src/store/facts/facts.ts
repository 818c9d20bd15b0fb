/**
 * What lists are narrowed and counted by, of all sessions, events and logs, as columns in memory: some hundred bytes for an
 * event with its log. Read once, when somebody first counts; what changes afterwards is told by the log of changes.
 */
import {setImmediate as nextTurn} from 'node:timers/promises';
import {ChangeLog} from '../change-log.ts';
import type {Database} from '../database.ts';
import type {ListKind} from '../store.ts';
import {EventRows, LogRows, type Rows, SessionRows} from './rows.ts';
import {createDictionaries, SessionFacts} from './session-facts.ts';

/** What a kind refers to is in memory before it. */
const NEEDS: Record<ListKind, readonly ListKind[]> = {
  sessions: ['sessions'],
  events: ['sessions', 'events'],
  logs: ['sessions', 'events', 'logs'],
};

export class Facts {
  readonly dictionaries = createDictionaries();
  sessions!: SessionFacts;
  /** Another one whenever something changed. */
  generation = 0;
  private rows!: Record<ListKind, Rows>;
  /** Numbers of the last change that each kind shows. */
  private seen!: Record<ListKind, number>;
  private readonly loaded = new Set<ListKind>();
  private readonly changes: ChangeLog;
  private loading: Record<ListKind, Promise<void>> | null = null;

  constructor(private readonly database: Database) {
    this.changes = new ChangeLog(database);
  }

  tableOf(kind: ListKind) {
    return this.rows[kind].table;
  }

  /** Makes what is in memory of a kind that of the database: by reading all of it, the first time. */
  async refresh(kind: ListKind): Promise<void> {
    do {
      this.loading ??= this.startLoading();
      await this.loading[kind];
    } while (!this.catchUp(kind));
  }

  /** @returns False: it is not in memory, or changes were missed, and it has to be read (again). */
  catchUp(kind: ListKind): boolean {
    if (this.loading === null || !this.loaded.has(kind)) return false;
    for (const needed of NEEDS[kind]) {
      const changed = this.changes.since(this.seen[needed]);
      if (changed === null) {
        this.loading = null;
        return false;
      }
      if (changed.number === this.seen[needed]) continue;
      this.seen[needed] = changed.number;
      this.generation++;
      this.rows[needed].apply(changed.keys);
    }
    return true;
  }

  /** Sessions first: they are few, and the app begins with them. */
  private startLoading(): Record<ListKind, Promise<void>> {
    this.sessions = new SessionFacts(this.dictionaries);
    const {database, sessions, dictionaries} = this;
    const events = new EventRows(database, sessions, dictionaries);
    this.rows = {
      sessions: new SessionRows(database, sessions),
      events,
      logs: new LogRows(database, sessions, events.table),
    };
    const first = this.changes.lastNumber();
    this.seen = {sessions: first, events: first, logs: first};
    this.loaded.clear();
    const sessionsLoaded = this.load('sessions');
    const eventsLoaded = sessionsLoaded.then(() => this.load('events'));
    const logsLoaded = eventsLoaded.then(() => this.load('logs'));
    const loading = {sessions: sessionsLoaded, events: eventsLoaded, logs: logsLoaded};
    // Who waits is told; the next one tries again.
    logsLoaded.catch(() => {
      if (this.loading === loading) this.loading = null;
    });
    return loading;
  }

  /** Between two turns of the event loop few enough that whoever asks for something else is answered. */
  private async load(kind: ListKind): Promise<void> {
    const rows = this.rows[kind];
    while (rows.loadMore()) await nextTurn();
    this.loaded.add(kind);
    this.generation++;
  }
}
