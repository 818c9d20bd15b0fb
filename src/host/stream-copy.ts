/**
 * Copies of streams that are no terminal, for `capture: all`. The command writes into a pipe (a real one: `/dev/stdout`
 * cannot be opened on the socket pairs that Node uses), and each byte goes on to where it was meant to go.
 */
import {spawn, spawnSync} from 'node:child_process';
import {closeSync, mkdtempSync, openSync, rmSync, write} from 'node:fs';
import {Socket, type SocketConstructorOpts} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {systemErrorCode} from '../errors.ts';

const COPY_BUFFER_BYTES = 64 * 1024;

/** A non-blocking descriptor of somebody else was full: tried again after so long. */
const RETRY_WRITE_MS = 5;

/** After the command's end, so long without a byte means that only processes left behind still hold the pipe. */
const QUIET_MS = 100;

export interface Pipe {
  readEnd: number;
  writeEnd: number;
}

/** @returns Null when the system gives none. */
export function createPipe(): Pipe | null {
  const folder = mkdtempSync(join(tmpdir(), 'ddcoterm-pipe-')); // mode 0700
  const path = join(folder, 'pipe');
  try {
    if (spawnSync('mkfifo', ['-m', '600', path], {stdio: 'ignore'}).status !== 0) return null;
    const both = openSync(path, 'r+'); // opening only one end would wait for the other
    const readEnd = openSync(path, 'r');
    const writeEnd = openSync(path, 'w');
    closeSync(both);
    return {readEnd, writeEnd};
  } catch {
    return null;
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

export class StreamCopy {
  private readonly source: Socket;
  private lastByteAtMs = Date.now();
  private isEnded = false;
  private readonly ended: Promise<void>;

  /**
   * @param pipe Owned: the write end is for the command, and is closed by `commandStarted`.
   * @param target Where the bytes go; stays open.
   * @param onBytes Sees each piece; the buffer may be kept. Returns false to make the command wait for `resume`.
   */
  constructor(
    private readonly pipe: Pipe,
    private readonly target: number,
    private readonly onBytes: (bytes: Buffer) => boolean,
  ) {
    let end: () => void;
    this.ended = new Promise((resolve) => {
      end = resolve;
    });
    this.source = new Socket({
      fd: pipe.readEnd,
      readable: true,
      writable: false,
      onread: {
        buffer: Buffer.allocUnsafe(COPY_BUFFER_BYTES),
        callback: (bytes: number, buffer: Uint8Array) => {
          this.lastByteAtMs = Date.now();
          void this.pass(Buffer.from(buffer.subarray(0, bytes)));
          return false; // goes on when the bytes are written
        },
      },
    } as SocketConstructorOpts); // the types know `onread` for connect() alone
    this.source.on('close', () => {
      this.isEnded = true;
      end();
    });
    this.source.on('error', () => undefined); // 'close' follows
    this.source.resume();
  }

  commandStarted(): void {
    closeSync(this.pipe.writeEnd);
  }

  resume(): void {
    if (!this.isEnded) this.source.resume();
  }

  /** Resolves when all is written. What a process left behind still writes goes on its way without us. */
  async finish(): Promise<void> {
    this.lastByteAtMs = Date.now();
    const quiet = new Promise<void>((resolve) => {
      const check = setInterval(() => {
        if (!this.isEnded && Date.now() - this.lastByteAtMs < QUIET_MS) return;
        clearInterval(check);
        resolve();
      }, QUIET_MS / 4);
    });
    await Promise.race([this.ended, quiet]);
    if (!this.isEnded) this.leaveToCat();
  }

  private async pass(bytes: Buffer): Promise<void> {
    const goesOn = this.onBytes(bytes);
    try {
      await writeAll(this.target, bytes);
    } catch {
      this.source.destroy(); // EPIPE: nobody reads it; the command is to see the same
      return;
    }
    this.lastByteAtMs = Date.now();
    if (goesOn) this.resume();
  }

  private leaveToCat(): void {
    const readEnd = openSync(`/dev/fd/${this.pipe.readEnd}`, 'r'); // blocking, as cat needs it
    spawn('cat', [], {detached: true, stdio: [readEnd, this.target, 'ignore'], cwd: '/'}).unref();
    closeSync(readEnd);
    this.source.destroy();
  }
}

async function writeAll(descriptor: number, bytes: Buffer): Promise<void> {
  let start = 0;
  while (start < bytes.length) {
    try {
      start += await writeOnce(descriptor, bytes, start);
    } catch (error) {
      if (systemErrorCode(error) !== 'EAGAIN') throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_WRITE_MS));
    }
  }
}

function writeOnce(descriptor: number, bytes: Buffer, start: number): Promise<number> {
  return new Promise((resolve, reject) => {
    write(descriptor, bytes, start, bytes.length - start, null, (error, written) =>
      error ? reject(error) : resolve(written),
    );
  });
}
