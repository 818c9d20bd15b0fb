/** A screen as the escape sequences that draw it on a fresh terminal of the same size. */
import {Charsets} from './charsets.ts';
import type {Cell, Row} from './row.ts';
import type {SavedCursor, ScreenBuffer} from './screen-buffer.ts';
import type {ScreenState} from './screen-state.ts';
import {renderSgr} from './sgr.ts';
import {DEFAULT_STYLE, isSameStyle, type Style, StyleFlag} from './style.ts';

export function serialize(state: ScreenState): string {
  const {main, alternate, modes, charsets, cursorShape, title} = state;
  const parts: string[] = [];
  appendRows(parts, main, state.columns);
  if (alternate === null) {
    appendSaved(parts, main.saved, '\x1b7');
  } else {
    // 1049 saves the cursor of the main screen, then shows the alternate one, filled with the pen's background.
    appendSaved(parts, main.saved, '\x1b[?1049h');
    parts.push('\x1b[0m\x1b[2J\x1b[H');
    appendRows(parts, alternate, state.columns);
    appendSaved(parts, alternate.saved, '\x1b7');
  }
  if (state.tabs.isChanged) parts.push(state.tabs.render());
  appendCursor(parts, state);
  parts.push(renderPen(state.pen));
  if (!charsets.isDefault) parts.push(charsets.render());
  parts.push(modes.render());
  if (cursorShape !== 0) parts.push(`\x1b[${cursorShape} q`);
  if (title !== '') parts.push(`\x1b]2;${title}\x07`);
  return parts.join('');
}

/** All rows, with the cursor at home and the default pen at first, then the scroll region. */
function appendRows(parts: string[], buffer: ScreenBuffer, columns: number): void {
  const {rows, top, bottom} = buffer;
  const writer = new RowWriter(parts, columns);
  for (const [at, row] of rows.entries()) {
    if (at > 0 && !flowsOn(rows[at - 1]!, row, columns)) writer.breakLine();
    writer.append(row);
  }
  if (top > 0 || bottom < rows.length - 1) parts.push(`\x1b[${top + 1};${bottom + 1}r`);
}

/** Whether what is printed after this row wraps into the next by itself, so that the rows stay one line. */
function flowsOn(row: Row, next: Row, columns: number): boolean {
  if (!next.isContinuation) return false;
  const first = next.cell(0);
  const last = row.cell(columns - 1);
  if (first.text === '') return false;
  if (last.text !== '' || last.width === 0) return true;
  // A wide character does not fit into the last cell, which it leaves empty, in its own style.
  const isBeforeLastFilled = columns > 1 && (row.cell(columns - 2).text !== '' || row.cell(columns - 2).width === 0);
  return first.width === 2 && isBeforeLastFilled && isSameStyle(first.style, last.style);
}

class RowWriter {
  private pen: Style = DEFAULT_STYLE;
  /** Line breaks not yet written: those before blank rows at the end never are. */
  private breaks = '';

  constructor(
    private readonly parts: string[],
    private readonly columns: number,
  ) {}

  breakLine(): void {
    this.breaks += '\r\n';
  }

  append(row: Row): void {
    if (row.isEmpty) return;
    for (let column = 0; column < this.columns; ) {
      const cell = row.cell(column);
      if (cell.text === '') column = this.appendEmpty(row, column, cell.style);
      else column = this.appendCell(cell, column);
    }
  }

  private appendCell(cell: Cell, column: number): number {
    this.setPen(cell.style);
    this.push(cell.text);
    const next = column + cell.width;
    if (isWidthDisputed(cell.text) && next < this.columns) this.push(`\x1b[${next + 1}G`);
    return next;
  }

  /** A run of empty cells: skipped, erased with their background, or spaces where they show more than that. */
  private appendEmpty(row: Row, start: number, style: Style): number {
    let end = start + 1;
    while (end < this.columns && isEmptyLike(row.cell(end), style)) end++;
    const count = end - start;
    const isBackgroundOnly = isSameStyle(style, {...DEFAULT_STYLE, background: style.background});
    if (!isBackgroundOnly) {
      this.setPen(style);
      this.push(' '.repeat(count));
      return end;
    }
    if (style.background !== 0) {
      this.setPen(style);
      this.push(`\x1b[${count}X`);
    }
    if (end < this.columns) this.push(`\x1b[${count}C`);
    return end;
  }

  private setPen(style: Style): void {
    if (isSameStyle(style, this.pen)) return;
    this.push(renderPen(style));
    this.pen = style;
  }

  private push(text: string): void {
    if (this.breaks !== '') this.parts.push(this.breaks);
    this.breaks = '';
    this.parts.push(text);
  }
}

const isEmptyLike = (cell: Cell, style: Style) =>
  cell.text === '' && cell.width === 1 && isSameStyle(cell.style, style);

/**
 * Terminals disagree about the width of emoji, flags and what variation selectors do; after such a cell the column is set
 * again, so that the rest of the row stands right everywhere. About Chinese, Japanese and Korean they agree.
 */
function isWidthDisputed(text: string): boolean {
  const code = text.codePointAt(0)!;
  if (text.length > (code > 0xffff ? 2 : 1)) return true;
  return (code >= 0x1f000 && code < 0x20000) || (code >= 0x2300 && code < 0x2e80);
}

function appendSaved(parts: string[], saved: SavedCursor, save: string): void {
  parts.push(`\x1b[${saved.row + 1};${saved.column + 1}H`, renderPen(saved.pen));
  if (saved.charsets.isDefault) parts.push(save);
  else parts.push(saved.charsets.render(), save, new Charsets().render());
}

/** Places the cursor; where the next character would wrap, by writing the row's last cell once more. */
function appendCursor(parts: string[], {row, column, columns, modes, active}: ScreenState): void {
  if (modes.origin) parts.push('\x1b[?6h');
  const line = active.rows[row]!;
  let start = column;
  if (column >= columns) start = line.cell(columns - 1).width === 0 && columns > 1 ? columns - 2 : columns - 1;
  parts.push(`\x1b[${(modes.origin ? row - active.top : row) + 1};${start + 1}H`);
  if (column >= columns) parts.push(renderPen(line.cell(start).style), line.cell(start).text || ' ');
}

/** SGR 0, which comes first in it, also ends protection. */
function renderPen(style: Style): string {
  return renderSgr(style) + ((style.flags & StyleFlag.Protected) === 0 ? '' : '\x1b[1"q');
}
