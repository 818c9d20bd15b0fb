/** The user's terminal, borrowed: alternate screen and raw keys while the player runs, everything as before afterwards. */
import {openSync} from 'node:fs';
import {StringDecoder} from 'node:string_decoder';
import {ReadStream, type WriteStream} from 'node:tty';
import {type Key, KeyDecoder} from './keys.ts';
import type {Size} from './view.ts';

/** Alternate screen; no wrap, so that a character that is wider here than it was there stays in its row. */
const ENTER = '\x1b[?1049h\x1b[?7l\x1b[?25l\x1b[m\x1b[2J';
const LEAVE = '\x1b[?2026l\x1b[m\x1b[?7h\x1b[?25h\x1b[?1049l';

/** Signals that end the player; the terminal is given back first, then the signal does what it would have done. */
const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

const DEFAULT_SIZE: Size = {columns: 80, rows: 24};

export class UserTerminal {
  private readonly decoder = new KeyDecoder();
  private readonly utf8 = new StringDecoder('utf8');
  private isEntered = false;

  /** @param keyboard Null: there is none, and the recording plays to its end by itself. */
  constructor(
    private readonly output: WriteStream,
    private readonly keyboard: ReadStream | null,
    private readonly onKeys: (keys: Key[]) => void,
    /** The size changed, or the terminal was used by others: paint anew. */
    private readonly onChange: () => void,
  ) {}

  get size(): Size {
    const {columns, rows} = this.output;
    return columns > 0 && rows > 0 ? {columns, rows} : DEFAULT_SIZE;
  }

  enter(): void {
    if (this.isEntered) return;
    this.isEntered = true;
    this.output.on('resize', this.onChange);
    process.on('exit', this.restore);
    for (const signal of ENDING_SIGNALS) process.on(signal, this.die);
    this.keyboard?.setRawMode(true);
    this.keyboard?.on('data', this.readKeys);
    this.keyboard?.resume();
    this.output.write(ENTER);
  }

  leave(): void {
    this.restore();
    this.output.off('resize', this.onChange);
    process.off('exit', this.restore);
    for (const signal of ENDING_SIGNALS) process.off(signal, this.die);
    this.keyboard?.off('data', this.readKeys);
    this.keyboard?.pause();
  }

  /** @returns When the terminal has taken it, so that a slow one is not flooded. */
  write(text: string): Promise<void> {
    return new Promise((resolve) => {
      this.output.write(text, () => resolve());
    });
  }

  /** Ctrl-Z: back to the shell, and here again with `fg`. */
  suspend(): void {
    this.leave();
    process.once('SIGCONT', () => {
      this.enter();
      this.onChange();
    });
    // The whole group, as the terminal driver would do it.
    process.kill(0, 'SIGTSTP');
  }

  private readonly readKeys = (bytes: Buffer): void => {
    this.onKeys(this.decoder.push(this.utf8.write(bytes)));
  };

  /** Also from `exit`, where only what is synchronous happens. */
  private readonly restore = (): void => {
    if (!this.isEntered) return;
    this.isEntered = false;
    try {
      this.keyboard?.setRawMode(false);
      // Writing to a terminal is synchronous in Node, so that this also works on the way out.
      this.output.write(LEAVE);
    } catch {
      // The terminal is gone (a hang-up): nothing is left to restore.
    }
  };

  private readonly die = (signal: NodeJS.Signals): void => {
    this.leave();
    process.kill(process.pid, signal);
  };
}

/** The keyboard where stdin is something else; null where the process has no terminal. */
export function openKeyboard(): ReadStream | null {
  try {
    return new ReadStream(openSync('/dev/tty', 'r'));
  } catch {
    return null; // no controlling terminal: a recording can still be watched
  }
}
