/**
 * What a terminal shows, with the characters of the stream that drew it.
 *
 * It begins as a roll of rows that grows downwards, as far as programs write line after line: where the roll stands on the
 * screen is not known and does not matter. When a program addresses rows by their number the sheet becomes a screen of so
 * many rows. Only what decides which characters stand beside each other is followed: no colours, no character sets.
 */
import {charWidth} from '../terminal/width.ts';
import type {Position} from './replacements.ts';
import {type Ink, inkOf, NO_INK, SheetRow, widthOf} from './sheet-row.ts';

export interface SheetListener {
  /** The row shows something and is about to show something else. */
  onOverwrite(row: number): void;
  /**
   * A line feed on the last row of a roll.
   *
   * @returns False: the line that the cursor is in may not be complete, and go on in the next row.
   */
  onLineDone(): boolean;
  /** The line above did not go on in the cursor's row after all. */
  onNewLine(): void;
  /** The row leaves the sheet at its top. */
  onScrollOff(): void;
  /** All rows are about to go. */
  onClear(): void;
}

const NO_CELL = -1;
const TAB_COLUMNS = 8;
/** A roll keeps so many rows above the cursor's line; prompts of many lines go up to them. */
const ROLL_ROWS = 64;

export class Sheet {
  rows: SheetRow[] = [new SheetRow()];
  row = 0;
  /** As `columns` while the next character wraps. */
  column = 0;
  isScreen = false;
  /** The program asked for a screen of its own. */
  isAlternate = false;
  private top = 0;
  private bottom: number;
  private wraps = true;
  private saved = {row: 0, column: 0};
  private last = {code: 0x20, ink: NO_INK};
  /** The cell at which an unbroken run of characters goes on; what it overwrites was judged when it began. */
  private sweep = {row: NO_CELL, column: NO_CELL};

  constructor(
    public columns: number,
    private height: number,
    private readonly listener: SheetListener,
  ) {
    this.bottom = height - 1;
  }

  resize(columns: number, height: number): void {
    this.columns = columns;
    this.height = height;
    this.top = 0;
    this.bottom = height - 1;
    if (this.isScreen) this.fitScreen();
    this.column = Math.min(this.column, columns);
  }

  /** @param position Where `source[start]` stands in the stream. */
  print(source: string, start: number, end: number, position: Position): void {
    for (let at = start; at < end; at++) {
      const code = source.codePointAt(at)!;
      const width = code < 0x7f ? 1 : charWidth(code);
      const ink = inkOf(position + at - start, width);
      if (code > 0xffff) at++;
      if (width === 0) this.current.erased.add(ink, code);
      else {
        this.put(code, width, ink);
        this.last = {code, ink};
      }
    }
  }

  /** REP: the last character again; the same character of the stream drew all of them. */
  repeat(count: number): void {
    const {code, ink} = this.last;
    if (ink === NO_INK) return;
    for (let k = 0; k < Math.min(count, this.columns * this.height); k++) this.put(code, widthOf(ink), ink);
  }

  backspace(): void {
    this.column = Math.max(0, Math.min(this.column, this.columns - 1) - 1);
  }

  carriageReturn(): void {
    this.column = 0;
  }

  tab(count = 1): void {
    const next = (Math.floor(this.column / TAB_COLUMNS) + count) * TAB_COLUMNS;
    this.column = Math.max(0, Math.min(next, this.columns - 1));
  }

  lineFeed(): void {
    if (this.isScreen) {
      if (this.row === this.bottom) this.scrollUp(1);
      else this.row = Math.min(this.row + 1, this.height - 1);
      return;
    }
    if (this.row === this.rows.length - 1) {
      const isDone = this.listener.onLineDone();
      this.appendRow(!isDone);
      this.current.isTentative = !isDone;
    } else {
      this.row++;
    }
  }

  reverseLineFeed(): void {
    if (this.isScreen && this.row === this.top) this.scrollDown(this.top, 1);
    else this.moveBy(-1, 0);
  }

