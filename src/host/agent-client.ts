/**
 * Brings the frames of one session to the agent: finds or starts one, sends, keeps until acknowledged, and does it again
 * when the agent goes away. Never makes the command wait; what cannot be delivered is told once.
 */
import type {Socket} from 'node:net';
import {DdcotermError} from '../errors.ts';
import {encodeFrame, type Frame, FrameDecoder, FrameType} from '../protocol/frame.ts';
import {type Hello, parseJsonObject} from '../protocol/messages.ts';
import {checkAgentSocket, connectToAgent} from './agent-socket.ts';
import {agentStalled, agentUnreachable} from './errors.ts';
import type {FrameQueue} from './frame-queue.ts';

/** Pauses between attempts to connect: short at first, an agent that starts is there after some 100 ms. */
const RETRY_DELAYS_MS = [10, 10, 20, 20, 40, 80, 120, 200, 200, 200, 400, 800, 1_000] as const;

/** When an agent is started again after the last start brought none, longer after each, milliseconds. */
const RESTART_AFTER_MS = 5_000;
const LONGEST_RESTART_MS = 30_000;

/** Where there never was one. A session that goes on and had one waits for the next as long as its frames have room. */
const MAX_STARTS = 3;

/** Without a first WELCOME or, while the buffer is full, without an acknowledgement for so long, recording is given up. */
const GIVE_UP_AFTER_MS = 30_000;

/** So much is handed to the socket at once; the rest waits in the queue, where output still merges into large frames. */
const SEND_BYTES = 512 * 1024;

export interface AgentClientOptions {
  socketPath: string;
  hello: Hello;
  queue: FrameQueue;
  /** Bytes kept at most; from there on the command's output is read more slowly. */
  maxKeptBytes: number;
  /** The command is over: nothing more will come, and an agent that is not found is waited for no longer than a first one. */
  isOver?: boolean;
  /** @returns False: another host has just started one. */
  startAgent: () => boolean;
  /** There is room in the queue again. */
  onRoom: () => void;
  /** Recording is over: the agent cannot be had. Called once. */
  onGiveUp: (error: DdcotermError) => void;
}

type State = 'idle' | 'connecting' | 'greeting' | 'sending' | 'given-up' | 'closed';

export class AgentClient {
  private state: State = 'idle';
  private socket: Socket | null = null;
  private attempts = 0;
  private starts = 0;
  private startedAtMs = 0;
  private lastProgressAtMs = Date.now();
  private retryTimer: NodeJS.Timeout | null = null;
  private stallTimer: NodeJS.Timeout | null = null;
  private flushScheduled = false;
  private isFull = false;
  private wasWelcome = false;
  /** What the agent counts less than we do, because it lost what it had acknowledged. */
  private offsetShift = 0;
  private waiters = new Set<() => void>();

  constructor(private readonly options: AgentClientOptions) {}

  get isWelcome(): boolean {
    return this.state === 'sending';
  }

  get hasGivenUp(): boolean {
    return this.state === 'given-up';
  }

  /** Reading of the command's output should pause until `onRoom`. */
  get mustWait(): boolean {
    return this.isFull;
  }

  open(): void {
    if (this.state !== 'idle') return;
    this.lastProgressAtMs = Date.now();
    void this.connect();
  }

  /** Call it after frames were pushed. Sends once per turn of the event loop. */
  flush(): void {
    if (this.options.queue.keptBytes > this.options.maxKeptBytes) this.beFull();
    if (this.flushScheduled) return;
    this.flushScheduled = true;
    setImmediate(() => {
      this.flushScheduled = false;
      this.send();
    });
  }

  /** @returns Whether the state came within the time; at once false when recording is given up. */
  waitUntilWelcome(timeoutMs: number): Promise<boolean> {
    return this.waitFor(() => this.isWelcome, timeoutMs);
  }

  waitUntilDelivered(timeoutMs: number): Promise<boolean> {
    this.send();
    return this.waitFor(() => this.options.queue.keptBytes === 0, timeoutMs);
  }

  close(): void {
    if (this.state !== 'given-up') this.state = 'closed';
    this.stop();
  }

  private async connect(): Promise<void> {
    this.state = 'connecting';
    try {
      const socket = checkAgentSocket(this.options.socketPath) ? await connectToAgent(this.options.socketPath) : null;
      if (this.state !== 'connecting') socket?.destroy();
      else if (socket === null) this.retry();
      else this.greet(socket);
    } catch (error) {
      this.giveUp(error instanceof DdcotermError ? error : agentUnreachable(this.options.socketPath, String(error)));
    }
  }

  private retry(): void {
    const now = Date.now();
    const mayWait = this.wasWelcome && this.options.isOver !== true;
    if (!mayWait && now - this.lastProgressAtMs > GIVE_UP_AFTER_MS) {
      this.giveUp(agentUnreachable(this.options.socketPath, `nobody answers after ${this.starts} starts`));
      return;
    }
    if (this.isStartDue(now) && this.options.startAgent()) {
      this.starts++;
      this.startedAtMs = now;
    }
    const delayMs = RETRY_DELAYS_MS[Math.min(this.attempts++, RETRY_DELAYS_MS.length - 1)]!;
    this.retryTimer = setTimeout(() => void this.connect(), delayMs);
  }

