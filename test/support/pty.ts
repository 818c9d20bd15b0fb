/** Drives a program in a real PTY, as a user at a terminal would: type, look at the screen, wait for what must come. */
import {Terminal} from '@xterm/headless';
import * as nodePty from 'node-pty';

export interface PtyOptions {
  cwd?: string;
  env: NodeJS.ProcessEnv;
  columns?: number;
  rows?: number;
  /** Called with every piece of output, as it was read. */
  onRead?: (bytes: Buffer) => void;
}

export class PtySession {
  private readonly pty: nodePty.IPty;
  private readonly chunks: Buffer[] = [];
  private readonly terminal: Terminal;
  private readonly watchers = new Set<() => void>();
  private status: {exitCode: number; signal: number} | null = null;

  constructor(file: string, args: string[], options: PtyOptions) {
    const columns = options.columns ?? 100;
    const rows = options.rows ?? 30;
    this.terminal = new Terminal({cols: columns, rows, scrollback: 10_000, allowProposedApi: true});
    this.pty = nodePty.spawn(file, args, {
      cols: columns,
      rows,
      cwd: options.cwd ?? process.cwd(),
      env: options.env,
      encoding: null,
      name: options.env.TERM ?? 'xterm-256color',
    });
    this.pty.onData((data) => {
      const bytes = data as unknown as Buffer;
      this.chunks.push(bytes);
      options.onRead?.(bytes);
      this.terminal.write(bytes, () => this.notify());
      this.notify();
    });
    // Programs ask the terminal for its cursor or its kind and wait for the answer, as fish does.
    this.terminal.onData((answer) => {
      if (this.status === null) this.pty.write(answer);
    });
    this.pty.onExit(({exitCode, signal}) => {
      this.status = {exitCode, signal: signal ?? 0};
      this.notify();
    });
  }

  get pid(): number {
    return this.pty.pid;
  }

  /** Every byte the program wrote so far. */
  get bytes(): Buffer {
    return Buffer.concat(this.chunks);
  }

  get text(): string {
    return this.bytes.toString('utf8');
  }

  write(keys: string): void {
    this.pty.write(keys);
  }

  resize(columns: number, rows: number): void {
    this.terminal.resize(columns, rows);
    this.pty.resize(columns, rows);
  }

  kill(signal = 'SIGKILL'): void {
    if (this.status === null) this.pty.kill(signal);
  }

  /** The rows of the screen with their scrollback, without trailing blanks. */
  screen(): string {
    const buffer = this.terminal.buffer.active;
    const lines: string[] = [];
    for (let row = 0; row < buffer.length; row++) lines.push(buffer.getLine(row)?.translateToString(true) ?? '');
    return lines.join('\n').trimEnd();
  }

  /**
   * Waits until the raw text holds `wanted`, or the predicate over (text, screen) is true.
   *
   * @returns The raw text at that moment.
   * @throws {Error} It did not come in time, or the program ended before: the message shows the screen.
   */
  waitFor(wanted: string | RegExp | ((text: string, screen: string) => boolean), timeoutMs = 15_000): Promise<string> {
    const isThere = (): boolean => {
      if (typeof wanted === 'string') return this.text.includes(wanted);
      if (wanted instanceof RegExp) return wanted.test(this.text);
      return wanted(this.text, this.screen());
    };
    return this.when(isThere, timeoutMs, `"${String(wanted)}"`).then(() => this.text);
  }

  /** Waits for the program's end. */
  waitForExit(timeoutMs = 15_000): Promise<{exitCode: number; signal: number}> {
    return this.when(() => this.status !== null, timeoutMs, 'the end of the program').then(() => this.status!);
  }

  /** Ends the program if it still runs. Call it in `afterEach`. */
  async close(): Promise<void> {
    if (this.status !== null) return;
    this.pty.kill('SIGKILL');
    await this.waitForExit(5_000).catch(() => undefined); // best effort: the test has its result already
  }

  private notify(): void {
    for (const watcher of [...this.watchers]) watcher();
  }

  private when(isThere: () => boolean, timeoutMs: number, what: string): Promise<void> {
    if (isThere()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const finish = (error?: Error) => {
        clearTimeout(timer);
        this.watchers.delete(check);
        if (error) reject(error);
        else resolve();
      };
      const check = () => {
        if (isThere()) finish();
        else if (this.status !== null && what !== 'the end of the program') {
          // Output still in the terminal's parser may complete it a moment later.
          setTimeout(() => {
            if (isThere()) finish();
            else finish(new Error(`The program ended before ${what} came. Screen:\n${this.screen()}`));
          }, 300);
        }
      };
      const timer = setTimeout(
        () =>
          finish(
            new Error(
              `Waited ${timeoutMs} ms for ${what}. Screen:\n${this.screen()}\nRaw: ${JSON.stringify(this.text.slice(-500))}`,
            ),
          ),
        timeoutMs,
      );
      this.watchers.add(check);
    });
  }
}