  moveBy(rows: number, columns: number): void {
    this.column = clamp(Math.min(this.column, this.columns - 1) + columns, this.columns - 1);
    const target = this.row + rows;
    if (this.isScreen) {
      this.row = clamp(target, this.height - 1);
      return;
    }
    if (target < 0) this.rows.unshift(...Array.from({length: Math.min(-target, this.height)}, () => new SheetRow()));
    // What is below the roll is empty, and on the real screen the cursor would stop at its bottom.
    this.row = clamp(Math.max(0, target), this.rows.length - 1);
  }

  moveToColumn(column: number): void {
    this.column = clamp(column, this.columns - 1);
  }

  /** From now on rows have numbers. */
  moveTo(row: number, column: number): void {
    this.becomeScreen();
    this.row = clamp(row, this.height - 1);
    this.column = clamp(column, this.columns - 1);
  }

  moveToRow(row: number): void {
    this.moveTo(row, this.column);
  }

  saveCursor(): void {
    this.saved = {row: this.row, column: this.column};
  }

  restoreCursor(): void {
    this.row = Math.min(this.saved.row, this.rows.length - 1);
    this.column = Math.min(this.saved.column, this.columns - 1);
  }

  setWrap(wraps: boolean): void {
    this.wraps = wraps;
  }

  setRegion(top: number, bottom: number): void {
    this.becomeScreen();
    this.top = clamp(top, this.height - 1);
    this.bottom = clamp(Math.max(bottom, this.top), this.height - 1);
    this.row = 0;
    this.column = 0;
  }

  /** Enters or leaves the screen of full-screen programs. What was drawn on the other one does not come back here. */
  setAlternate(isAlternate: boolean): void {
    if (isAlternate === this.isAlternate) return;
    this.clear();
    this.isAlternate = isAlternate;
    if (isAlternate) this.becomeScreen();
  }

  /** EL. `mode`: 0 from the cursor on, 1 up to it, 2 all of it. */
  eraseLine(mode: number): void {
    const column = Math.min(this.column, this.columns - 1);
    this.eraseCells(this.row, mode === 0 ? column : 0, mode === 1 ? column + 1 : this.columns);
  }

  /** ED. `mode`: 0 from the cursor on, 1 up to it, 2 all of it, 3 what was scrolled off. */
  eraseDisplay(mode: number): void {
    if (mode === 2) {
      this.clearRows();
      return;
    }
    if (mode > 2) return;
    this.eraseLine(mode);
    const [start, end] = mode === 0 ? [this.row + 1, this.rows.length] : [0, this.row];
    for (let row = start; row < end; row++) this.eraseCells(row, 0, this.columns);
    if (mode === 0 && !this.isScreen) {
      // The roll ends here again, but what was drawn below may be part of what is typed now.
      for (const gone of this.rows.splice(this.row + 1)) this.current.erased.addAll(gone.erased);
    }
  }

  eraseCharacters(count: number): void {
    this.eraseCells(this.row, this.column, this.column + count);
  }

  insertCharacters(count: number): void {
    this.beforeChange(this.row, this.column, this.columns);
    this.current.insert(this.column, Math.min(count, this.columns), this.columns);
  }

  deleteCharacters(count: number): void {
    this.beforeChange(this.row, this.column, this.columns);
    this.current.delete(this.column, Math.min(count, this.columns));
  }

  insertLines(count: number): void {
    this.becomeScreen();
    if (this.row >= this.top && this.row <= this.bottom) this.scrollDown(this.row, count);
  }

  deleteLines(count: number): void {
    this.becomeScreen();
    if (this.row >= this.top && this.row <= this.bottom) this.removeRows(this.row, count);
  }

  scrollUp(count: number): void {
    if (!this.isScreen) return;
    for (let k = 0; k < Math.min(count, this.height); k++) {
      if (this.top === 0) this.listener.onScrollOff();
      this.removeRows(this.top, 1);
    }
  }

  scrollDown(from: number, count: number): void {
    if (!this.isScreen) return;
    for (let k = 0; k < Math.min(count, this.height); k++) {
      this.touch(this.bottom);
      this.rows.splice(this.bottom, 1);
      this.rows.splice(from, 0, new SheetRow());
    }
  }

  /** An empty roll, as after a reset. */
  clear(): void {
    this.listener.onClear();
    this.rows = [new SheetRow()];
    this.row = 0;
    this.column = 0;
    this.isScreen = false;
    this.isAlternate = false;
    this.top = 0;
    this.bottom = this.height - 1;
    this.wraps = true;
    this.saved = {row: 0, column: 0};
  }

