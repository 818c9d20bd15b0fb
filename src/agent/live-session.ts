/**
 * One session with a host: frames in, redacted and recorded, written to the store, acknowledged. Writes happen one
 * after the other; what could not be written (a full disk) is kept and tried again, unacknowledged.
 */
import {type Frame, FrameType, HEADER_BYTES} from '../protocol/frame.ts';
import type {SessionRecorder} from '../recorder/session-recorder.ts';
import type {SessionRedactor} from '../redact/session-redactor.ts';
import type {Store} from '../store/store.ts';
import {CutWriter, type RecordingSink} from './cut-writer.ts';
import {parseSessionInput} from './session-input.ts';

/** Appointments are at full multiples of this time. */
const MEETING_MS = 125;

/** Held back or not writable: tried again after this time. */
const RETRY_DELAY_MS = 1_000;

/** So much is written at once, without waiting for the delay. */
const FLUSH_BYTES = 512 * 1024;

/**
 * Beyond this, the host is made to wait until what it sent is written: one part is written, one is read, and some of the next is
 * there. Each byte of it takes the agent ten, and the host keeps what it has to send.
 */
const MAX_UNWRITTEN_BYTES = 1280 * 1024;

/**
 * While nothing can be written so much is kept; beyond it the recording pauses, so that the host's buffer does not fill
 * and the command is never stopped by our disk.
 */
const MAX_UNWRITABLE_BYTES = 3 * 1024 * 1024;

/** How often the text of a command that still runs is brought up to date in the store. */
const OPEN_LOG_INTERVAL_MS = 5_000;

export interface LiveSessionOptions {
  recorder: SessionRecorder;
  redactor: SessionRedactor;
  store: Pick<Store, 'write'>;
  /** Where the recording ends that an earlier agent began; 0 for a new one. */
  endOffset: number;
  /** Opens the recording when there is a member for it; `endOffset` is where it goes. */
  openSink: (endOffset: number) => Promise<RecordingSink>;
  /** Stream offset up to which the session is in the store already. */
  offset: number;
  /** Null: there is room on the disk. Otherwise why nothing may be written. */
  pauseReason: () => string | null;
  onWriteError: (error: unknown) => void;
  /** The recording will be larger than need be. */
  onQuickPacking: () => void;
  /** So many bytes more of the stream are safe. */
  onDone: (bytes: number) => void;
  /** Output becomes visible to watchers at most so much later. */
  flushDelayMs: () => number;
  now: () => number;
}

/** The host's end of the session, as far as a session needs it. */
export interface HostLink {
  acknowledge(offset: number): void;
  pause(): void;
  resume(): void;
}

export class LiveSession {
  private readonly writer: CutWriter;
  private link: HostLink | null = null;
  /** Stream offsets: what came in, what the recorder has, what was given to the writer, and what is safe. */
  private receivedOffset: number;
  private recordedOffset: number;
  private cutOffset: number;
  private safeOffset: number;
  private ackedOffset: number;
  private timer: NodeJS.Timeout | null = null;
  private timerDueAtMs = 0;
  private lastFrameUs = 0;
  private lastFrameAtMs: number;
  private lastOpenLogAtMs: number;
  private ended = false;
  private linkPaused = false;

  constructor(private readonly options: LiveSessionOptions) {
    const {offset, store, endOffset, openSink, onQuickPacking, pauseReason, onWriteError} = options;
    this.receivedOffset = offset;
    this.recordedOffset = offset;
    this.cutOffset = offset;
    this.safeOffset = offset;
    this.ackedOffset = offset;
    this.lastFrameAtMs = options.now();
    this.lastOpenLogAtMs = options.now();
    const onWritten = (safeOffset: number) => this.noteWritten(safeOffset);
    this.writer = new CutWriter({store, endOffset, openSink, onQuickPacking, pauseReason, onWriteError, onWritten});
  }

  get id(): string {
    return this.options.recorder.session.id;
  }

  get hostPid(): number {
    return this.options.recorder.session.hostPid;
  }

  /** END has come and everything is written. */
  get isFinished(): boolean {
    return this.ended && this.writer.isEmpty && this.safeOffset >= this.receivedOffset;
  }

  /** It has more to write than was written at once. */
  get isFlooded(): boolean {
    return this.receivedOffset - this.safeOffset >= FLUSH_BYTES;
  }

  get isAttached(): boolean {
    return this.link !== null;
  }

