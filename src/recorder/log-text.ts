/** Characters after which a line is broken: what a program writes without a newline must not become one endless line. */
const MAX_LINE_CHARS = 16 * 1024;

/** Times of lines closer together than this are not noted apart, microseconds. */
const TIME_GRAIN_US = 100_000;

interface Line {
  text: string;
  timeUs: number;
}

export interface RenderedLog {
  text: string;
  lineTimes: [line: number, elapsedUs: number][];
  omittedLines: number;
}

/**
 * The lines of one command's log entry. Beyond its limit it keeps the head and the tail, so memory does not grow with
 * what a command prints.
 */
export class LogText {
  private readonly head: Line[] = [];
  private tail: Line[] = [];
  /** Index of the oldest kept line in `tail`; what is before it is dropped in bulk. */
  private tailStart = 0;
  private headChars = 0;
  private tailChars = 0;
  private omittedLines = 0;

  /** @param limitChars Characters of head and tail together. */
  constructor(private readonly limitChars: number) {}

  get isEmpty(): boolean {
    return this.head.length === 0;
  }

  /** Number of lines ever added; tells whether something changed. */
  get addedLines(): number {
    return this.head.length + this.omittedLines + this.tail.length - this.tailStart;
  }

  add(text: string, timeUs: number): void {
    for (let at = 0; at === 0 || at < text.length; at += MAX_LINE_CHARS) {
      this.addLine({text: text.slice(at, at + MAX_LINE_CHARS), timeUs});
    }
  }

  /** A copy that can grow apart: for an entry of a command that still runs. */
  clone(): LogText {
    const copy = new LogText(this.limitChars);
    copy.head.push(...this.head);
    copy.tail = this.tail.slice(this.tailStart);
    copy.headChars = this.headChars;
    copy.tailChars = this.tailChars;
    copy.omittedLines = this.omittedLines;
    return copy;
  }

  render(): RenderedLog {
    const tail = this.tail.slice(this.tailStart);
    const lines = [...this.head];
    if (this.omittedLines > 0) {
      const timeUs = tail[0]?.timeUs ?? 0;
      lines.push({text: `[… ${this.omittedLines} lines left out …]`, timeUs});
    }
    lines.push(...tail);
    while (lines.length > 0 && lines[lines.length - 1]!.text === '') lines.pop();
    const lineTimes: [number, number][] = [];
    let notedUs = Number.NEGATIVE_INFINITY;
    lines.forEach(({timeUs}, line) => {
      if (timeUs - notedUs < TIME_GRAIN_US) return;
      lineTimes.push([line, timeUs]);
      notedUs = timeUs;
    });
    return {text: lines.map((line) => line.text).join('\n'), lineTimes, omittedLines: this.omittedLines};
  }

  private addLine(line: Line): void {
    const half = this.limitChars / 2;
    const chars = line.text.length + 1;
    if (this.tail.length === 0 && this.headChars + chars <= half) {
      this.head.push(line);
      this.headChars += chars;
      return;
    }
    this.tail.push(line);
    this.tailChars += chars;
    while (this.tailChars > half && this.tailStart < this.tail.length - 1) {
      this.tailChars -= this.tail[this.tailStart]!.text.length + 1;
      this.tailStart++;
      this.omittedLines++;
    }
    if (this.tailStart > 4096 && this.tailStart * 2 > this.tail.length) {
      this.tail = this.tail.slice(this.tailStart);
      this.tailStart = 0;
    }
  }
}