  /** The cursor moved or cells changed otherwise: the next character begins a new run. */
  endRun(): void {
    this.sweep.row = NO_CELL;
  }

  get current(): SheetRow {
    return this.rows[this.row]!;
  }

  /** First and last row of the line that a row belongs to: rows that were wrapped are one line. */
  lineAt(row: number): {first: number; last: number} {
    let first = row;
    let last = row;
    while (first > 0 && this.rows[first]!.isContinuation) first--;
    while (last + 1 < this.rows.length && this.rows[last + 1]!.isContinuation) last++;
    return {first, last};
  }

  private put(code: number, width: number, ink: Ink): void {
    if (this.column + width > this.columns) {
      if (this.wraps) this.wrap();
      else this.column = Math.max(0, this.columns - width);
    }
    const row = this.current;
    if (row.isTentative) this.beginLine(row);
    if (this.column < row.length) {
      const {sweep} = this;
      if (sweep.row !== this.row || sweep.column !== this.column)
        this.beforeChange(this.row, this.column, this.columns);
      sweep.row = this.row;
      sweep.column = this.column + width;
    }
    row.draw(this.column, code, width, ink);
    this.column += width;
  }

  private beginLine(row: SheetRow): void {
    row.isTentative = false;
    row.isContinuation = false;
    this.listener.onNewLine();
  }

  private wrap(): void {
    if (this.isScreen) {
      this.lineFeed();
    } else if (this.row === this.rows.length - 1) {
      this.appendRow(true);
    } else {
      this.row++;
    }
    this.current.isContinuation = this.row > 0;
    this.current.isTentative = false;
    this.column = 0;
  }

  private appendRow(isContinuation: boolean): void {
    const row = new SheetRow();
    row.isContinuation = isContinuation;
    this.rows.push(row);
    this.row = this.rows.length - 1;
    const {first} = this.lineAt(this.row);
    const spare = Math.min(first, this.rows.length - ROLL_ROWS);
    if (spare > 0) this.dropRows(0, spare);
  }

  /** Takes rows out of a roll; they are judged already. */
  dropRows(start: number, count: number): void {
    this.rows.splice(start, count);
    if (this.row >= start + count) this.row -= count;
    this.saved.row = Math.max(0, this.saved.row - (this.saved.row >= start + count ? count : 0));
  }

  private becomeScreen(): void {
    if (this.isScreen) return;
    this.listener.onClear();
    this.isScreen = true;
    this.rows = [];
    this.row = 0;
    this.fitScreen();
  }

  private clearRows(): void {
    const isHome = this.row === 0 && this.column === 0;
    this.listener.onClear();
    if (!this.isScreen || (isHome && !this.isAlternate)) {
      // `clear` goes home and erases: what follows is line after line again.
      this.rows = [new SheetRow()];
      this.row = 0;
      this.isScreen = false;
      return;
    }
    this.rows = [];
    this.fitScreen();
  }

  private fitScreen(): void {
    this.rows.length = Math.min(this.rows.length, this.height);
    while (this.rows.length < this.height) this.rows.push(new SheetRow());
    this.row = Math.min(this.row, this.height - 1);
  }

  /** Rows below move up, empty ones come in at the region's bottom. */
  private removeRows(from: number, count: number): void {
    for (let k = 0; k < Math.min(count, this.height); k++) {
      this.touch(from);
      this.rows.splice(from, 1);
      this.rows.splice(this.bottom, 0, new SheetRow());
    }
  }

  private eraseCells(row: number, start: number, end: number): void {
    this.beforeChange(row, start, end);
    this.rows[row]!.erase(start, end);
  }

  private beforeChange(row: number, start: number, end: number): void {
    if (!this.rows[row]!.shows(start, end)) return;
    const {first, last} = this.lineAt(row);
    for (let each = first; each <= last; each++) {
      if (!this.rows[each]!.isDirty) continue;
      this.listener.onOverwrite(row);
      return;
    }
  }

  private touch(row: number): void {
    this.beforeChange(row, 0, this.columns);
  }
}

const clamp = (value: number, highest: number) => Math.max(0, Math.min(value, highest));
