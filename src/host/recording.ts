/** What a host tells the agent about one session, in order and with times. Does nothing once recording is given up. */
import {performance} from 'node:perf_hooks';
import type {DdcotermError} from '../errors.ts';
import {type Ending, encodeEnding} from '../protocol/end.ts';
import {FrameType} from '../protocol/frame.ts';
import type {Hello, Note} from '../protocol/messages.ts';
import {AgentClient} from './agent-client.ts';
import {FrameQueue} from './frame-queue.ts';
import type {WindowSize} from './monitor.ts';

/** Bytes kept while the agent is away; from there on the command's output is read more slowly. */
const MAX_KEPT_BYTES = 16 * 1024 * 1024;

/** The agent acknowledges END at once; so long the prompt waits for it before the rest is handed over. */
const LAST_ACK_MS = 30;

const EMPTY = Buffer.alloc(0);

export interface RecordingOptions {
  hello: Hello;
  socketPath: string;
  startAgent: () => boolean;
  /** Delivers what is left when the host goes. */
  handOver: (rest: UndeliveredFrames) => Promise<void>;
  onFailure: (error: DdcotermError) => void;
}

export interface UndeliveredFrames {
  hello: Hello;
  /** Stream offset of the first byte. */
  offset: number;
  chunks: Buffer[];
}

export class Recording {
  private readonly queue = new FrameQueue();
  private readonly client: AgentClient;
  private readonly startedAt = performance.now();
  private readonly roomListeners: (() => void)[] = [];
  readonly session: string;

  constructor(private readonly options: RecordingOptions) {
    this.session = options.hello.session;
    this.client = new AgentClient({
      socketPath: options.socketPath,
      hello: options.hello,
      queue: this.queue,
      maxKeptBytes: MAX_KEPT_BYTES,
      startAgent: options.startAgent,
      onRoom: () => {
        for (const listener of this.roomListeners) listener();
      },
      onGiveUp: options.onFailure,
    });
    this.client.open();
  }

  /** The command's output should wait until `onRoom`. */
  get mustWait(): boolean {
    return this.client.mustWait;
  }

  onRoom(listener: () => void): void {
    this.roomListeners.push(listener);
  }

  waitUntilWelcome(timeoutMs: number): Promise<boolean> {
    return this.client.waitUntilWelcome(timeoutMs);
  }

  /** @param bytes Kept: not to be written to again. */
  output(bytes: Buffer): void {
    this.push(FrameType.Output, bytes);
  }

  input(bytes: Buffer): void {
    this.push(FrameType.Input, bytes);
  }

  echo(isOn: boolean): void {
    this.push(FrameType.Echo, Buffer.from([isOn ? 1 : 0]));
  }

  resize({columns, rows, widthPx, heightPx}: WindowSize): void {
    const payload = Buffer.alloc(8);
    [columns, rows, widthPx, heightPx].forEach((value, index) => {
      payload.writeUInt16LE(value, index * 2);
    });
    this.push(FrameType.Resize, payload);
  }

  capture(descriptor: 0 | 1 | 2, bytes: Buffer): void {
    this.push(FrameType.Capture, bytes, Buffer.from([descriptor]));
  }

  suspend(): void {
    this.push(FrameType.Suspend, EMPTY);
  }

  resume(): void {
    this.push(FrameType.Resume, EMPTY);
  }

  note(note: Note): void {
    this.push(FrameType.Note, Buffer.from(JSON.stringify(note)));
  }

  /** The command ended. Resolves when the host may go: all is safe, or in other hands, or given up. */
  async finish(ending: Ending): Promise<void> {
    this.push(FrameType.End, encodeEnding(ending));
    const isDelivered = await this.client.waitUntilDelivered(LAST_ACK_MS);
    const isOver = isDelivered || this.client.hasGivenUp;
    this.client.close();
    if (isOver) return;
    const offset = this.queue.ackedOffset;
    this.queue.rewind(offset);
    await this.options.handOver({hello: this.options.hello, offset, chunks: this.queue.take(Number.POSITIVE_INFINITY)});
  }

  private push(type: number, payload: Buffer, prefix?: Buffer): void {
    if (this.client.hasGivenUp) return;
    this.queue.push(type, (performance.now() - this.startedAt) * 1000, payload, prefix);
    this.client.flush();
  }
}
