/** The part of a recorded screen that the user's terminal has room for, as lines to paint. */
import type {Screen} from '../../terminal/screen.ts';
import {renderSgr} from '../../terminal/sgr.ts';
import {DEFAULT_STYLE, isSameStyle, type Style} from '../../terminal/style.ts';
import {wellFormed} from '../well-formed.ts';

export interface Size {
  columns: number;
  rows: number;
}

export interface Frame {
  /** From the top; each with its own SGR sequences, beginning and ending with the default style. */
  lines: string[];
  /** Where the recorded cursor stands, null when it is hidden or outside. */
  cursor: {row: number; column: number} | null;
}

// Cells hold no controls; marks may be embeddings and overrides of UAX #9, which reorder the line they stand in.
const REORDERING = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Follows the cursor where the recording is larger than the terminal. */
export class View {
  private top = 0;
  private left = 0;

  render(screen: Screen, size: Size): Frame {
    this.top = follow(this.top, screen.cursorRow, size.rows, screen.rows);
    this.left = follow(this.left, Math.min(screen.cursorColumn, screen.columns - 1), size.columns, screen.columns);
    const count = Math.min(size.rows, screen.rows);
    const lines = Array.from({length: count}, (_, row) => renderRow(screen, this.top + row, this.left, size.columns));
    return {lines, cursor: this.cursorOf(screen)};
  }

  private cursorOf(screen: Screen): Frame['cursor'] {
    if (!screen.isCursorVisible) return null;
    return {row: screen.cursorRow - this.top, column: Math.min(screen.cursorColumn, screen.columns - 1) - this.left};
  }
}

/** The first row or column to show: as before, moved as little as the cursor's sight asks for. */
function follow(start: number, cursor: number, room: number, total: number): number {
  if (total <= room) return 0;
  const latest = Math.min(start, total - room);
  return Math.min(Math.max(latest, cursor - room + 1), cursor);
}

function renderRow(screen: Screen, row: number, left: number, columns: number): string {
  const end = Math.min(left + columns, screen.columns);
  let line = '';
  let pen: Style = DEFAULT_STYLE;
  let blanks = '';
  for (let column = left; column < end; column++) {
    const cell = screen.cellAt(row, column);
    if (cell === null) break;
    // The right half of a wide character comes with the left one, unless the edge cut that off.
    if (cell.width === 0 && column > left) continue;
    const isCut = cell.width === 2 && column + 1 >= end;
    const text = cell.width === 0 || isCut || cell.text === '' ? ' ' : wellFormed(cell.text).replace(REORDERING, '');
    if (text === ' ' && cell.style === DEFAULT_STYLE) {
      if (!isSameStyle(pen, DEFAULT_STYLE)) line += renderSgr(DEFAULT_STYLE);
      pen = DEFAULT_STYLE;
      blanks += ' ';
      continue;
    }
    line += blanks;
    blanks = '';
    if (!isSameStyle(cell.style, pen)) line += renderSgr(cell.style);
    pen = cell.style;
    line += text;
    if (isWidthDisputed(text)) line += `\x1b[${column - left + cell.width + 1}G`;
  }
  return isSameStyle(pen, DEFAULT_STYLE) ? line : line + renderSgr(DEFAULT_STYLE);
}

/** Terminals disagree about emoji, marks and old wide characters: after such a cell the column is set anew. */
function isWidthDisputed(text: string): boolean {
  return text.length > 1 || text.charCodeAt(0) >= 0x2300;
}
