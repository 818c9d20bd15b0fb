/**
 * Turns what happens on a screen into the text of commands, as a person would have read it: carriage returns,
 * backspaces and colours are resolved by the screen; full-screen programs give the screens they showed.
 *
 * One stretch of output (a `Stretch`) belongs to one command. Rows are counted from the session's start
 * (`scrolledOff + row`), so a row keeps its number while it scrolls away.
 */
import type {Screen} from '../terminal/screen.ts';
import type {TerminalLines} from './fold-lines.ts';
import {FullScreenText} from './full-screen-text.ts';
import {LogText} from './log-text.ts';

/** Joined soft-wrapped rows are cut at this length. */
const MAX_JOINED_CHARS = 64 * 1024;

/** A place on the screen in rows counted from the session's start. */
export interface ScreenPlace {
  row: number;
  column: number;
}

/** The output that belongs to one command, while it grows. */
export class Stretch {
  readonly log: LogText;
  /** The last full screen's text, so that the next gives only what is new. */
  readonly fullScreen = new FullScreenText();
  /** A soft-wrapped line not yet complete. */
  private joined: {text: string; timeUs: number} | null = null;

  constructor(
    public place: ScreenPlace,
    limitChars: number,
  ) {
    this.log = new LogText(limitChars);
  }

  /** Takes a row that will not change any more. Rows before the stretch are passed over. */
  takeRow(row: number, text: string, wrapped: boolean, timeUs: number): void {
    if (row < this.place.row) return;
    const own = row === this.place.row && this.place.column > 0 ? text.slice(this.place.column) : text;
    this.place = {row: row + 1, column: 0};
    const line = this.joined ?? {text: '', timeUs};
    line.text += own;
    if (wrapped && line.text.length < MAX_JOINED_CHARS) {
      this.joined = line;
      return;
    }
    this.joined = null;
    this.log.add(line.text.trimEnd(), line.timeUs);
  }

  /** The joined line is complete, whatever its last row said. */
  endLine(): void {
    if (this.joined === null) return;
    this.log.add(this.joined.text.trimEnd(), this.joined.timeUs);
    this.joined = null;
  }

  clone(limitChars: number): Stretch {
    const copy = new Stretch(this.place, limitChars);
    Object.assign(copy, {log: this.log.clone(), joined: this.joined === null ? null : {...this.joined}});
    return copy;
  }
}

/** Follows a screen and gives its rows to the stretch that is current. Connect its handlers to the screen's listener. */
export class Transcript {
  /** What the output belongs to now; null between commands. */
  current: Stretch | null = null;
  /** Rows that have left the screen's top; equals the number of the topmost visible row. */
  private topRow = 0;

  constructor(
    private readonly screen: () => Screen,
    private readonly limitChars: number,
  ) {}

  /** Where the cursor stands. */
  cursorPlace(): ScreenPlace {
    const {cursorRow, cursorColumn} = this.screen();
    return {row: this.topRow + cursorRow, column: cursorColumn};
  }

  /** Makes a stretch that begins at the cursor the current one. */
  begin(place: ScreenPlace = this.cursorPlace()): Stretch {
    this.current = new Stretch(place, this.limitChars);
    return this.current;
  }

  /** Makes a stretch current again that was set aside, from the cursor on. */
  resume(stretch: Stretch, place: ScreenPlace = this.cursorPlace()): void {
    stretch.place = place;
    this.current = stretch;
  }

  /** Takes the current stretch's rows up to `end` (not included, but for the columns before it) and sets it aside. */
  finish(end: ScreenPlace = this.cursorPlace()): void {
    if (this.current === null) return;
    if (this.screen().isAlternate) this.current.fullScreen.take(this.screen(), this.current.log);
    else this.takeVisible(this.current, end);
    this.current.endLine();
    this.current = null;
  }

  /** The text of a stretch as it would be if it ended now. */
  peek(stretch: Stretch): LogText {
    if (stretch !== this.current || this.screen().isAlternate) return stretch.log;
    const copy = stretch.clone(this.limitChars);
    this.takeVisible(copy, this.cursorPlace());
    copy.endLine();
    return copy.log;
  }

  /** Before output is applied: programs that paint above where they began (a menu, `top`) own those rows as well. */
  noteCursor(): void {
    if (this.current === null || this.screen().isAlternate) return;
    const place = this.cursorPlace();
    if (place.row < this.current.place.row) this.current.place = {row: place.row, column: 0};
  }

  /** The user has looked at the screen for a while: what a full-screen program shows now is part of the text. */
  noteQuiet(): void {
    const screen = this.screen();
    if (this.current !== null && screen.isAlternate) this.current.fullScreen.take(screen, this.current.log);
  }

  onScrollOff(text: string, wrapped: boolean, stamp: number): void {
    this.current?.takeRow(this.topRow, text, wrapped, stamp);
    this.topRow++;
  }

  /** Lines that would only be left out again may come by `takeLines`. */
  get isTailOnly(): boolean {
    return this.current === null || this.current.log.isHeadFull;
  }

  /** Takes lines that never were on the screen's model. What stood above them has left it. */
  takeLines(lines: TerminalLines): void {
    this.current?.log.addLines(lines);
  }

  /** Rows above this one are blank because nothing was drawn on them. */
  skipTo(cursorRow: number): void {
    if (this.current !== null) this.current.place = {row: this.topRow + cursorRow, column: 0};
  }

  onClear(): void {
    if (this.current === null) return;
    const screen = this.screen();
    if (screen.isAlternate) {
      this.current.fullScreen.take(screen, this.current.log);
      return;
    }
    let rows = screen.rows;
    while (rows > 0 && screen.rowText(rows - 1).trim() === '') rows--;
    this.takeVisible(this.current, {row: this.topRow + rows, column: 0});
    this.current.endLine();
    this.current.place = {row: this.topRow, column: 0};
  }

  onAlternate(entering: boolean): void {
    if (this.current === null) return;
    if (!entering) {
      this.current.fullScreen.take(this.screen(), this.current.log);
      return;
    }
    const place = this.cursorPlace();
    this.takeVisible(this.current, place);
    this.current.endLine();
    this.current.place = place;
  }

  private takeVisible(stretch: Stretch, end: ScreenPlace): void {
    const screen = this.screen();
    const last = Math.min(end.row, this.topRow + screen.rows - 1);
    for (let row = Math.max(stretch.place.row, this.topRow); row <= last; row++) {
      const visible = row - this.topRow;
      const text = screen.rowText(visible);
      if (row < end.row) stretch.takeRow(row, text, screen.rowWrapped(visible), screen.rowStamp(visible));
      else if (end.column > 0) stretch.takeRow(row, text.slice(0, end.column), false, screen.rowStamp(visible));
    }
  }
}
