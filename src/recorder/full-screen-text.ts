/** The text of the screens that a full-screen program (vim, less, htop) showed: each in full, then what changed. */
import type {Screen} from '../terminal/screen.ts';
import type {LogText} from './log-text.ts';

/** A screen with at least this share of new lines is written whole; of one with fewer, the new lines. */
const WHOLE_SCREEN_SHARE = 0.5;

export class FullScreenText {
  private previous: ReadonlySet<string> = new Set();

  /** Adds what `screen` shows now and did not show the last time. */
  take(screen: Screen, log: LogText): void {
    const rows: {text: string; stamp: number}[] = [];
    for (let row = 0; row < screen.rows; row++) {
      rows.push({text: screen.rowText(row).trimEnd(), stamp: screen.rowStamp(row)});
    }
    while (rows.length > 0 && rows[rows.length - 1]!.text === '') rows.pop();
    const written = rows.filter(({text}) => text !== '');
    const fresh = written.filter(({text}) => !this.previous.has(text));
    if (fresh.length === 0) return;
    this.previous = new Set(written.map(({text}) => text));
    const whole = fresh.length >= written.length * WHOLE_SCREEN_SHARE;
    for (const {text, stamp} of whole ? rows : fresh) log.add(text, stamp);
  }
}
