/**
 * The emulated terminal: xterm.js without its view. xterm's own view sets style attributes and adds style elements, which
 * a strict content security policy forbids; `screen-view.ts` draws instead. Nothing listens to what the emulator would answer,
 * to titles, bells or the clipboard: a recording reaches the cells of this screen and nothing else.
 */
import {type IBufferCell, Terminal} from '@xterm/headless';
import type {CastEvent} from '../../cast/cast.ts';
import {terminalText} from '../../review/terminal-text.ts';
import {charWidth} from '../../terminal/width.ts';
import type {Keyframe} from './chunk-text.ts';

/** What xterm.js does not offer publicly. The version is pinned, and a test holds this true. */
interface XtermCore {
  writeSync(text: string): void;
  coreService: {isCursorHidden: boolean};
  _oscLinkService: {getLinkData(id: number): {uri: string} | undefined};
}
interface LinkedCell extends IBufferCell {
  extended: {urlId: number};
  hasExtendedAttrs(): number;
}

/** No terminal is larger; a hostile window size must not cost memory. */
const MAX_COLUMNS = 1000;
const MAX_ROWS = 500;
const UNICODE = 'ddcoterm';

export interface Cursor {
  row: number;
  column: number;
}

export class Stage {
  private readonly terminal: Terminal;
  private readonly core: XtermCore;
  private readonly cell: LinkedCell;
  /** Rises with everything that may change the picture. */
  version = 0;

  constructor(
    columns: number,
    rows: number,
    readonly isCaptureShown: boolean,
  ) {
    this.terminal = new Terminal({
      cols: clamp(columns, MAX_COLUMNS),
      rows: clamp(rows, MAX_ROWS),
      scrollback: 0,
      allowProposedApi: true,
      logLevel: 'off',
    });
    this.core = (this.terminal as unknown as {_core: XtermCore})._core;
    this.cell = this.terminal.buffer.active.getNullCell() as LinkedCell;
    registerWidths(this.terminal);
  }

  get columns(): number {
    return this.terminal.cols;
  }

  get rows(): number {
    return this.terminal.rows;
  }

  /** Null: hidden. */
  get cursor(): Cursor | null {
    const {cursorX, cursorY} = this.terminal.buffer.active;
    return this.core.coreService.isCursorHidden ? null : {row: cursorY, column: Math.min(cursorX, this.columns - 1)};
  }

  /** A fresh terminal of this size that shows `screen`. */
  show({columns, rows, screen}: Omit<Keyframe, 'us'>): void {
    this.terminal.reset();
    this.resize(columns, rows);
    // xterm's reset leaves the cursor as hidden as it was.
    this.write(`\x1b[?25h${screen}`);
    this.version++;
  }

  /** @returns Whether it can be seen. */
  apply(event: CastEvent): boolean {
    if (event.kind === 'resize') {
      this.resize(event.columns, event.rows);
      this.version++;
      return true;
    }
    const text = terminalText(event, this.isCaptureShown);
    if (text === null) return false;
    this.write(text);
    this.version++;
    return true;
  }

  /** Calls back for each cell of the row that begins a character. The cell is good for that call only. */
  eachCell(row: number, visit: (cell: IBufferCell, column: number, uri: string | null) => void): void {
    const {active} = this.terminal.buffer;
    const line = active.getLine(active.baseY + row);
    if (line === undefined) return;
    for (let column = 0; column < this.columns; column++) {
      const cell = line.getCell(column, this.cell) as LinkedCell | undefined;
      if (cell !== undefined && cell.getWidth() > 0) visit(cell, column, this.linkOf(cell));
    }
  }

  /** Also while it is hidden. */
  get cursorRow(): number {
    return this.terminal.buffer.active.cursorY;
  }

  rowText(row: number): string {
    const {active} = this.terminal.buffer;
    return active.getLine(active.baseY + row)?.translateToString(true) ?? '';
  }

  text(): string {
    const rows = Array.from({length: this.rows}, (_, row) => this.rowText(row));
    return rows.join('\n').trimEnd();
  }

  dispose(): void {
    this.terminal.dispose();
  }

  /** A cell object that is used again keeps what the cell before had beyond the usual: only the flag says whether it counts. */
  private linkOf(cell: LinkedCell): string | null {
    const id = cell.hasExtendedAttrs() ? cell.extended.urlId : 0;
    return id === 0 ? null : (this.core._oscLinkService.getLinkData(id)?.uri ?? null);
  }

  private write(text: string): void {
    this.core.writeSync(text);
  }

  private resize(columns: number, rows: number): void {
    this.terminal.resize(clamp(columns, MAX_COLUMNS), clamp(rows, MAX_ROWS));
  }
}

/** The widths by which the recorder laid out its keyframes. */
function registerWidths(terminal: Terminal): void {
  terminal.unicode.register({version: UNICODE, wcwidth: charWidth, charProperties});
  terminal.unicode.activeVersion = UNICODE;
}

/** xterm's packing: bit 0 joins the character before, bits 1 and 2 are the width. */
function charProperties(code: number, preceding: number): number {
  const width = charWidth(code);
  const precedingWidth = (preceding >> 1) & 3;
  const joins = width === 0 && preceding !== 0 && precedingWidth > 0;
  return ((joins ? precedingWidth : width) << 1) | (joins ? 1 : 0);
}

const clamp = (size: number, limit: number): number =>
  Number.isFinite(size) ? Math.min(Math.max(Math.floor(size), 1), limit) : 1;
