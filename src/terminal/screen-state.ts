/** All that a terminal remembers, and the moves that everything else is made of. Positions count from 0. */
import {Charsets} from './charsets.ts';
import {Modes} from './modes.ts';
import type {Row} from './row.ts';
import type {ScreenListener} from './screen.ts';
import {ScreenBuffer} from './screen-buffer.ts';
import {DEFAULT_STYLE, eraseStyle, type Style} from './style.ts';
import {TabStops} from './tab-stops.ts';

/** Longer titles are cut: they are shown in one line, and a program may send any length. */
const MAX_TITLE_CHARS = 1024;

export class ScreenState {
  row = 0;
  /** Equal to `columns` when the last cell was written: the next character wraps first. */
  column = 0;
  pen: Style = DEFAULT_STYLE;
  readonly modes = new Modes();
  readonly charsets = new Charsets();
  tabs: TabStops;
  main: ScreenBuffer;
  /** Null while the main screen is shown. */
  alternate: ScreenBuffer | null = null;
  active: ScreenBuffer;
  stamp = 0;
  scrolledOff = 0;
  /** DECSCUSR's parameter. */
  cursorShape = 0;
  private titleText = '';
  private erasePen: Style = DEFAULT_STYLE;
  private eraseFill: Style = DEFAULT_STYLE;

  constructor(
    public columns: number,
    public rows: number,
    readonly listener: ScreenListener,
  ) {
    this.tabs = new TabStops(columns);
    this.main = new ScreenBuffer(columns, rows);
    this.active = this.main;
  }

  get title(): string {
    return this.titleText;
  }

  set title(title: string) {
    this.titleText = title.slice(0, MAX_TITLE_CHARS);
  }

  /** No mode, scroll region, tab stop or character set changes how lines of text are laid out. */
  get isPlainRoll(): boolean {
    const {insert, newLine, origin, wrap} = this.modes;
    const isWhole = this.active.top === 0 && this.active.bottom === this.rows - 1;
    const isUsual = wrap && !insert && !newLine && !origin && this.charsets.isAscii && !this.tabs.isChanged;
    return this.alternate === null && isWhole && isUsual;
  }

  /** The cursor's row. */
  get line(): Row {
    return this.active.rows[this.row]!;
  }

  /** How a cell looks that is erased now. */
  get fill(): Style {
    if (this.erasePen !== this.pen) {
      this.erasePen = this.pen;
      this.eraseFill = eraseStyle(this.pen);
    }
    return this.eraseFill;
  }

  /** Brings the cursor into the screen, and into the scroll region in origin mode. */
  clampCursor(lastColumn = this.columns - 1): void {
    const [first, last] = this.modes.origin ? [this.active.top, this.active.bottom] : [0, this.rows - 1];
    this.row = clamp(this.row, first, last);
    this.column = clamp(this.column, 0, lastColumn);
  }

  /** @param row Counts from the scroll region's top in origin mode. */
  moveTo(row: number, column: number): void {
    this.row = this.modes.origin ? this.active.top + row : row;
    this.column = column;
    this.clampCursor();
  }

  moveBy(rows: number, columns: number): void {
    this.clampCursor();
    this.row += rows;
    this.column += columns;
    this.clampCursor();
  }

  /** To the next row, scrolling at the region's end. The column stays. */
  advanceRow(isWrap: boolean): void {
    if (this.row === this.active.bottom) {
      this.scrollUp(1);
      this.line.isContinuation = isWrap;
      return;
    }
    if (this.row < this.rows - 1) this.row++;
    if (isWrap) this.line.isContinuation = true;
  }

  /** Scrolls the region; what leaves the top of the main screen is told to the listener. */
  scrollUp(count: number): void {
    const {active} = this;
    const {rows, top, bottom} = active;
    for (let left = Math.min(count, bottom - top + 1); left > 0; left--) {
      if (top === 0 && active === this.main) this.tellScrollOff(rows[0]!, rows[1]);
      active.scrollUp(top, bottom, 1, this.fill, this.stamp);
    }
  }

  saveCursor(): void {
    const charsets = new Charsets();
    charsets.copyFrom(this.charsets);
    this.active.saved = {row: this.row, column: Math.min(this.column, this.columns - 1), pen: this.pen, charsets};
  }

  restoreCursor(): void {
    const {row, column, pen, charsets} = this.active.saved;
    this.row = row;
    this.column = column;
    this.pen = pen;
    this.charsets.copyFrom(charsets);
    this.clampCursor();
  }

  enterAlternate(): void {
    if (this.alternate !== null) return;
    this.listener.onAlternate?.(true);
    this.alternate = new ScreenBuffer(this.columns, this.rows, this.fill, this.stamp);
    this.active = this.alternate;
  }

  leaveAlternate(): void {
    if (this.alternate === null) return;
    this.listener.onAlternate?.(false);
    this.alternate = null;
    this.active = this.main;
  }

  /** RIS: as when it was switched on; only the title and what scrolled off stay. */
  reset(): void {
    this.listener.onClear?.();
    this.leaveAlternate();
    this.main = new ScreenBuffer(this.columns, this.rows, DEFAULT_STYLE, this.stamp);
    this.active = this.main;
    this.tabs = new TabStops(this.columns);
    this.modes.reset();
    this.pen = DEFAULT_STYLE;
    this.charsets.reset();
    this.row = 0;
    this.column = 0;
    this.cursorShape = 0;
  }

  /** DECSTR: settings as at first, the screen's content and the cursor's place stay. */
  softReset(): void {
    this.modes.softReset();
    this.pen = DEFAULT_STYLE;
    this.charsets.reset();
    this.active.resetRegion();
    this.active.resetSaved();
  }

  /**
   * Rows keep their left part and are not reflowed: what programs drew stays where they put it, and on a change of size
   * they draw anew. A screen that gets lower loses rows below the cursor first, then rows scroll off its top.
   */
  resize(columns: number, rows: number): void {
    for (const buffer of [this.main, this.alternate]) {
      if (buffer === null) continue;
      const cursorRow = buffer === this.active ? this.row : buffer.saved.row;
      const removed = buffer.rows.slice(0, Math.max(0, cursorRow + 1 - rows));
      if (buffer === this.main) {
        for (const [index, row] of removed.entries()) this.tellScrollOff(row, buffer.rows[index + 1]);
      }
      if (buffer === this.active) this.row -= removed.length;
      buffer.resize({columns, rows, removedAbove: removed.length, stamp: this.stamp});
    }
    this.columns = columns;
    this.rows = rows;
    this.tabs.resize(columns);
    this.column = Math.min(this.column, columns - 1);
  }

  private tellScrollOff(row: Row, next: Row | undefined): void {
    this.scrolledOff++;
    this.listener.onScrollOff?.(row.text(), next?.isContinuation ?? false, row.stamp);
  }
}

const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);
