/** The background process: accepts hosts, keeps one LiveSession for each, keeps house, and leaves when idle. */
import type {Server} from 'node:net';
import {setTimeout as sleep} from 'node:timers/promises';
import type {ShimProfile} from '../../shims/profile.ts';
import type {Config} from '../config/config.ts';
import type {HomePaths} from '../config/home.ts';
import {VERSION} from '../config/version.ts';
import {DdcotermError, systemErrorCode} from '../errors.ts';
import {renderTrail} from '../policy/trail.ts';
import {encodeEnding} from '../protocol/end.ts';
import {type Frame, FrameType} from '../protocol/frame.ts';
import {
  type AgentStatus,
  type Ask,
  type ControlRequest,
  type Hello,
  parseAsk,
  parseHello,
  parseJsonObject,
} from '../protocol/messages.ts';
import {SessionRecorder} from '../recorder/session-recorder.ts';
import {knownFromStart} from '../redact/known-from-start.ts';
import type {KnownValues} from '../redact/known-values.ts';
import {SessionRedactor} from '../redact/session-redactor.ts';
import {TextRedactor} from '../redact/text-redactor.ts';
import {RecordingWriter} from '../store/recording-files.ts';
import type {SessionRecord} from '../store/records.ts';
import {enforceLimits} from '../store/retention.ts';
import type {Store} from '../store/store.ts';
import type {AgentLog} from './agent-log.ts';
import {listenAt} from './agent-socket.ts';
import {AskingConnection} from './asking-connection.ts';
import {DiskWatch} from './disk-watch.ts';
import {helloExpected} from './errors.ts';
import {Garbage} from './garbage.ts';
import {GroupedWrites} from './grouped-writes.ts';
import {HostConnection} from './host-connection.ts';
import {LiveSession} from './live-session.ts';
import type {PolicyDesk, Refusal} from './policy-desk.ts';
import {RepackQueue} from './repack-queue.ts';
import {type Replayed, replayRecording} from './repair.ts';
import type {Rulebook} from './rulebook.ts';
import {createSessionRecord} from './session-from-hello.ts';
import {UploadLink} from './upload-link.ts';

/** A host that lost its agent is back within this time. */
const RECONNECT_GRACE_MS = 10_000;

/** A host that is gone may have left a copy of itself that delivers its frames: it tries again at least once a second. */
const DELIVERY_GRACE_MS = 2_000;

/** Retention and the store's size are looked at this often while the agent runs. */
const HOUSEKEEPING_MS = 10 * 60 * 1000;

/** What the start has left behind is given back when whoever had the agent started is served. */
const SETTLED_MS = 1_000;

/** A session tries by itself; so often it is looked at whether it is done. */
const UNWRITABLE_RETRY_MS = 1_000;

/** Output is written, and seen by watchers, at most so much later: many sessions at once take turns that are longer. */
const FLUSH_DELAY_MS = {least: 250, most: 750};
const UNHURRIED_SESSIONS = 8;

/** What our own keys are called in the audit. */
const OWN_KEY_RULE = 'datadog-key';

/** Tells a host that everything it holds is safe: the session has ended and is written. */
const ALL_SAFE_OFFSET = Number.MAX_SAFE_INTEGER;

export interface AgentOptions {
  paths: HomePaths;
  store: Store;
  log: AgentLog;
  rulebook: Rulebook;
  readConfig: () => Config;
  profileFor: (command: string) => ShimProfile;
  /** The tags that a profile derives for this session. */
  deriveTags: (profile: ShimProfile, hello: Hello) => Record<string, string>;
  /** Answers hosts that ask before they start a command. */
  policy: PolicyDesk;
  /** Of the agent itself: the variables that the upload is reached by. */
  connection: Record<string, string>;
  now: () => number;
  /** The agent has nothing more to do, or was told to stop: everything is written. */
  onStopped: () => void;
}

export class Agent {
  private readonly sessions = new Map<string, LiveSession>();
  private readonly connections = new Map<HostConnection, LiveSession | null>();
  private readonly asking = new Map<HostConnection, AskingConnection>();
  private readonly disk: DiskWatch;
  private readonly upload: UploadLink;
  private readonly repacking: RepackQueue;
  private readonly garbage = new Garbage();
  private readonly writes: GroupedWrites;
  private readonly startedAtMs: number;
  /** Sessions that are written to their end: a host that comes back after all waits, and goes on behind it. */
  private readonly closing = new Map<string, Promise<void>>();
  private readonly opening = new Map<string, Promise<LiveSession | null>>();
  private server: Server | null = null;
  private idleTimer: NodeJS.Timeout | null = null;
  private housekeepingTimer: NodeJS.Timeout | null = null;
  private config: Config;
  private isStopping = false;

