/** Columns that fit the terminal: the last one takes what is left, and the least needed go first where room is short. */
import {textWidth} from '../../terminal/width.ts';
import {clip} from './clip.ts';
import type {Palette} from './palette.ts';

export interface Column<Row> {
  title: string;
  /** Printable text, one line. */
  text(row: Row): string;
  paint?(text: string, row: Row): string;
  alignRight?: boolean;
  /** On a terminal no wider than this. */
  maxWidth?: number;
  /** The higher, the sooner it is left out; 0 or absent: never. */
  expendable?: number;
}

const GAP = '  ';

/** Room the last column wants before an expendable one goes. */
const LAST_COLUMN_WIDTH = 30;

/** @param width Cells of a line; Infinity where it is not a terminal that reads. */
export function renderTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  {width, palette}: {width: number; palette: Palette},
): string {
  const fitting = dropExpendable(
    columns.map((column) => measureColumn(column, rows, width)),
    width,
  );
  const lines = [
    renderLine(
      fitting.map(({column, width: cellWidth}) => ({
        text: column.title,
        width: cellWidth,
        alignRight: column.alignRight ?? false,
        paint: palette.dim,
      })),
      width,
    ),
  ];
  rows.forEach((row, index) => {
    const cells = fitting.map(({column, cells: texts, width: cellWidth}) => ({
      text: texts[index]!,
      width: cellWidth,
      alignRight: column.alignRight ?? false,
      paint: (text: string) => (column.paint ? column.paint(text, row) : text),
    }));
    lines.push(renderLine(cells, width));
  });
  return `${lines.join('\n')}\n`;
}

interface Measured<Row> {
  column: Column<Row>;
  cells: string[];
  width: number;
}

function measureColumn<Row>(column: Column<Row>, rows: readonly Row[], width: number): Measured<Row> {
  const limit = Number.isFinite(width) ? (column.maxWidth ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
  const cells = rows.map((row) => clip(column.text(row), limit));
  return {column, cells, width: widest([column.title, ...cells])};
}

function dropExpendable<Row>(columns: Measured<Row>[], width: number): Measured<Row>[] {
  const fixed = columns.slice(0, -1);
  const taken = fixed.reduce((sum, column) => sum + column.width + GAP.length, 0);
  const last = columns.at(-1)!;
  if (taken + Math.min(last.width, LAST_COLUMN_WIDTH) <= width) return columns;
  const victim = Math.max(0, ...fixed.map(({column}) => column.expendable ?? 0));
  if (victim === 0) return columns;
  return dropExpendable(
    columns.filter(({column}) => column.expendable !== victim),
    width,
  );
}

interface Cell {
  text: string;
  width: number;
  alignRight: boolean;
  paint(text: string): string;
}

function renderLine(cells: Cell[], width: number): string {
  let line = '';
  let left = width;
  cells.forEach((cell, index) => {
    const isLast = index === cells.length - 1;
    const text = clip(cell.text, Math.max(0, left));
    const padding = ' '.repeat(Math.max(0, Math.min(cell.width, left) - textWidth(text)));
    const painted = text === '' ? '' : cell.paint(text);
    line += cell.alignRight ? padding + painted : painted + (isLast ? '' : padding);
    left -= cell.width + GAP.length;
    if (!isLast && left > 0) line += GAP;
  });
  return line.trimEnd();
}

const widest = (texts: string[]): number => texts.reduce((most, text) => Math.max(most, textWidth(text)), 0);
