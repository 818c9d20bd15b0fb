/**
 * One row of cells.
 *
 * While text is only appended, which is what a flood of lines does, the row is a list of text runs. It becomes cells when
 * something else happens to it, and runs again when it is cleared.
 */
import {DEFAULT_STYLE, isSameStyle, type Style, StyleFlag} from './style.ts';
import {TextRuns} from './text-runs.ts';

/** A cell's code: 0 when it is empty, else a code point and these flags. */
const CODE_POINT = 0x1fffff;
/** A wide character; the cell to the right is its WIDE_TAIL. */
const WIDE = 1 << 21;
const WIDE_TAIL = 1 << 22;

/** More combining marks on one cell are dropped: nobody can read them, and they would be memory without a bound. */
const MAX_MARKS_CHARS = 32;
const SPACE = 0x20;

interface Cells {
  codes: Uint32Array;
  styles: Style[];
  /** Combining marks; null while the row has none. */
  marks: string[] | null;
}

/** A cell as the serialiser needs it. */
export interface Cell {
  /** Character with its marks; empty for an empty cell and for the right half of a wide character. */
  text: string;
  width: 0 | 1 | 2;
  style: Style;
}

export class Row {
  /** The text of the row above goes on in this one: it was wrapped there. */
  isContinuation = false;
  /** When the first character was written since the row was blank; when it became blank, until then. */
  stamp: number;
  private isBlank = true;
  private readonly runs = new TextRuns();
  /** Style of the cells after the runs. */
  private fill: Style;
  private cells: Cells | null = null;
  /** Cells of an earlier life, to be used again. */
  private spare: Cells | null = null;

  constructor(
    private columns: number,
    fill: Style,
    stamp: number,
  ) {
    this.fill = fill;
    this.stamp = stamp;
  }

  clear(fill: Style, stamp: number): void {
    if (this.cells !== null) {
      this.spare = this.cells;
      this.cells = null;
    }
    this.runs.clear();
    this.fill = fill;
    this.stamp = stamp;
    this.isBlank = true;
  }

  /** Writes characters that each take one UTF-16 unit and one cell. They fit into the row. */
  write(column: number, text: string, style: Style, stamp: number): void {
    this.ink(stamp);
    if (this.cells === null) {
      if (column === 0 && text.length >= this.runs.length) this.runs.clear();
      if (column >= this.runs.length) {
        this.runs.skipTo(column, this.fill);
        this.runs.append(text, style);
        return;
      }
    }
    const {codes, styles, marks} = this.toCells();
    this.splitWideBefore(column, style);
    const end = column + text.length;
    for (let at = column, k = 0; at < end; at++, k++) {
      codes[at] = text.charCodeAt(k);
      styles[at] = style;
    }
    if (marks !== null) marks.fill('', column, end);
    this.splitWideAfter(end, style);
  }

  /** Writes one character of any width; it fits into the row. */
  put(column: number, code: number, width: 1 | 2, style: Style, stamp: number): void {
    this.ink(stamp);
    this.toCells();
    this.splitWideBefore(column, style);
    this.set(column, width === 2 ? code | WIDE : code, style);
    if (width === 2) this.set(column + 1, WIDE_TAIL, style);
    this.splitWideAfter(column + width, style);
  }

  /** Adds a combining mark to the character that ends before `column`. */
  addMark(column: number, mark: string, stamp: number): void {
    if (column === 0) return;
    this.ink(stamp);
    const cells = this.toCells();
    const at = isTail(cells.codes, column - 1) ? column - 2 : column - 1;
    // A mark needs a character under it; an empty cell becomes a space.
    if ((cells.codes[at]! & CODE_POINT) === 0) cells.codes[at] = SPACE;
    cells.marks ??= new Array<string>(this.columns).fill('');
    const marks = cells.marks[at]!;
    if (marks.length < MAX_MARKS_CHARS) cells.marks[at] = marks + mark;
  }

  /** @param keepProtected Cells with the flag `Protected` stay. */
  erase(from: number, to: number, fill: Style, stamp: number, keepProtected = false): void {
    if (from <= 0 && to >= this.columns && !keepProtected) {
      this.clear(fill, stamp);
      return;
    }
    if (this.cells === null && to >= this.columns && !keepProtected && this.truncate(from, fill)) return;
    const {codes, styles} = this.toCells();
    const end = Math.min(to, this.columns);
    if (from > 0 && (codes[from - 1]! & WIDE) !== 0 && !this.isKept(from - 1, keepProtected))
      this.set(from - 1, 0, fill);
    if (end < this.columns && end > 0 && (codes[end - 1]! & WIDE) !== 0 && !this.isKept(end, keepProtected)) {
      this.set(end, 0, fill);
    }
    if (keepProtected) {
      for (let at = from; at < end; at++) if (!this.isKept(at, true)) this.set(at, 0, fill);
      return;
    }
    if (from >= end) return;
    codes.fill(0, from, end);
    styles.fill(fill, from, end);
    this.cells!.marks?.fill('', from, end);
  }

  /** Moves what is at `column` and behind to the right; what leaves the row is lost. */
  insert(column: number, count: number, fill: Style): void {
    const {codes} = this.toCells();
    if (column > 0 && (codes[column - 1]! & WIDE) !== 0) this.set(column - 1, 0, fill);
    const moved = Math.min(count, this.columns - column);
    this.move(column + moved, column, this.columns);
    this.blank(column, column + moved, fill);
    if ((codes[this.columns - 1]! & WIDE) !== 0) this.set(this.columns - 1, 0, fill);
  }