  constructor(private readonly options: AgentOptions) {
    const {paths, now} = options;
    this.config = options.readConfig();
    this.disk = new DiskWatch(paths.data, this.config.limits.freeDiskBytes, now);
    this.startedAtMs = now();
    this.writes = new GroupedWrites(options.store);
    this.upload = new UploadLink({
      ...{store: options.store, log: options.log, now, noticeFile: paths.notice, env: options.connection},
      onIdle: () => this.watchIdle(),
    });
    this.repacking = new RepackQueue({
      paths,
      store: options.store,
      isBusy: () => this.disk.pauseReason() !== null || [...this.sessions.values()].some(({isFlooded}) => isFlooded),
      onError: (sessionId, error) => this.onFailure(`Cannot repack the recording of "${sessionId}"`, error),
    });
  }

  /** Listens first, so that hosts need not wait for the repair of old sessions. */
  async start(): Promise<void> {
    this.server = await listenAt(this.options.paths.socket, (socket) => {
      const connection = new HostConnection(socket, {
        onFrame: (frame, from) => this.onFrame(frame, from),
        onClose: (closed) => this.onClose(closed),
        onError: (error) => this.onFailure('Cannot go on with a connection', error),
      });
      this.connections.set(connection, null);
      this.stopIdleTimer();
    });
    this.options.log.info(`agent ${VERSION} listens, pid ${process.pid}`);
    this.upload.configure(this.config, null);
    await this.repairSessions();
    await this.keepHouse();
    this.repacking.wake();
    setTimeout(() => this.garbage.collect(), SETTLED_MS).unref();
    this.watchIdle();
  }

  /** Writes everything and goes. Hosts that are still running start another agent and go on there. */
  async stop(): Promise<void> {
    if (this.isStopping) return;
    this.isStopping = true;
    this.stopIdleTimer();
    if (this.housekeepingTimer !== null) clearTimeout(this.housekeepingTimer);
    this.server?.close();
    for (const session of this.sessions.values()) await session.settle();
    await this.repacking.stop();
    for (const connection of this.connections.keys()) connection.close();
    await this.options.policy.close();
    await this.upload.close();
    this.options.log.info('agent stops');
    this.options.onStopped();
  }

  private onFrame(frame: Frame, connection: HostConnection): void {
    const session = this.connections.get(connection);
    if (session !== null && session !== undefined) {
      if (session.isServedBy(connection)) session.receive(frame);
      return;
    }
    const asking = this.asking.get(connection);
    if (asking !== undefined) {
      if (frame.type === FrameType.Answer) asking.receive(frame.payload.toString('utf8'));
    } else if (frame.type === FrameType.Ask) {
      void this.decide(parseAsk(frame.payload), connection);
    } else if (frame.type === FrameType.Hello) {
      const hello = parseHello(frame.payload);
      void connection.hold(() => this.welcome(hello, connection));
    } else if (frame.type === FrameType.Control) {
      this.onControl(parseJsonObject('CONTROL', frame.payload) as unknown as ControlRequest, connection);
    } else {
      throw helloExpected(frame.type);
    }
  }

  private onControl(request: ControlRequest, connection: HostConnection): void {
    connection.reply(this.status());
    if (request.request === 'stop') void this.stop();
    if (request.request === 'upload-flush') void this.upload.flush();
    if (request.request === 'upload-changed') void this.upload.reload();
  }

  private async decide(ask: Ask, connection: HostConnection): Promise<void> {
    const host = new AskingConnection((payload) => connection.verdict(payload));
    this.asking.set(connection, host);
    try {
      const refusal = await this.options.policy.decide(ask, host);
      if (refusal !== null) await this.recordRefusal(refusal);
    } catch (error) {
      this.onFailure(`Cannot decide about session "${ask.session}"`, error);
      connection.close();
    }
  }

  /** A command that did not run is a session of its own: its event, and what was decided. */
  private async recordRefusal({ask, trail, ending}: Refusal): Promise<void> {
    const session = await this.openSession({...ask, pty: null, capture: 'terminal', verdicts: renderTrail(trail)});
    session?.receive({type: FrameType.End, elapsedUs: 0, payload: encodeEnding(ending)});
    if (session !== null) await this.drop(session);
  }

  /** With a damaged store nothing can be done here: hosts start the next agent, which builds a new one. */
  private onFailure(what: string, error: unknown): void {
    if (this.isStopping) return;
    this.options.log.error(what, error);
    if (error instanceof DdcotermError && error.code === 'STORE_BROKEN') void this.stop();
  }

