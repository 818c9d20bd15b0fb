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

/** Every cell of the active screen: characters, width, colours and attributes; an empty cell shows as a space. */
export function oracleCells(terminal: Terminal): string[] {
  const buffer = terminal.buffer.active;
  return Array.from({length: terminal.rows}, (_, row) => {
    const line = buffer.getLine(buffer.baseY + row)!;
    const cells = Array.from({length: terminal.cols}, (__, column) => describeCell(line.getCell(column)!));
    return cells.join('|');
  });
}

function describeCell(cell: IBufferCell): string {
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
  const chars = cell.getWidth() === 0 ? '' : cell.getChars() || ' ';
  return `${chars}/${cell.getWidth()}/${foreground}/${background}/${flags.map((flag) => (flag ? 1 : 0)).join('')}/${describeUnderline(cell)}`;
}

/** Kind and colour of the underline, which the published interface leaves out. */
function describeUnderline(cell: IBufferCell): string {
  if (!cell.isUnderline()) return '';
  const {extended} = cell as unknown as {extended: {underlineStyle: number; underlineColor: number}};
  return `${extended.underlineStyle}:${extended.underlineColor}`;
}
