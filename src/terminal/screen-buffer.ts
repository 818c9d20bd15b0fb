/** The rows of the main or of the alternate screen, with what each keeps to itself: scroll region and saved cursor. */
import {Charsets} from './charsets.ts';
import {Row} from './row.ts';
import {DEFAULT_STYLE, type Style} from './style.ts';

export interface SavedCursor {
  row: number;
  column: number;
  pen: Style;
  charsets: Charsets;
}

export class ScreenBuffer {
  readonly rows: Row[];
  /** First and last row of the scroll region. */
  top = 0;
  bottom: number;
  saved: SavedCursor = noSavedCursor();

  constructor(columns: number, rows: number, fill: Style = DEFAULT_STYLE, stamp = 0) {
    this.rows = Array.from({length: rows}, () => new Row(columns, fill, stamp));
    this.bottom = rows - 1;
  }

  /** Moves the rows `top` … `bottom` up by `count`; blank ones come in below. */
  scrollUp(top: number, bottom: number, count: number, fill: Style, stamp: number): void {
    const {rows} = this;
    for (let left = Math.min(count, bottom - top + 1); left > 0; left--) {
      // Each line of a flood comes through here: shift and push take a third of what two splices do.
      const row = top === 0 ? rows.shift()! : rows.splice(top, 1)[0]!;
      blank(row, fill, stamp);
      if (bottom === rows.length) rows.push(row);
      else rows.splice(bottom, 0, row);
    }
  }

  /** Moves the rows `top` … `bottom` down by `count`; blank ones come in above. */
  scrollDown(top: number, bottom: number, count: number, fill: Style, stamp: number): void {
    const {rows} = this;
    for (let left = Math.min(count, bottom - top + 1); left > 0; left--) {
      const row = rows.splice(bottom, 1)[0]!;
      blank(row, fill, stamp);
      rows.splice(top, 0, row);
    }
  }

  /** Takes rows away above, then below until `rows` are left, or adds blank ones below; the region is the whole screen. */
  resize(size: {columns: number; rows: number; removedAbove: number; stamp: number}): void {
    const {columns, rows, removedAbove, stamp} = size;
    this.rows.splice(0, removedAbove);
    this.rows.splice(rows);
    for (const row of this.rows) row.resize(columns);
    while (this.rows.length < rows) this.rows.push(new Row(columns, DEFAULT_STYLE, stamp));
    this.saved.row = Math.max(0, this.saved.row - removedAbove);
    this.resetRegion();
  }

  resetRegion(): void {
    this.top = 0;
    this.bottom = this.rows.length - 1;
  }

  resetSaved(): void {
    this.saved = noSavedCursor();
  }
}

function noSavedCursor(): SavedCursor {
  return {row: 0, column: 0, pen: DEFAULT_STYLE, charsets: new Charsets()};
}

function blank(row: Row, fill: Style, stamp: number): void {
  row.clear(fill, stamp);
  row.isContinuation = false;
}