  /** What comes by an earlier connection is told again by the one that took its place, from where that one was welcomed. */
  isServedBy(link: HostLink): boolean {
    return this.link === link;
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
    this.schedule(this.ended || this.isUrgent ? 0 : this.options.flushDelayMs());
  }

  /** The host is gone and will not come back: what is there is closed and kept. Its end may have come and only be unwritten. */
  async interrupt(): Promise<void> {
    await this.flush();
    if (this.ended) return;
    const {recorder, redactor} = this.options;
    recorder.apply(redactor.finish());
    recorder.interrupt(this.options.now());
    this.ended = true;
    await this.flush();
  }

  /** Writes what can be written now: before the agent leaves. The session itself goes on with another agent. */
  async settle(): Promise<void> {
    await this.flush();
    this.stopTimer();
    await this.writer.close();
  }

  /** An earlier appointment stands, a later one gives way. Sessions meet, where they can, so that they write together. */
  private schedule(delayMs: number): void {
    const latestMs = this.options.now() + delayMs;
    const dueAtMs = delayMs > MEETING_MS ? latestMs - (latestMs % MEETING_MS) : latestMs;
    if (this.timer !== null && this.timerDueAtMs <= dueAtMs) return;
    this.stopTimer();
    this.timerDueAtMs = dueAtMs;
    this.timer = setTimeout(() => {
      this.timer = null;
      void this.flush();
    }, dueAtMs - this.options.now());
  }

  private stopTimer(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  private async flush(): Promise<void> {
    this.record();
    do await this.writer.drain();
    while (!this.writer.isEmpty && !this.writer.isStuck);
    if (this.writer.isStuck) this.giveWay();
    this.throttle();
    if (this.writer.isStuck) this.schedule(RETRY_DELAY_MS);
    else if (this.safeOffset < this.receivedOffset)
      this.schedule(this.isHoldingBack() ? RETRY_DELAY_MS : this.options.flushDelayMs());
    else if (!this.ended && this.lastOpenLogAtMs < this.lastFrameAtMs) this.schedule(OPEN_LOG_INTERVAL_MS);
  }

  /** Takes what the redactor lets go, and gives it to the writer unless that has enough: then it asks again by itself. */
  private record(): void {
    const {recorder, redactor} = this.options;
    if (this.writer.isFull && !this.writer.isStuck) return;
    const {isUrgent} = this;
    const batch = this.ended ? redactor.finish() : redactor.release(this.nowUs());
    recorder.apply(batch);
    this.recordedOffset = this.ended ? this.receivedOffset : batch.safeOffset;
    this.refreshOpenLog();
    if (this.writer.isStuck) return;
    recorder.unpause();
    const cut = recorder.take();
    if (cut === null && this.recordedOffset === this.cutOffset) return;
    this.cutOffset = this.recordedOffset;
    this.writer.push({cut, safeOffset: this.cutOffset, isUrgent});
  }

  private noteWritten(safeOffset: number): void {
    this.options.onDone(safeOffset - this.safeOffset);
    this.safeOffset = Math.max(this.safeOffset, safeOffset);
    this.acknowledge();
    this.throttle();
    const isAllCut = this.cutOffset === this.recordedOffset && !(this.ended && this.cutOffset < this.receivedOffset);
    if (this.isUrgent || !isAllCut) this.record();
  }

  /** The disk takes nothing. What is left out of the recording need not wait in the host either. */
  private giveWay(): void {
    const {recorder} = this.options;
    if (this.receivedOffset - this.safeOffset > MAX_UNWRITABLE_BYTES) recorder.pause();
    if (recorder.isPaused) this.safeOffset = Math.max(this.safeOffset, this.recordedOffset);
    this.acknowledge();
  }

  /** So much came that it is written without waiting for the delay. */
  private get isUrgent(): boolean {
    return this.receivedOffset - this.recordedOffset >= FLUSH_BYTES;
  }

  /** What only lingers in the redactor leaves within the first second: watchers wait for it no longer. */
  private isHoldingBack(): boolean {
    return this.options.now() - this.lastFrameAtMs > RETRY_DELAY_MS;
  }

  /** Tells the host what is safe, unless it has been told. */
  acknowledge(): void {
    if (this.link === null || this.safeOffset <= this.ackedOffset) return;
    this.ackedOffset = this.safeOffset;
    this.link.acknowledge(this.safeOffset);
  }

  private throttle(): void {
    if (this.link === null) return;
    const limit = this.writer.isStuck ? MAX_UNWRITABLE_BYTES + FLUSH_BYTES : MAX_UNWRITTEN_BYTES;
    const isFull = this.receivedOffset - this.safeOffset > limit;
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
