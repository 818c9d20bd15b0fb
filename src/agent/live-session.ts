/**
 * One session with a host: frames in, redacted and recorded, written to the store, acknowledged. Writes happen one
 * after the other; what could not be written (a full disk) is kept and tried again, unacknowledged.
 */
import {type Frame, FrameType, HEADER_BYTES} from '../protocol/frame.ts';
import type {RecorderCut, SessionRecorder} from '../recorder/session-recorder.ts';
import type {SessionRedactor} from '../redact/session-redactor.ts';
import type {MemberRecord} from '../store/records.ts';
import type {Store} from '../store/store.ts';
import {parseSessionInput} from './session-input.ts';

/** Output becomes visible to watchers at most so much later. */
const FLUSH_DELAY_MS = 250;

/** Held back or not writable: tried again after this time. */
const RETRY_DELAY_MS = 1_000;

/** So much is written at once, without waiting for the delay. */
const FLUSH_BYTES = 512 * 1024;

/** Beyond this, the host is made to wait until what it sent is written. */
const MAX_UNWRITTEN_BYTES = 8 * 1024 * 1024;

/**
 * While nothing can be written so much is kept; beyond it the recording pauses, so that the host's buffer does not fill
 * and the command is never stopped by our disk.
 */
const MAX_UNWRITABLE_BYTES = 4 * 1024 * 1024;

/** How often the text of a command that still runs is brought up to date in the store. */
const OPEN_LOG_INTERVAL_MS = 5_000;

export interface RecordingSink {
  appendMember(text: string): Promise<{fileOffset: number; bytes: number}>;
  close(): Promise<void>;
}

export interface LiveSessionOptions {
  recorder: SessionRecorder;
  redactor: SessionRedactor;
  store: Store;
  /** Opens the recording at the first member. */
  openSink: () => Promise<RecordingSink>;
  /** Stream offset up to which the session is in the store already. */
  offset: number;
  /** Null: there is room on the disk. Otherwise why nothing may be written. */
  pauseReason: () => string | null;
  onWriteError: (error: unknown) => void;
  now: () => number;
}

/** The host's end of the session, as far as a session needs it. */
export interface HostLink {
  acknowledge(offset: number): void;
  pause(): void;
  resume(): void;
}

export class LiveSession {
  private link: HostLink | null = null;
  private sink: RecordingSink | null = null;
  /** Stream offsets: what came in, and what is safe. */
  private receivedOffset: number;
  private safeOffset: number;
  private ackedOffset: number;
  private unwritten: RecorderCut | null = null;
  private timer: NodeJS.Timeout | null = null;
  private timerDueAtMs = 0;
  private flushing: Promise<void> | null = null;
  private lastFrameUs = 0;
  private lastFrameAtMs: number;
  private lastOpenLogAtMs: number;
  private ended = false;
  private linkPaused = false;

  constructor(private readonly options: LiveSessionOptions) {
    this.receivedOffset = options.offset;
    this.safeOffset = options.offset;
    this.ackedOffset = options.offset;
    this.lastFrameAtMs = options.now();
    this.lastOpenLogAtMs = options.now();
  }

  get id(): string {
    return this.options.recorder.session.id;
  }

  get hostPid(): number {
    return this.options.recorder.session.hostPid;
  }

  /** END has come and everything is written. */
  get isFinished(): boolean {
    return this.ended && this.unwritten === null && this.safeOffset >= this.receivedOffset;
  }

  get isAttached(): boolean {
    return this.link !== null;
  }

  /** @returns The stream offset where the host goes on. It keeps what is not acknowledged: call `acknowledge` next. */
  attach(link: HostLink): number {
    this.link = link;
    this.linkPaused = false;
    // What an earlier connection was told counts for nothing: it may have been lost on the way.
    this.ackedOffset = 0;
    return this.receivedOffset;
  }

  /** @param link The connection that was lost; another one may have taken its place already. */
  detach(link: HostLink): void {
    if (this.link === link) this.link = null;
  }

  /** @throws {DdcotermError} FRAME_MALFORMED. The session goes on without the frame's content. */
  receive(frame: Frame): void {
    this.receivedOffset += HEADER_BYTES + frame.payload.length;
    this.lastFrameUs = frame.elapsedUs;
    this.lastFrameAtMs = this.options.now();
    const input = parseSessionInput(frame);
    if (input !== null) this.options.redactor.push(input, this.receivedOffset);
    if (frame.type === FrameType.End) this.ended = true;
    this.throttle();
    const isUrgent = this.ended || this.receivedOffset - this.safeOffset >= FLUSH_BYTES;
    this.schedule(isUrgent ? 0 : FLUSH_DELAY_MS);
  }

