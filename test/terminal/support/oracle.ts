/** xterm.js as the judge: what it makes of the same text. */
import {type IBufferCell, Terminal} from '@xterm/headless';

export interface OracleSize {
  columns: number;
  rows: number;
}

/**
 * Without scrollback, as xterm.js keeps a saved cursor's row in its history otherwise, where xterm and others keep it on the
 * screen.
 */
export function createOracle({columns, rows}: OracleSize): Terminal {
  return new Terminal({cols: columns, rows, scrollback: 0, allowProposedApi: true, logLevel: 'off'});
}

export const writeOracle = (terminal: Terminal, text: string) =>
  new Promise<void>((resolve) => terminal.write(text, resolve));

/** The visible rows, without trailing blanks. */
export function oracleRows(terminal: Terminal): string[] {
  const buffer = terminal.buffer.active;
  return Array.from({length: terminal.rows}, (_, row) =>
    (buffer.getLine(buffer.baseY + row)?.translateToString(true, 0, terminal.cols) ?? '').replace(/ +$/, ''),
  );
}

export function oracleCursor(terminal: Terminal): {row: number; column: number} {
  const {cursorY, cursorX} = terminal.buffer.active;
  return {row: cursorY, column: cursorX};
}

/**
 * Every cell of the active screen: characters, width, colours and attributes. An empty cell shows as a space, and so does
 * the right half that ICH separates from its wide character.
 */
export function oracleCells(terminal: Terminal): string[] {
  const buffer = terminal.buffer.active;
  return Array.from({length: terminal.rows}, (_, row) => {
    const line = buffer.getLine(buffer.baseY + row)!;
    const cells = Array.from({length: terminal.cols}, (__, column) => {
      const isTail = column > 0 && line.getCell(column - 1)!.getWidth() === 2;
      return describeCell(line.getCell(column)!, isTail);
    });
    return cells.join('|');
  });
}

/** Kind (as in SGR 4:n) and colour of a cell's underline, which the published interface leaves out. */
export function oracleUnderline(terminal: Terminal, row: number, column: number): {kind: number; color: number} {
  const cell = terminal.buffer.active.getLine(row)!.getCell(column)!;
  const {extended} = cell as unknown as {extended: {underlineStyle: number; underlineColor: number}};
  return {kind: extended.underlineStyle, color: extended.underlineColor};
}

function describeCell(cell: IBufferCell, isTail: boolean): string {
  const flags = [
    cell.isBold(),
    cell.isDim(),
    cell.isItalic(),
    cell.isUnderline(),
    cell.isBlink(),
    cell.isInverse(),
    cell.isInvisible(),
    cell.isStrikethrough(),
    cell.isOverline(),
  ];
  const foreground = `${cell.getFgColorMode()}:${cell.getFgColor()}`;
  const background = `${cell.getBgColorMode()}:${cell.getBgColor()}`;
  const chars = isTail ? '' : cell.getChars() || ' ';
  const width = isTail ? 0 : Math.max(cell.getWidth(), 1);
  return `${chars}/${width}/${foreground}/${background}/${flags.map((flag) => (flag ? 1 : 0)).join('')}`;
}
