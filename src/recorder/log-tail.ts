/** The last lines of a log, as they were added or still as the terminal got them. */
import {foldLines, type TerminalLines} from './fold-lines.ts';

export interface Line {
  text: string;
  timeUs: number;
}

type Entry = Line | TerminalLines;

/** Colours and blanks at line ends take their part; of text with more than three quarters of them a shorter tail is kept. */
const TEXT_SHARE = 0.25;

/** What was dropped is given back in bulk. */
const MAX_DROPPED = 64;

export class LogTail {
  private entries: Entry[] = [];
  /** Index of the oldest that is kept. */
  private start = 0;
  /** Of all that are kept, at least. */
  private chars = 0;

  /** @param limitChars Of the lines that `read` returns, line ends included; the last one is always among them. */
  constructor(private readonly limitChars: number) {}

  get isEmpty(): boolean {
    return this.entries.length === 0;
  }

  add(entry: Entry): void {
    this.entries.push(entry);
    this.chars += leastChars(entry);
    // What is behind the oldest must be more than enough without it.
    for (let oldest = this.entries[this.start]!; oldest !== entry; oldest = this.entries[++this.start]!) {
      const rest = this.chars - leastChars(oldest);
      if (rest <= this.limitChars) break;
      this.chars = rest;
    }
    if (this.start < MAX_DROPPED || this.start * 2 < this.entries.length) return;
    this.entries = this.entries.slice(this.start);
    this.start = 0;
  }

  clone(): LogTail {
    const copy = new LogTail(this.limitChars);
    copy.entries = this.entries.slice(this.start);
    copy.chars = this.chars;
    return copy;
  }

  read(): Line[] {
    const newestFirst: Line[] = [];
    let chars = 0;
    for (let at = this.entries.length - 1; at >= this.start; at--) {
      for (const line of linesOf(this.entries[at]!).reverse()) {
        chars += line.text.length + 1;
        if (chars > this.limitChars && newestFirst.length > 0) return newestFirst.reverse();
        newestFirst.push(line);
      }
    }
    return newestFirst.reverse();
  }
}

/** How many characters it has at least when it is read. */
function leastChars(entry: Entry): number {
  return 'columns' in entry ? Math.floor(entry.text.length * TEXT_SHARE) : entry.text.length + 1;
}

function linesOf(entry: Entry): Line[] {
  if (!('columns' in entry)) return [entry];
  return foldLines(entry).map((text) => ({text, timeUs: entry.timeUs}));
}