  private status(): AgentStatus {
    return {
      version: VERSION,
      pid: process.pid,
      startedAtMs: this.startedAtMs,
      liveSessions: this.sessions.size,
      residentBytes: process.memoryUsage.rss(),
      paused: this.disk.pauseReason(),
      upload: this.upload.state,
    };
  }

  private async welcome(hello: Hello, connection: HostConnection): Promise<void> {
    this.config = this.options.readConfig();
    this.options.rulebook.update(this.config.redact);
    this.disk.limitBytes = this.config.limits.freeDiskBytes;
    this.upload.configure(this.config, hello.connection ?? {});
    const session = await this.findSession(hello);
    if (session === null) {
      connection.welcome({agentVersion: VERSION, offset: ALL_SAFE_OFFSET});
      return;
    }
    this.connections.set(connection, session);
    connection.welcome({agentVersion: VERSION, offset: session.attach(connection)});
    session.acknowledge();
  }

  /** Two copies of a host may ask at once, and one may ask while its session is being closed. */
  private async findSession(hello: Hello): Promise<LiveSession | null> {
    const id = hello.session;
    await this.closing.get(id);
    const known = this.sessions.get(id);
    if (known !== undefined) return known;
    const opening = this.opening.get(id) ?? this.openSession(hello).finally(() => this.opening.delete(id));
    this.opening.set(id, opening);
    return opening;
  }

  /** @returns Null for a session that has ended and is written in full. */
  private async openSession(hello: Hello): Promise<LiveSession | null> {
    const known = await this.options.store.getSession(hello.session);
    if (known?.state === 'ended') return null;
    const values = this.valuesKnownTo(hello);
    const replayed = known === null ? await this.createSession(hello, values) : await this.resumeSession(known);
    if (replayed === null) return null;
    const live = this.liveSession(replayed, values);
    this.sessions.set(live.id, live);
    return live;
  }

  /** Our own keys, and what the command was started with: masked wherever they stand, also in its title and tags. */
  private valuesKnownTo({env, connection, argv, name}: Hello): KnownValues {
    return knownFromStart(this.options.rulebook.rules, {
      argv,
      secretFlags: this.options.profileFor(name).secretFlags,
      variables: {...env, ...connection, ...this.upload.variables},
      keys: {values: this.upload.keys, ruleId: OWN_KEY_RULE},
    });
  }

  private async createSession(hello: Hello, values: KnownValues): Promise<Replayed> {
    const profile = this.options.profileFor(hello.name);
    const profileTags = this.options.deriveTags(profile, hello);
    const start = createSessionRecord({
      hello,
      config: this.config,
      profile,
      profileTags,
      redactor: new TextRedactor(this.options.rulebook.rules, values),
    });
    await this.options.store.createSession(start.session);
    const {session} = start;
    const recorder = new SessionRecorder({
      session,
      prompt: profile.prompt ?? null,
      limits: this.config.limits,
      redact: this.redact,
    });
    recorder.noteRedactions(start.redactions);
    return {recorder, members: [], redactions: [], offset: 0, endOffset: 0};
  }

  /** @returns Null: its end is in the recording, only the store did not know. */
  private async resumeSession(session: SessionRecord): Promise<Replayed | null> {
    const replayed = await this.replay(session);
    if (replayed.recorder.session.state === 'ended') {
      await this.writeReplayed(replayed);
      return null;
    }
    await this.options.store.write({
      sessionId: session.id,
      session: {state: 'live', endedAtMs: null},
      members: replayed.members,
      redactions: replayed.redactions,
    });
    this.options.log.info(`session ${session.id} goes on`);
    return replayed;
  }

  private liveSession({recorder, offset, endOffset}: Replayed, values: KnownValues): LiveSession {
    const {paths, now, rulebook} = this.options;
    const {session} = recorder;
    const redactor = new SessionRedactor({
      rules: rulebook.rules,
      startOffset: offset,
      columns: session.columns,
      rows: session.rows,
      values,
      unfinishedLine: recorder.unfinishedLine,
    });
    return new LiveSession({
      recorder,
      redactor,
      store: this.writes,
      endOffset,
      openSink: (end) => RecordingWriter.open(paths, session.recordingPath ?? '', end),
      offset,
      pauseReason: () => this.disk.pauseReason(),
      onWriteError: (error) => this.onFailure(`Cannot write session "${session.id}"`, error),
      onQuickPacking: () => this.repacking.note(session.id),
      onDone: (bytes) => this.garbage.add(bytes),
      flushDelayMs: () => this.flushDelayMs(),
      now,
    });
  }

  private flushDelayMs(): number {
    const {least, most} = FLUSH_DELAY_MS;
    return Math.min(most, least * Math.max(1, this.sessions.size / UNHURRIED_SESSIONS));
  }

