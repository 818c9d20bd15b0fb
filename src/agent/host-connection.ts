/** One connection to the agent's socket: frames in, acknowledgements out. Knows nothing of sessions' content. */
import type {Socket} from 'node:net';
import {encodeFrame, type Frame, FrameDecoder, FrameType} from '../protocol/frame.ts';
import type {AgentStatus, Welcome} from '../protocol/messages.ts';
import type {HostLink} from './live-session.ts';
import {Rests} from './rests.ts';

/** A host with a full queue that hears nothing for 30 s gives up, and to open a session whose recording is long may take longer. */
const SIGN_OF_LIFE_MS = 5_000;

/** Who brings less than this at once rests. In a flood there is nothing to wait for. */
const REST_BELOW_BYTES = 4 * 1024;

/** Of all connections of this process. */
const rests = new Rests();

export interface ConnectionHandler {
  onFrame(frame: Frame, connection: HostConnection): void;
  onClose(connection: HostConnection): void;
  /** What a handler threw, or what the socket reported: the connection is closed after it. */
  onError(error: unknown): void;
}

export class HostConnection implements HostLink {
  private readonly decoder = new FrameDecoder();
  /** Frames that came while an asynchronous step (opening a session) is under way. */
  private queue: Frame[] = [];
  private isBusy = false;
  private isPaused = false;
  private isResting = false;

  constructor(
    private readonly socket: Socket,
    private readonly handler: ConnectionHandler,
    private readonly signOfLifeMs = SIGN_OF_LIFE_MS,
  ) {
    socket.on('data', (chunk) => this.onData(chunk));
    socket.on('error', () => socket.destroy()); // 'close' follows: a host that dies is a normal end
    socket.on('close', () => handler.onClose(this));
  }

  welcome(welcome: Welcome): void {
    this.send(FrameType.Welcome, Buffer.from(JSON.stringify(welcome)));
  }

  reply(status: AgentStatus): void {
    this.send(FrameType.Reply, Buffer.from(JSON.stringify(status)));
  }

  acknowledge(offset: number): void {
    const payload = Buffer.alloc(8);
    payload.writeBigUInt64LE(BigInt(offset));
    this.send(FrameType.Ack, payload);
  }

  verdict(payload: Buffer): void {
    this.send(FrameType.Verdict, payload);
  }

  pause(): void {
    this.isPaused = true;
    this.socket.pause();
  }

  resume(): void {
    this.isPaused = false;
    if (!this.isResting) this.socket.resume();
  }

  close(): void {
    this.socket.end();
  }

  /** Runs `step` before any further frame of this connection is handled. */
  async hold(step: () => Promise<void>): Promise<void> {
    this.isBusy = true;
    const signs = setInterval(() => this.acknowledge(0), this.signOfLifeMs);
    try {
      await step();
    } catch (error) {
      this.fail(error);
      return;
    } finally {
      clearInterval(signs);
    }
    this.isBusy = false;
    const waiting = this.queue;
    this.queue = [];
    for (const frame of waiting) this.handle(frame);
  }

  private onData(chunk: Buffer): void {
    try {
      for (const frame of this.decoder.push(chunk)) this.handle(frame);
    } catch (error) {
      this.fail(error);
    }
    if (chunk.length < REST_BELOW_BYTES) this.rest();
  }

  private rest(): void {
    if (this.isResting) return;
    this.isResting = true;
    this.socket.pause();
    rests.add(() => {
      this.isResting = false;
      if (!this.isPaused) this.socket.resume();
    });
  }

  private handle(frame: Frame): void {
    if (this.isBusy) {
      this.queue.push(frame);
      return;
    }
    try {
      this.handler.onFrame(frame, this);
    } catch (error) {
      this.fail(error);
    }
  }

  private fail(error: unknown): void {
    this.handler.onError(error);
    this.socket.destroy();
  }

  private send(type: number, payload: Buffer): void {
    if (!this.socket.destroyed) this.socket.write(encodeFrame({type, elapsedUs: 0, payload}));
  }
}
