/** The terminal the user sits at: bytes out, keys in. Its modes are the monitor's business. */
import {constants, openSync} from 'node:fs';
import {ReadStream, WriteStream} from 'node:tty';
import type {UserTerminalPlace} from './descriptors.ts';

/** Larger than any paste that arrives in one piece. */
const KEY_BUFFER_BYTES = 64 * 1024;

/** More than this waiting for the terminal makes the command wait; Ctrl-C in a flood is answered after so much. */
const MAX_PENDING_BYTES = 128 * 1024;

export class UserTerminal {
  /** Open for reading and writing; for the monitor's system calls. */
  readonly descriptor: number;
  /**
   * The user's terminal turns `\n` into `\r\n`, as the command's own has done already. While its modes are left alone,
   * the pair is made one again on its way, so that it arrives as a pair and not as `\r\r\n`.
   */
  undoesNewlines = false;
  private readonly output: WriteStream;
  private input: ReadStream | null = null;
  private endsInReturn = false;
  private isGone = false;
  private onGone: () => void = () => undefined;

  constructor(private readonly place: UserTerminalPlace) {
    // Descriptors of our own: the user's are shared with other processes, which must not find them non-blocking.
    const own = openTerminal(place.path);
    this.descriptor = own ?? place.descriptor;
    this.output = new WriteStream(this.descriptor);
    if (own !== null) makeNonBlocking(this.output);
    this.output.on('error', () => this.hangUp());
  }

  get size(): {columns: number; rows: number} {
    return {columns: this.output.columns ?? 0, rows: this.output.rows ?? 0};
  }

  /** @returns False when the terminal is slower than what comes: wait for `onDrain`. */
  write(bytes: Buffer): boolean {
    if (this.isGone) return true;
    this.output.write(this.undoesNewlines ? this.undoNewlines(bytes) : bytes);
    return this.output.writableLength < MAX_PENDING_BYTES;
  }

  /** The terminal is gone: its window was closed. */
  onHangUp(listener: () => void): void {
    this.onGone = listener;
    if (this.isGone) listener();
  }

  onDrain(listener: () => void): void {
    this.output.on('drain', listener);
  }

  /** Resolves when everything written has arrived, a carriage return that waited for its line feed included. */
  flush(): Promise<void> {
    if (this.endsInReturn && !this.isGone) this.output.write('\r');
    this.endsInReturn = false;
    if (this.isGone || this.output.writableLength === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.output.write('', () => resolve());
      this.output.once('close', () => resolve());
    });
  }

  /** Reads keys until `stopReading`. The buffer is the caller's only during the call. */
  startReading(onKeys: (keys: Buffer) => void): void {
    this.input ??= this.openInput(onKeys);
    this.input.resume();
  }

  /** Not one key is taken after it: they are for whoever reads next. */
  stopReading(): void {
    this.input?.pause();
  }

  private openInput(onKeys: (keys: Buffer) => void): ReadStream {
    const descriptor = openTerminal(this.place.path) ?? this.place.descriptor;
    const onread = {
      buffer: Buffer.allocUnsafe(KEY_BUFFER_BYTES),
      callback: (bytes: number, buffer: Uint8Array) => {
        onKeys(Buffer.from(buffer.buffer, buffer.byteOffset, bytes));
        return true;
      },
    };
    const input = new ReadStream(descriptor, {onread} as ConstructorParameters<typeof ReadStream>[1]);
    input.on('error', () => this.hangUp());
    input.on('end', () => this.hangUp());
    return input;
  }

  private undoNewlines(bytes: Buffer): Buffer {
    const text = (this.endsInReturn ? '\r' : '') + bytes.toString('latin1');
    this.endsInReturn = text.endsWith('\r');
    const whole = this.endsInReturn ? text.slice(0, -1) : text;
    return Buffer.from(whole.replaceAll('\r\n', '\n'), 'latin1');
  }

  private hangUp(): void {
    if (this.isGone) return;
    this.isGone = true;
    this.output.destroy();
    this.input?.destroy();
    this.onGone();
  }
}

function openTerminal(path: string | null): number | null {
  if (path === null) return null;
  try {
    return openSync(path, constants.O_RDWR | constants.O_NOCTTY);
  } catch {
    return null; // it belongs to another user, as after `su`
  }
}

/** Node makes terminals blocking; a slow one would keep us from seeing signals and keys. */
function makeNonBlocking(stream: WriteStream): void {
  const {_handle: handle} = stream as unknown as {_handle?: {setBlocking?: (blocking: boolean) => number}};
  handle?.setBlocking?.(false);
}
