/** A host of the tests: says HELLO, sends frames, keeps what is not acknowledged, and goes on with the next agent. */
import {randomBytes} from 'node:crypto';
import {connect, type Socket} from 'node:net';
import {encodeFrame, FrameDecoder, FrameType} from '../../src/protocol/frame.ts';
import type {Hello, Welcome} from '../../src/protocol/messages.ts';
import {uuidV7} from '../../src/protocol/uuid.ts';

export function makeHello(fields: Partial<Hello> = {}): Hello {
  return {
    session: uuidV7(Date.now(), randomBytes(10)),
    hostKind: 'node',
    hostVersion: '0.1.0',
    origin: 'shim',
    name: 'kubectl',
    executable: '/usr/bin/kubectl',
    argv: ['kubectl', 'get', 'pods'],
    cwd: '/tmp',
    env: {TERM: 'xterm-256color'},
    tty: '/dev/pts/1',
    streams: ['tty', 'tty', 'tty'],
    pty: '/dev/pts/2',
    columns: 80,
    rows: 24,
    startedAtMs: Date.now(),
    user: 'alice',
    effectiveUser: 'alice',
    host: 'web1',
    pid: process.pid,
    parent: {pid: 1, name: 'bash'},
    parentSession: null,
    recordInput: false,
    upload: true,
    capture: 'terminal',
    ...fields,
  };
}

export class FrameHost {
  private socket: Socket | null = null;
  /** Every frame of the session, and the stream offset it ends at. */
  private readonly frames: {bytes: Buffer; endOffset: number}[] = [];
  private offset = 0;
  private waiters: (() => void)[] = [];
  ackedOffset = 0;
  welcome: Welcome | null = null;

  constructor(readonly hello: Hello) {}

  /** Connects, says HELLO, and sends again what WELCOME says is missing. */
  async connect(path: string): Promise<void> {
    this.welcome = null;
    const socket = await dial(path);
    this.socket = socket;
    const decoder = new FrameDecoder();
    socket.on('error', () => undefined); // an agent that is killed resets the connection: that is what is tested
    socket.on('data', (chunk) => {
      for (const {type, payload} of decoder.push(chunk)) {
        if (type === FrameType.Welcome) this.welcome = JSON.parse(payload.toString('utf8')) as Welcome;
        if (type === FrameType.Ack) this.ackedOffset = Number(payload.readBigUInt64LE(0));
      }
      this.notify();
    });
    socket.write(encodeFrame({type: FrameType.Hello, elapsedUs: 0, payload: Buffer.from(JSON.stringify(this.hello))}));
    await this.until(() => this.welcome !== null, 'WELCOME');
    const {offset} = this.welcome!;
    for (const frame of this.frames) if (frame.endOffset > offset) socket.write(frame.bytes);
  }

  send(type: number, elapsedUs: number, payload: Buffer | string): void {
    const bytes = encodeFrame({type, elapsedUs, payload: Buffer.from(payload)});
    this.offset += bytes.length;
    this.frames.push({bytes, endOffset: this.offset});
    this.socket?.write(bytes);
  }

  output(elapsedUs: number, text: string): void {
    this.send(FrameType.Output, elapsedUs, text);
  }

  end(elapsedUs: number, exitStatus = 0): void {
    this.send(FrameType.End, elapsedUs, Buffer.from([0, exitStatus]));
  }

  /** Waits until everything sent is acknowledged. */
  acknowledged(timeoutMs?: number): Promise<void> {
    return this.until(() => this.ackedOffset >= this.offset, `ACK of ${this.offset}`, timeoutMs);
  }

  acknowledgedUpTo(offset: number): Promise<void> {
    return this.until(() => this.ackedOffset >= offset, `ACK of ${offset}`);
  }

  disconnect(): void {
    this.socket?.destroy();
    this.socket = null;
  }

  private notify(): void {
    const waiters = this.waiters;
    this.waiters = [];
    for (const waiter of waiters) waiter();
  }

  private async until(isThere: () => boolean, what: string, timeoutMs = 10_000): Promise<void> {
    const deadlineMs = Date.now() + timeoutMs;
    while (!isThere()) {
      if (Date.now() > deadlineMs)
        throw new Error(`Waited ${timeoutMs} ms for ${what}, acknowledged: ${this.ackedOffset}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 50);
        this.waiters.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }
}

/** Connects to the agent's socket, waiting for an agent that is just starting. */
export async function dial(path: string, timeoutMs = 10_000): Promise<Socket> {
  const deadlineMs = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await new Promise<Socket>((resolve, reject) => {
        const socket = connect(path);
        socket.once('connect', () => resolve(socket));
        socket.once('error', reject);
      });
    } catch (error) {
      if (Date.now() > deadlineMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