  private isStartDue(now: number): boolean {
    if (this.starts === 0) return true;
    if (this.starts >= MAX_STARTS && !this.wasWelcome) return false;
    return now - this.startedAtMs > Math.min(RESTART_AFTER_MS * this.starts, LONGEST_RESTART_MS);
  }

  private greet(socket: Socket): void {
    this.state = 'greeting';
    if (!this.isFull) this.lastProgressAtMs = Date.now(); // there is one: it has its time to answer
    this.socket = socket;
    const decoder = new FrameDecoder();
    socket.on('data', (chunk) => this.receive(decoder, chunk));
    socket.on('drain', () => this.send());
    socket.on('error', () => socket.destroy()); // 'close' follows
    socket.on('close', () => this.reconnect(socket));
    socket.write(
      encodeFrame({type: FrameType.Hello, elapsedUs: 0, payload: Buffer.from(JSON.stringify(this.options.hello))}),
    );
  }

  private reconnect(socket: Socket): void {
    if (this.socket !== socket) return;
    this.socket = null;
    if (this.state === 'closed' || this.state === 'given-up') return;
    const wasWelcome = this.state === 'sending';
    this.state = 'connecting';
    this.lastProgressAtMs = Date.now(); // it was there until now; and an idle session makes no progress for hours
    if (!wasWelcome) {
      this.retry(); // what listens there is none of ours, or leaves just now
      return;
    }
    this.attempts = 0;
    this.starts = 0;
    this.retryTimer = setTimeout(() => void this.connect(), RETRY_DELAYS_MS[0]);
  }

  private receive(decoder: FrameDecoder, chunk: Buffer): void {
    try {
      for (const frame of decoder.push(chunk)) this.handle(frame);
    } catch {
      this.socket?.destroy(); // not our protocol: what talks there may be replaced by a right one
    }
  }

  private handle({type, payload}: Frame): void {
    if (type === FrameType.Welcome) {
      const {offset} = parseJsonObject('WELCOME', payload);
      this.welcome(typeof offset === 'number' ? offset : 0);
    } else if (type === FrameType.Ack && payload.length >= 8) {
      this.acknowledge(Number(payload.readBigUInt64LE(0)) + this.offsetShift);
    }
  }

  private welcome(offset: number): void {
    this.state = 'sending';
    this.wasWelcome = true;
    this.lastProgressAtMs = Date.now();
    this.offsetShift = this.options.queue.rewind(offset);
    this.send();
    this.notify();
  }

  private acknowledge(offset: number): void {
    this.lastProgressAtMs = Date.now();
    this.options.queue.acknowledge(offset);
    this.makeRoom();
    this.notify();
  }

  private send(): void {
    const {socket, options} = this;
    while (this.state === 'sending' && socket !== null && !socket.writableNeedDrain && options.queue.hasUnsent) {
      socket.cork();
      for (const chunk of options.queue.take(SEND_BYTES)) socket.write(chunk);
      socket.uncork();
    }
  }

  private beFull(): void {
    if (this.isFull || this.state === 'given-up') return;
    this.isFull = true;
    this.lastProgressAtMs = Date.now();
    this.stallTimer = setInterval(() => {
      const waitedMs = Date.now() - this.lastProgressAtMs;
      if (waitedMs > GIVE_UP_AFTER_MS) this.giveUp(agentStalled(this.options.socketPath, waitedMs));
    }, 1_000);
  }

  private makeRoom(): void {
    if (!this.isFull || this.options.queue.keptBytes > this.options.maxKeptBytes / 2) return;
    this.isFull = false;
    if (this.stallTimer !== null) clearInterval(this.stallTimer);
    this.options.onRoom();
  }

  private giveUp(error: DdcotermError): void {
    if (this.state === 'given-up' || this.state === 'closed') return;
    this.state = 'given-up';
    this.stop();
    const wasFull = this.isFull;
    this.isFull = false;
    this.options.onGiveUp(error);
    if (wasFull) this.options.onRoom();
    this.notify();
  }

  private stop(): void {
    if (this.retryTimer !== null) clearTimeout(this.retryTimer);
    if (this.stallTimer !== null) clearInterval(this.stallTimer);
    this.socket?.destroy();
    this.socket = null;
  }

  private waitFor(isThere: () => boolean, timeoutMs: number): Promise<boolean> {
    if (isThere() || this.hasGivenUp) return Promise.resolve(isThere());
    return new Promise((resolve) => {
      const finish = () => {
        clearTimeout(timer);
        this.waiters.delete(check);
        resolve(isThere());
      };
      const check = () => {
        if (isThere() || this.hasGivenUp) finish();
      };
      const timer = setTimeout(finish, timeoutMs);
      this.waiters.add(check);
    });
  }

  private notify(): void {
    for (const check of [...this.waiters]) check();
  }
}