  /** Takes cells away; what is behind them moves to the left. */
  delete(column: number, count: number, fill: Style): void {
    const {codes} = this.toCells();
    const removed = Math.min(count, this.columns - column);
    this.move(column, column + removed, this.columns);
    this.blank(this.columns - removed, this.columns, fill);
    if (column > 0 && (codes[column - 1]! & WIDE) !== 0) this.set(column - 1, 0, fill);
    if (codes[column] === WIDE_TAIL) this.set(column, 0, fill);
  }

  resize(columns: number): void {
    this.spare = null;
    if (this.cells === null) {
      if (this.runs.length > columns) this.truncate(columns, this.fill);
      this.columns = columns;
      return;
    }
    const {codes, styles, marks} = this.cells;
    const kept = Math.min(columns, this.columns);
    this.columns = columns;
    const cells = this.createCells();
    cells.codes.set(codes.subarray(0, kept));
    for (let at = 0; at < kept; at++) cells.styles[at] = styles[at]!;
    cells.marks = marks === null ? null : [...marks.slice(0, kept), ...new Array<string>(columns - kept).fill('')];
    this.cells = cells;
    if ((cells.codes[kept - 1]! & WIDE) !== 0) this.set(kept - 1, 0, cells.styles[kept - 1]!);
  }

  /** The characters, empty cells as spaces, without trailing blanks. */
  text(): string {
    if (this.cells === null) return this.runs.text();
    const {codes, marks} = this.cells;
    let end = this.columns;
    while (end > 0 && isBlank(codes, end - 1) && !marks?.[end - 1]) end--;
    let text = '';
    for (let at = 0; at < end; at++) {
      if (isTail(codes, at)) continue;
      text += String.fromCodePoint(codes[at]! & CODE_POINT || SPACE);
      if (marks !== null) text += marks[at]!;
    }
    return text;
  }

  cell(column: number): Cell {
    const {codes, styles, marks} = this.toCells();
    const style = styles[column]!;
    if (isTail(codes, column)) return {text: '', width: 0, style};
    const code = codes[column]!;
    const codePoint = code & CODE_POINT;
    const text = codePoint === 0 ? '' : String.fromCodePoint(codePoint) + (marks?.[column] ?? '');
    return {text, width: (code & WIDE) === 0 ? 1 : 2, style};
  }

  /** Nothing can be seen in it: no character was written and the background is the terminal's own. */
  get isEmpty(): boolean {
    return this.isBlank && this.cells === null && this.fill === DEFAULT_STYLE;
  }

  private ink(stamp: number): void {
    if (!this.isBlank) return;
    this.isBlank = false;
    this.stamp = stamp;
  }

  /** @returns False when runs cannot express it: what follows them has one style. */
  private truncate(column: number, fill: Style): boolean {
    if (column > this.runs.length && !isSameStyle(fill, this.fill)) return false;
    this.runs.truncate(column);
    this.fill = fill;
    return true;
  }

  private toCells(): Cells {
    if (this.cells !== null) return this.cells;
    const cells = this.spare ?? this.createCells();
    this.spare = null;
    this.cells = cells;
    cells.marks = null;
    this.runs.copyTo(cells.codes, cells.styles);
    cells.codes.fill(0, this.runs.length);
    cells.styles.fill(this.fill, this.runs.length);
    this.runs.clear();
    return cells;
  }

  private createCells(): Cells {
    const {columns, fill} = this;
    return {codes: new Uint32Array(columns), styles: new Array<Style>(columns).fill(fill), marks: null};
  }

  private set(column: number, code: number, style: Style): void {
    const {codes, styles, marks} = this.cells!;
    codes[column] = code;
    styles[column] = style;
    if (marks !== null) marks[column] = '';
  }

  /** Half a wide character cannot stay: the left half, when its right one is about to be overwritten. */
  private splitWideBefore(column: number, style: Style): void {
    if (column > 0 && (this.cells!.codes[column - 1]! & WIDE) !== 0) this.set(column - 1, 0, style);
  }

  private splitWideAfter(column: number, style: Style): void {
    if (column < this.columns && this.cells!.codes[column] === WIDE_TAIL) this.set(column, 0, style);
  }

  private isKept(column: number, keepProtected: boolean): boolean {
    return keepProtected && (this.cells!.styles[column]!.flags & StyleFlag.Protected) !== 0;
  }

  private move(target: number, start: number, end: number): void {
    const {codes, styles, marks} = this.cells!;
    codes.copyWithin(target, start, end);
    moveItems(styles, target, start, end);
    if (marks !== null) moveItems(marks, target, start, end);
  }

  private blank(from: number, to: number, fill: Style): void {
    const {codes, styles, marks} = this.cells!;
    codes.fill(0, from, to);
    styles.fill(fill, from, to);
    marks?.fill('', from, to);
  }
}

/** The right half of a wide character. Insertion can part it from the left one; then it is an empty cell. */
function isTail(codes: Uint32Array, column: number): boolean {
  return codes[column] === WIDE_TAIL && column > 0 && (codes[column - 1]! & WIDE) !== 0;
}

function isBlank(codes: Uint32Array, column: number): boolean {
  const codePoint = codes[column]! & CODE_POINT;
  return codePoint === SPACE || (codePoint === 0 && !isTail(codes, column));
}

/** Array.copyWithin, which V8 runs twenty times slower than this loop on arrays that are not typed. */
function moveItems<Item>(items: Item[], target: number, start: number, end: number): void {
  const count = Math.min(end - start, items.length - target);
  if (target < start) for (let k = 0; k < count; k++) items[target + k] = items[start + k]!;
  else for (let k = count - 1; k >= 0; k--) items[target + k] = items[start + k]!;
}