  private onClose(connection: HostConnection): void {
    const session = this.connections.get(connection);
    this.connections.delete(connection);
    this.asking.get(connection)?.close();
    this.asking.delete(connection);
    if (session !== null && session !== undefined) {
      session.detach(connection);
      this.release(session);
    }
    this.watchIdle();
  }

  /** A session without a host: done, or given time for its host to come back. */
  private release(session: LiveSession): void {
    if (this.isStopping || session.isAttached) return;
    if (session.isFinished) {
      void this.drop(session);
      return;
    }
    setTimeout(() => {
      if (this.isStopping || session.isAttached) return;
      this.closing.set(session.id, this.close(session));
    }, graceMs(session.hostPid));
  }

  /** The host does not come back: its session is written to the end, however long there is no room on the disk. */
  private async close(session: LiveSession): Promise<void> {
    await session.interrupt();
    while (!session.isFinished && !this.isStopping) await sleep(UNWRITABLE_RETRY_MS);
    await this.drop(session);
    this.closing.delete(session.id);
  }

  private async drop(session: LiveSession): Promise<void> {
    await session.settle();
    this.sessions.delete(session.id);
    this.repacking.wake();
    this.watchIdle();
  }

  /** Sessions that an earlier agent left open: a host that still runs comes back at once, the others are closed. */
  private async repairSessions(): Promise<void> {
    const query = {type: 'match', key: 'state', attribute: true, value: 'live', quoted: true} as const;
    const page = await this.options.store.listSessions({query, limit: 10_000});
    const left = page.items.filter((session) => !this.sessions.has(session.id));
    if (left.length === 0) return;
    const graceForAllMs = Math.max(...left.map(({hostPid}) => graceMs(hostPid)));
    setTimeout(() => void this.closeLeftSessions(left.map(({id}) => id)), graceForAllMs);
  }

  private async closeLeftSessions(ids: string[]): Promise<void> {
    for (const id of ids) {
      const closing = this.closeLeftSession(id).catch((error) =>
        this.options.log.error(`Cannot repair session "${id}"`, error),
      );
      this.closing.set(id, closing);
      await closing;
      this.closing.delete(id);
    }
    this.watchIdle();
  }

  private async closeLeftSession(id: string): Promise<void> {
    await this.opening.get(id);
    const session = await this.options.store.getSession(id);
    if (this.isStopping || this.sessions.has(id) || session === null || session.state !== 'live') return;
    const replayed = await this.replay(session);
    const {recorder} = replayed;
    if (recorder.session.state === 'live') {
      recorder.interrupt(session.startedAtMs + recorder.session.durationUs / 1000);
    }
    await this.writeReplayed(replayed);
    this.options.log.info(`session ${session.id} was interrupted and is complete now`);
  }

  private async writeReplayed({recorder, members, redactions}: Replayed): Promise<void> {
    const cut = recorder.take();
    await this.options.store.write({...cut?.batch, sessionId: recorder.session.id, members, redactions});
  }

  private async replay(session: SessionRecord): Promise<Replayed> {
    const {paths, store} = this.options;
    const knownMembers = (await store.listMembers(session.id)).length;
    const prompt = this.options.profileFor(session.command).prompt ?? null;
    return replayRecording({
      ...{paths, session, knownMembers, prompt, limits: this.config.limits, redact: this.redact},
      onPassed: (bytes) => this.garbage.add(bytes),
    });
  }

  private readonly redact = (text: string) => this.options.rulebook.text.redactText(text).text;

  private async keepHouse(): Promise<void> {
    if (this.isStopping) return;
    try {
      const isPending = await this.upload.pendingSessions();
      await enforceLimits(this.options.store, this.config, this.options.now(), isPending);
    } catch (error) {
      this.options.log.error('Cannot enforce the limits of the store', error);
    }
    this.housekeepingTimer = setTimeout(() => void this.keepHouse(), HOUSEKEEPING_MS);
  }

  private watchIdle(): void {
    this.stopIdleTimer();
    if (this.connections.size > 0 || this.sessions.size > 0 || this.upload.isBusy || this.isStopping) return;
    this.idleTimer = setTimeout(() => void this.stop(), this.config.agent.idleMs);
  }

  private stopIdleTimer(): void {
    if (this.idleTimer !== null) clearTimeout(this.idleTimer);
    this.idleTimer = null;
  }
}

const graceMs = (hostPid: number): number => (isRunning(hostPid) ? RECONNECT_GRACE_MS : DELIVERY_GRACE_MS);

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemErrorCode(error) === 'EPERM'; // there is one, of another user
  }
}
