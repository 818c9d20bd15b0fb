/** Sessions with recordings in a real store, made event by event, as the agent writes them. */
import type {HomePaths} from '../../src/config/home.ts';
import {MemberWriter} from '../../src/recorder/member-writer.ts';
import type {RedactedEvent} from '../../src/redact/redacted.ts';
import {RecordingWriter, recordingPathOf} from '../../src/store/recording-files.ts';
import type {EventRecord, LogRecord, SessionRecord} from '../../src/store/records.ts';
import {openStore} from '../../src/store/sqlite-store.ts';
import type {Store} from '../../src/store/store.ts';
import {Screen} from '../../src/terminal/screen.ts';
import {makeEvent, makeId, makeLog, makeSession, redacted} from './records.ts';

export class StoreBuilder {
  private readonly sessions: SessionBuilder[] = [];

  private constructor(
    readonly store: Store,
    private readonly paths: HomePaths,
  ) {}

  static async create(paths: HomePaths): Promise<StoreBuilder> {
    return new StoreBuilder(await openStore(paths, {access: 'write'}), paths);
  }

  /** A live session without output; `end` ends it. */
  async addSession(fields: Partial<SessionRecord> = {}): Promise<SessionBuilder> {
    const id = fields.id ?? makeId(fields.startedAtMs);
    const session = makeSession({id, state: 'live', endedAtMs: null, exitStatus: null, durationUs: 0, ...fields});
    if (fields.recordingPath === undefined) session.recordingPath = recordingPathOf(id, session.startedAtMs);
    await this.store.createSession(session);
    const {recordingPath} = session;
    const file = recordingPath === null ? null : await RecordingWriter.open(this.paths, recordingPath);
    const added = new SessionBuilder(this.store, session, file);
    this.sessions.push(added);
    return added;
  }

  async close(): Promise<void> {
    for (const session of this.sessions) await session.close();
    await this.store.close();
  }
}

export interface CommandFields extends Partial<Omit<EventRecord, 'commandLine'>> {
  /** What it showed: becomes a log entry. */
  text?: string;
  lineTimes?: LogRecord['lineTimes'];
}

export class SessionBuilder {
  private readonly writer: MemberWriter;
  private readonly screen: Screen;
  private events: EventRecord[] = [];
  private logs: LogRecord[] = [];
  private nowUs = 0;
  private wantsKeyframe = false;

  constructor(
    private readonly store: Store,
    readonly session: SessionRecord,
    private file: RecordingWriter | null,
  ) {
    this.writer = new MemberWriter({...session});
    this.screen = new Screen(session.columns, session.rows);
  }

  get id(): string {
    return this.session.id;
  }

  output(elapsedUs: number, text: string): this {
    this.write({kind: 'output', elapsedUs, text: redacted(text)});
    this.screen.write(text);
    return this;
  }

  resize(elapsedUs: number, columns: number, rows: number): this {
    this.write({kind: 'resize', elapsedUs, columns, rows});
    this.screen.resize(columns, rows);
    return this;
  }

  /** Anything else. */
  write(event: RedactedEvent): this {
    this.nowUs = Math.max(this.nowUs, event.elapsedUs);
    const {columns, rows} = this.screen;
    const keyframe = () => (this.wantsKeyframe ? {columns, rows, screen: redacted(this.screen.serialize())} : null);
    this.writer.write(event, keyframe);
    return this;
  }

  command(commandLine: string, {text, lineTimes, ...fields}: CommandFields = {}): EventRecord {
    const {startUs = this.nowUs, endUs = startUs + 1_000_000} = fields;
    const startedAtMs = this.session.startedAtMs + startUs / 1000;
    const name = commandLine.split(' ')[0]!;
    const line = redacted(commandLine);
    const event = makeEvent(this.session, {startedAtMs, name, ...fields, startUs, endUs, commandLine: line});
    this.events.push(event);
    if (text !== undefined) {
      const times = lineTimes ?? [[0, startUs] as [number, number]];
      const log = {startUs, endUs: endUs ?? startUs, eventId: event.id, startedAtMs, lineTimes: times};
      this.logs.push(makeLog(this.session, text, log));
    }
    return event;
  }

  /** Writes what there is as one member. @param keyframe The next member begins with one. */
  async cut({keyframe = false}: {keyframe?: boolean} = {}): Promise<void> {
    const draft = this.writer.cut(0);
    this.wantsKeyframe = keyframe;
    const {events, logs, session} = this;
    this.events = [];
    this.logs = [];
    const members = [];
    if (draft !== null && this.file !== null) {
      const place = await this.file.appendMember(draft.text);
      session.recordingBytes += place.bytes;
      members.push({...draft.record, ...place});
    }
    session.durationUs = this.nowUs;
    const {recordingBytes, durationUs} = session;
    await this.store.write({sessionId: session.id, session: {recordingBytes, durationUs}, events, logs, members});
  }

  async end(exitStatus = 0, fields: Partial<Omit<SessionRecord, 'id'>> = {}): Promise<SessionRecord> {
    this.write({kind: 'end', elapsedUs: this.nowUs, exitStatus, signal: null});
    await this.cut();
    await this.close();
    const endedAtMs = this.session.startedAtMs + this.nowUs / 1000;
    const ended = {state: 'ended' as const, exitStatus, endedAtMs, ...fields};
    await this.store.write({sessionId: this.id, session: ended});
    return Object.assign(this.session, ended);
  }

  /** The agent is gone. */
  async close(): Promise<void> {
    await this.file?.close();
    this.file = null;
  }
}
