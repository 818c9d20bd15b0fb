import type {TerminalLines} from './fold-lines.ts';
import {type Line, LogTail} from './log-tail.ts';

/** Characters after which a line is broken: what a program writes without a newline must not become one endless line. */
const MAX_LINE_CHARS = 16 * 1024;

/** Times of lines closer together than this are not noted apart, microseconds. */
const TIME_GRAIN_US = 100_000;

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
  private tail: LogTail;
  private headChars = 0;
  /** Lines ever added; tells whether something changed. */
  addedLines = 0;

  /** @param limitChars Characters of head and tail together. */
  constructor(private readonly limitChars: number) {
    this.tail = new LogTail(limitChars / 2);
  }

  get isEmpty(): boolean {
    return this.addedLines === 0;
  }

  /** What comes now will be left out again, unless it is the last. */
  get isHeadFull(): boolean {
    return !this.tail.isEmpty;
  }

  add(text: string, timeUs: number): void {
    for (let at = 0; at === 0 || at < text.length; at += MAX_LINE_CHARS) {
      this.addLine({text: text.slice(at, at + MAX_LINE_CHARS), timeUs});
    }
  }

  /** Lines that are read only if they are still among the last when somebody asks. The head must be full. */
  addLines(lines: TerminalLines): void {
    this.addedLines += lines.count;
    this.tail.add(lines);
  }

  /** A copy that can grow apart: for an entry of a command that still runs. */
  clone(): LogText {
    const copy = new LogText(this.limitChars);
    copy.head.push(...this.head);
    copy.tail = this.tail.clone();
    copy.headChars = this.headChars;
    copy.addedLines = this.addedLines;
    return copy;
  }

  render(): RenderedLog {
    const tail = this.tail.read();
    const omittedLines = this.addedLines - this.head.length - tail.length;
    const lines = [...this.head];
    if (omittedLines > 0) {
      const timeUs = tail[0]?.timeUs ?? 0;
      lines.push({text: `[… ${omittedLines} lines left out …]`, timeUs});
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
    return {text: lines.map((line) => line.text).join('\n'), lineTimes, omittedLines};
  }

  private addLine(line: Line): void {
    this.addedLines++;
    const chars = line.text.length + 1;
    if (this.tail.isEmpty && this.headChars + chars <= this.limitChars / 2) {
      this.head.push(line);
      this.headChars += chars;
    } else {
      this.tail.add(line);
    }
  }
}
