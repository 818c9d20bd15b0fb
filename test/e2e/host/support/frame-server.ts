/** A real Unix socket in the agent's place: welcomes hosts, keeps their frames, acknowledges as it is told. */
import {chmodSync, mkdirSync, rmSync} from 'node:fs';
import {createServer, type Server, type Socket} from 'node:net';
import {dirname} from 'node:path';
import {encodeFrame, type Frame, FrameDecoder, FrameType, HEADER_BYTES} from '../../../../src/protocol/frame.ts';
import {type Hello, parseHello} from '../../../../src/protocol/messages.ts';

export interface ReceivedSession {
  hello: Hello;
  /** HELLO frames not counted, repetitions after a reconnect left out: as the agent would have recorded it. */
  frames: Frame[];
  /** HELLOs received. */
  connections: number;
  receivedOffset: number;
}

export interface FrameServerOptions {
  /** Acknowledges everything at once; else only what `acknowledge` is called for. */
  acknowledges?: boolean;
}

export class FrameServer {
  readonly sessions = new Map<string, ReceivedSession>();
  private readonly sockets = new Map<Socket, string | null>();
  private readonly watchers = new Set<() => void>();
  private server: Server | null = null;
  acknowledges: boolean;

  constructor(
    readonly path: string,
    {acknowledges = true}: FrameServerOptions = {},
  ) {
    this.acknowledges = acknowledges;
  }

  async listen(): Promise<void> {
    mkdirSync(dirname(this.path), {recursive: true, mode: 0o700});
    rmSync(this.path, {force: true});
    this.server = createServer((socket) => this.accept(socket));
    await new Promise<void>((resolve) => this.server!.listen(this.path, resolve));
    chmodSync(this.path, 0o600);
  }

  /** As a killed agent: connections break, and of what was not acknowledged nothing is left. */
  async crash(): Promise<void> {
    for (const socket of this.sockets.keys()) socket.destroy();
    await this.close();
  }

  async close(): Promise<void> {
    for (const socket of this.sockets.keys()) socket.destroy();
    await new Promise<void>((resolve) => (this.server ? this.server.close(() => resolve()) : resolve()));
    this.server = null;
  }

  /** Takes the frames behind `offset` back, as an agent that died before they were on disk. */
  forget(session: string, offset: number): void {
    const received = this.sessions.get(session)!;
    const kept: Frame[] = [];
    let end = 0;
    for (const frame of received.frames) {
      end += HEADER_BYTES + frame.payload.length;
      if (end > offset) break;
      kept.push(frame);
    }
    received.frames = kept;
    received.receivedOffset = offsetOf(kept);
  }

  acknowledge(session: string, offset: number): void {
    const payload = Buffer.alloc(8);
    payload.writeBigUInt64LE(BigInt(offset));
    for (const [socket, id] of this.sockets) {
      if (id === session) socket.write(encodeFrame({type: FrameType.Ack, elapsedUs: 0, payload}));
    }
  }

  /** The one session there is, once `isThere` holds for it. */
  async waitFor(isThere: (session: ReceivedSession) => boolean, timeoutMs = 15_000): Promise<ReceivedSession> {
    const [session] = await this.waitForSome(isThere, 1, timeoutMs);
    return session!;
  }

  waitForEnd(): Promise<ReceivedSession> {
    return this.waitFor(hasEnded);
  }

  /** So many ended sessions. Also before a home is removed: who still has something to deliver writes into it. */
  waitForEnds(count: number): Promise<ReceivedSession[]> {
    return this.waitForSome(hasEnded, count, 15_000);
  }

  private waitForSome(
    isThere: (session: ReceivedSession) => boolean,
    count: number,
    timeoutMs: number,
  ): Promise<ReceivedSession[]> {
    const find = () => [...this.sessions.values()].filter(isThere);
    if (find().length >= count) return Promise.resolve(find());
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.watchers.delete(check);
        reject(new Error(`Waited ${timeoutMs} ms for a session; there are ${this.sessions.size}`));
      }, timeoutMs);
      const check = () => {
        if (find().length < count) return;
        clearTimeout(timer);
        this.watchers.delete(check);
        resolve(find());
      };
      this.watchers.add(check);
    });
  }

  private accept(socket: Socket): void {
    this.sockets.set(socket, null);
    const decoder = new FrameDecoder();
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('data', (chunk) => {
      for (const frame of decoder.push(chunk)) this.receive(socket, frame);
      for (const check of [...this.watchers]) check();
    });
  }

  private receive(socket: Socket, frame: Frame): void {
    const id = this.sockets.get(socket);
    if (id === null || id === undefined) {
      this.greet(socket, parseHello(frame.payload));
      return;
    }
    const session = this.sessions.get(id)!;
    session.frames.push(frame);
    session.receivedOffset += HEADER_BYTES + frame.payload.length;
    if (this.acknowledges) this.acknowledge(id, session.receivedOffset);
  }

  private greet(socket: Socket, hello: Hello): void {
    this.sockets.set(socket, hello.session);
    const session = this.sessions.get(hello.session) ?? {hello, frames: [], connections: 0, receivedOffset: 0};
    session.connections++;
    this.sessions.set(hello.session, session);
    const payload = Buffer.from(JSON.stringify({agentVersion: 'test', offset: session.receivedOffset}));
    socket.write(encodeFrame({type: FrameType.Welcome, elapsedUs: 0, payload}));
  }
}

const hasEnded = ({frames}: ReceivedSession): boolean => frames.at(-1)?.type === FrameType.End;

export function offsetOf(frames: Frame[]): number {
  return frames.reduce((sum, {payload}) => sum + HEADER_BYTES + payload.length, 0);
}

export function outputOf({frames}: ReceivedSession): Buffer {
  return Buffer.concat(frames.filter(({type}) => type === FrameType.Output).map(({payload}) => payload));
}

export function capturedOf({frames}: ReceivedSession, descriptor: number): Buffer {
  const captured = frames.filter(({type, payload}) => type === FrameType.Capture && payload[0] === descriptor);
  return Buffer.concat(captured.map(({payload}) => payload.subarray(1)));
}

/** `exit 3`, `signal 15` */
export function endOf({frames}: ReceivedSession): string {
  const {payload} = frames.find(({type}) => type === FrameType.End)!;
  return `${payload[0] === 0 ? 'exit' : 'signal'} ${payload[1]}`;
}
