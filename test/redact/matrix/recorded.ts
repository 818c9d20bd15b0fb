/** What a program wrote to a real terminal, piece by piece with its times, as a host would send it. */
import type {SessionInput} from '../../../src/redact/session-redactor.ts';
import {type PtyOptions, PtySession} from '../../support/pty.ts';

export interface Recorded {
  columns: number;
  rows: number;
  inputs: SessionInput[];
}

export type Timed = Extract<SessionInput, {kind: 'output' | 'input'}>;

export class RecordingPty {
  readonly recorded: Recorded;
  readonly session: PtySession;
  private readonly startedMs = performance.now();

  /** @param keepsKeys What is typed is recorded as well. */
  constructor(
    file: string,
    args: string[],
    {columns = 100, rows = 24, ...options}: PtyOptions,
    private readonly keepsKeys = false,
  ) {
    this.recorded = {columns, rows, inputs: []};
    this.session = new PtySession(file, args, {
      ...options,
      columns,
      rows,
      onRead: (bytes) => this.add('output', Buffer.from(bytes)),
    });
  }

  write(keys: string): void {
    if (this.keepsKeys) this.add('input', Buffer.from(keys));
    this.session.write(keys);
  }

  /** What the terminal driver does with the keys that follow. */
  setEcho(on: boolean): void {
    this.recorded.inputs.push({kind: 'echo', elapsedUs: this.elapsedUs(), on});
  }

  /** Types one key after the other, each when the one before it has shown something. */
  async type(keys: Iterable<string>): Promise<void> {
    for (const key of keys) {
      const before = this.session.bytes.length;
      this.write(key);
      // What a key shows may have come with the one before it, or be nothing.
      await this.session.waitFor((text) => text.length > before, 120).catch(() => undefined);
    }
  }

  private add(kind: 'output' | 'input', bytes: Buffer): void {
    this.recorded.inputs.push({kind, elapsedUs: this.elapsedUs(), bytes});
  }

  private elapsedUs(): number {
    return Math.round((performance.now() - this.startedMs) * 1000);
  }
}

/** The same output cut into pieces of so many bytes, so many microseconds apart. */
export function recut({columns, rows, inputs}: Recorded, pieceBytes: number, paceUs: number): Recorded {
  const bytes = Buffer.concat(inputs.flatMap((input) => (input.kind === 'output' ? [input.bytes] : [])));
  const count = Math.ceil(bytes.length / pieceBytes);
  return {
    columns,
    rows,
    inputs: Array.from({length: count}, (_, at) => ({
      kind: 'output' as const,
      elapsedUs: at * paceUs,
      bytes: bytes.subarray(at * pieceBytes, (at + 1) * pieceBytes),
    })),
  };
}
