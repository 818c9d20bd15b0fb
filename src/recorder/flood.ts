/**
 * Lines that a program writes faster than anybody can read: only the last ones are drawn on the screen's model, once
 * somebody looks at it. Those before go to the log as they came, and are read there only if they are still among the last.
 */
import {type PlainLines, readPlainLines} from '../terminal/plain-lines.ts';
import type {Screen} from '../terminal/screen.ts';
import type {TerminalLines} from './fold-lines.ts';
import type {Transcript} from './transcript.ts';

/** A flood begins with a piece of at least so many screens. */
const MIN_SCREENS = 3;
/** Lines that go on over many pieces are a case for the screen. */
const MAX_REST_CHARS = 8 * 1024;

/** Nothing of it shows; the last sequence may still be on its way. */
const BLANK = /^(?:\x1b\[[\d:;]*[mK]|[\t\r\n])*(?:\x1b(?:\[[\d:;]*)?)?$/;
const STYLE = /\x1b\[[\d:;]*m/g;

/** Lines that are not drawn yet. */
interface Waiting extends Pick<TerminalLines, 'text' | 'count' | 'timeUs'> {
  /** When the last line feed came. */
  endUs: number;
}

export class Flood {
  private isOn = false;
  /** What stood on the screen has left at its top. */
  private isScreenFree = false;
  private passedUs = 0;
  private waiting: Waiting[] = [];
  private waitingLines = 0;
  /** The line that is not complete, and a sequence whose rest is still to come. */
  private rest = '';
  /** When the line's first character came; while it is blank, when the line before it ended. */
  private restUs = 0;

  constructor(
    private readonly screen: Screen,
    private readonly transcript: Transcript,
  ) {}

  /** @returns False: the text is to be drawn, by the caller, after `draw`. */
  take(text: string, timeUs: number): boolean {
    if (!this.isOn && !this.mayBegin(text)) return false;
    const source = this.rest + text;
    const found = readPlainLines(source);
    if (found === null || source.length - found.linesEnd > MAX_REST_CHARS) return false;
    if (this.isOn) this.add(source, found, timeUs);
    else return this.begin(source, found, timeUs);
    return true;
  }

  /** Brings the screen up to date. */
  draw(): void {
    if (!this.isOn) return;
    this.isOn = false;
    this.letGo(this.screen.rows);
    if (this.isScreenFree) this.blankLine();
    for (const {text, timeUs, endUs} of this.waiting) {
      this.write(text.slice(0, -1), timeUs);
      this.write('\n', endUs);
    }
    if (this.rest !== '') this.write(this.rest, this.restUs);
    this.waiting = [];
    this.waitingLines = 0;
    this.rest = '';
    this.isScreenFree = false;
    this.transcript.noteCursor();
  }

  private mayBegin(text: string): boolean {
    // The shortest line is CR LF.
    return text.length > this.screen.rows * MIN_SCREENS * 2 && this.transcript.isTailOnly && this.screen.isPlainRoll;
  }

  /** The first screen is drawn: after it the cursor stands in a blank row at the bottom, wherever it was before. */
  private begin(text: string, found: PlainLines, timeUs: number): boolean {
    const {rows} = this.screen;
    if (found.lines < rows * MIN_SCREENS) return false;
    const end = endOfLine(text, rows);
    this.write(text.slice(0, end), timeUs);
    this.transcript.noteCursor();
    this.isOn = true;
    const {linesEnd} = found;
    this.wait({text: text.slice(end, linesEnd), count: found.lines - rows, timeUs, endUs: timeUs});
    this.keepRest(text.slice(linesEnd), timeUs);
    return true;
  }

  private add(source: string, {lines, linesEnd}: PlainLines, timeUs: number): void {
    const firstEnd = lines === 0 ? source.length : endOfLine(source, 1);
    const first = source.slice(0, firstEnd);
    const firstUs = BLANK.test(this.rest) && !BLANK.test(first) ? timeUs : this.restUs;
    if (lines === 0) {
      this.keepRest(source, firstUs);
      return;
    }
    this.wait({text: first, count: 1, timeUs: firstUs, endUs: timeUs});
    if (lines > 1) this.wait({text: source.slice(firstEnd, linesEnd), count: lines - 1, timeUs, endUs: timeUs});
    this.keepRest(source.slice(linesEnd), timeUs);
    this.letGo(this.screen.rows * MIN_SCREENS);
  }

  private keepRest(text: string, timeUs: number): void {
    this.rest = text;
    this.restUs = timeUs;
  }

  private wait(lines: Waiting): void {
    this.waiting.push(lines);
    this.waitingLines += lines.count;
  }

  /** Passes on all but the last `count` lines; whole pieces, but for the one that the limit cuts. */
  private letGo(count: number): void {
    while (this.waitingLines > count) {
      const oldest = this.waiting.shift()!;
      const surplus = this.waitingLines - count;
      this.waitingLines -= oldest.count;
      if (surplus >= oldest.count) {
        this.passOn(oldest);
        continue;
      }
      const end = oldest.text.length - charsOfLast(oldest.text, oldest.count - surplus);
      this.passOn({...oldest, text: oldest.text.slice(0, end), count: surplus});
      this.waiting.unshift({...oldest, text: oldest.text.slice(end), count: oldest.count - surplus});
      this.waitingLines += oldest.count - surplus;
    }
  }

  private passOn(lines: Waiting): void {
    if (!this.isScreenFree) this.freeScreen();
    this.transcript.takeLines({...lines, columns: this.screen.columns});
    this.screen.write(lastStyles(lines.text));
    this.passedUs = lines.endUs;
  }

  /** All rows leave at the top; the blank ones that come in are nobody's text. */
  private freeScreen(): void {
    this.screen.write('\n'.repeat(this.screen.rows - 1));
    this.transcript.skipTo(this.screen.cursorRow);
    this.isScreenFree = true;
  }

  /** The line feed before the first line that is drawn, with the time and the style that it had. */
  private blankLine(): void {
    this.write('\n', this.passedUs);
    this.transcript.skipTo(this.screen.cursorRow);
  }

  private write(text: string, timeUs: number): void {
    this.screen.stamp = timeUs;
    this.screen.write(text);
  }
}

/** Where the line of this number, counted from 1, ends behind its line feed. */
function endOfLine(text: string, number: number): number {
  let end = 0;
  for (let left = number; left > 0; left--) end = text.indexOf('\n', end) + 1;
  return end;
}

/** Length of the last lines; all are complete. */
function charsOfLast(text: string, count: number): number {
  let start = text.length;
  for (let left = count; left > 0 && start > 0; left--) start = text.lastIndexOf('\n', start - 2) + 1;
  return text.length - start;
}

/** The sequences that still have a say in how text behind these lines looks. */
function lastStyles(text: string): string {
  if (!text.includes('\x1b')) return '';
  const from = Math.max(text.lastIndexOf('\x1b[m'), text.lastIndexOf('\x1b[0m'), 0);
  return text.slice(from).match(STYLE)?.join('') ?? '';
}