  /** The host is gone and will not come back: what is there is closed and kept. */
  async interrupt(): Promise<void> {
    await this.flushing;
    const {recorder, redactor} = this.options;
    recorder.apply(redactor.finish());
    recorder.interrupt(this.options.now());
    this.ended = true;
    this.safeOffset = this.receivedOffset;
    await this.flush();
  }

  /** Writes what can be written now: before the agent leaves. The session itself goes on with another agent. */
  async settle(): Promise<void> {
    await this.flush();
    this.stopTimer();
    await this.sink?.close();
    this.sink = null;
  }

  /** An earlier appointment stands, a later one gives way. */
  private schedule(delayMs: number): void {
    const dueAtMs = this.options.now() + delayMs;
    if (this.timer !== null && this.timerDueAtMs <= dueAtMs) return;
    this.stopTimer();
    this.timerDueAtMs = dueAtMs;
    this.timer = setTimeout(() => {
      this.timer = null;
      void this.flush();
    }, delayMs);
  }

  private stopTimer(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  /** One flush at a time; a call during one begins another after it. */
  private async flush(): Promise<void> {
    while (this.flushing !== null) await this.flushing;
    this.flushing = this.writeOnce();
    await this.flushing;
    this.flushing = null;
    this.throttle();
    if (this.unwritten !== null) this.schedule(RETRY_DELAY_MS);
    else if (this.safeOffset < this.receivedOffset) this.schedule(this.isHoldingBack() ? RETRY_DELAY_MS : 0);
    else if (!this.ended && this.lastOpenLogAtMs < this.lastFrameAtMs) this.schedule(OPEN_LOG_INTERVAL_MS);
  }

  private isHoldingBack(): boolean {
    return this.options.now() - this.lastFrameAtMs > FLUSH_DELAY_MS;
  }

  private async writeOnce(): Promise<void> {
    const {recorder, redactor} = this.options;
    const batch = this.ended ? redactor.finish() : redactor.release(this.nowUs());
    recorder.apply(batch);
    this.refreshOpenLog();
    const isWritten = this.options.pauseReason() === null && (await this.writeUnwritten()) && (await this.writeNew());
    if (!isWritten && this.receivedOffset - this.safeOffset > MAX_UNWRITABLE_BYTES) recorder.pause();
    // Paused: what is left out of the recording need not wait in the host either.
    if (isWritten || recorder.isPaused) this.safeOffset = Math.max(this.safeOffset, batch.safeOffset);
    this.acknowledge();
  }

  private async writeNew(): Promise<boolean> {
    this.options.recorder.unpause();
    this.unwritten = this.options.recorder.take();
    return this.writeUnwritten();
  }

  private async writeUnwritten(): Promise<boolean> {
    if (this.unwritten === null) return true;
    if (!(await this.tryWrite(this.unwritten))) return false;
    this.unwritten = null;
    return true;
  }

  /** @returns False when it could not be written, most often for want of room: the cut is kept and tried again. */
  private async tryWrite(cut: RecorderCut): Promise<boolean> {
    try {
      if (cut.member !== null) await this.appendMember(cut);
      await this.options.store.write(cut.batch);
      return true;
    } catch (error) {
      this.options.onWriteError(error);
      return false;
    }
  }

  /** Appends the member once: a cut whose transaction failed is tried again without it. */
  private async appendMember(cut: RecorderCut): Promise<void> {
    this.sink ??= await this.options.openSink();
    const {text, record} = cut.member!;
    const place = await this.sink.appendMember(text);
    const member: MemberRecord = {...record, ...place};
    const {session} = this.options.recorder;
    session.recordingBytes = place.fileOffset + place.bytes;
    cut.batch.members = [member];
    cut.batch.session = {...cut.batch.session, recordingBytes: session.recordingBytes};
    cut.member = null;
  }

  /** Tells the host what is safe, unless it has been told. */
  acknowledge(): void {
    if (this.link === null || this.safeOffset <= this.ackedOffset) return;
    this.ackedOffset = this.safeOffset;
    this.link.acknowledge(this.safeOffset);
  }

  private throttle(): void {
    if (this.link === null) return;
    const isFull = this.receivedOffset - this.safeOffset > MAX_UNWRITTEN_BYTES;
    if (isFull === this.linkPaused) return;
    this.linkPaused = isFull;
    if (isFull) this.link.pause();
    else this.link.resume();
  }

  private refreshOpenLog(): void {
    const now = this.options.now();
    if (this.ended || now - this.lastOpenLogAtMs < OPEN_LOG_INTERVAL_MS) return;
    this.lastOpenLogAtMs = now;
    this.options.recorder.writeOpenLog();
  }

  private nowUs(): number {
    return this.lastFrameUs + Math.max(0, this.options.now() - this.lastFrameAtMs) * 1000;
  }
}
