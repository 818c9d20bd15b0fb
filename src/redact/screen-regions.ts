/**
 * How a screen is read: panes beside each other each for itself, and a row that is full together with the next, on which
 * editors, pagers and multiplexers go on with a long line. The terminal knows nothing of either.
 */
import type {SheetRow} from './sheet-row.ts';

/** Cells of one row, from `start` up to `end`. */
interface Segment {
  row: number;
  start: number;
  end: number;
}

/** A line as a reader sees it, over one row of a region or several. */
export interface RegionLine {
  text: string;
  /** Its last cell is the region's last: what follows may be cut off. */
  isCut: boolean;
  segments: readonly Segment[];
}

/** The lines of one region, in order. */
export type Region = readonly RegionLine[];

/** Narrower stretches hold marks and numbers. */
const MIN_COLUMNS = 4;
const BLANK = 0x20;
/** Emacs puts a backslash into the last column where the line goes on. */
const CONTINUATION_MARK = 0x5c;
/** Pagers put these there where the rest of the line is not shown. */
const MARGIN_MARKS = new Set(Array.from('>»…', (mark) => mark.codePointAt(0)!));
/** Vertical lines between panes and cells, and where horizontal ones cross or meet them. */
const BORDERS = new Set(Array.from('|│┃║▏▕╎┆┊+┼├┤┬┴╋┣┫┳┻╪╞╡╬╠╣╦╩', (border) => border.codePointAt(0)!));
/** A column of line numbers; a row that goes on has blanks below it, or the same number again. */
const LINE_NUMBER = /^ {0,8}\d{1,7}[ :|│]{1,3}/;
const INDENT = /^ */;
/** What stands before the rest of a line takes at most so much of its row. */
const MAX_INDENT_SHARE = 0.5;

/** @returns All regions of the rows; the first is as wide as the screen. */
export function regionsOf(rows: readonly SheetRow[], columns: number): Region[] {
  const regions: RegionBuilder[] = [new RegionBuilder(false)];
  let open = new Map<string, RegionBuilder>();
  rows.forEach((_row, at) => {
    regions[0]!.add({row: at, start: 0, end: columns});
    const goesOn = new Map<string, RegionBuilder>();
    for (const [start, end] of panesOf(rows, at, columns)) {
      const key = `${start}:${end}`;
      let region = open.get(key);
      if (region === undefined) {
        region = new RegionBuilder(true);
        regions.push(region);
      }
      goesOn.set(key, region);
      region.add({row: at, start, end});
    }
    open = goesOn;
  });
  return regions.map((region) => region.build(rows));
}

/** Stretches of a row between borders that go on in the row above or below; none where there is no such border. */
function panesOf(rows: readonly SheetRow[], at: number, columns: number): [start: number, end: number][] {
  const {codes} = rows[at]!;
  const panes: [number, number][] = [];
  let start = 0;
  for (let column = 0; column < codes.length; column++) {
    if (!BORDERS.has(codes[column]!) || !isBorderBeside(rows, at, column)) continue;
    if (column - start >= MIN_COLUMNS) panes.push([start, column]);
    start = column + 1;
  }
  if (start > 0 && columns - start >= MIN_COLUMNS) panes.push([start, columns]);
  return panes;
}

const isBorderBeside = (rows: readonly SheetRow[], at: number, column: number) =>
  BORDERS.has(rows[at - 1]?.codes[column] ?? 0) || BORDERS.has(rows[at + 1]?.codes[column] ?? 0);

class RegionBuilder {
  private readonly segments: Segment[] = [];

  constructor(private readonly isPane: boolean) {}

  add(segment: Segment): void {
    this.segments.push(segment);
  }

  build(rows: readonly SheetRow[]): Region {
    const margin = this.marginIn(rows);
    const lines: {text: string; isCut: boolean; segments: Segment[]}[] = [];
    for (const segment of this.segments) {
      const {start} = segment;
      const row = rows[segment.row]!;
      const isContinued = row.codes[segment.end - 1] === CONTINUATION_MARK;
      const end = segment.end - (isContinued ? 1 : margin);
      const text = row.textBetween(start, end);
      const isCut = isFull(row, end) && !MARGIN_MARKS.has(row.codes[end - 1]!);
      const last = lines.at(-1);
      const indent = indentOf(text, last?.text ?? '');
      const goesOn = indent !== null && indent < text.length && indent <= (end - start) * MAX_INDENT_SHARE;
      if (last?.isCut && goesOn) {
        last.text += text.slice(indent);
        last.segments.push({...segment, start: start + indent, end});
        last.isCut = isCut;
      } else {
        lines.push({text, isCut, segments: [{...segment, end}]});
      }
    }
    return lines;
  }

  /** Columns that are free at the right side of all rows: dialogs and tables keep one between text and border. */
  private marginIn(rows: readonly SheetRow[]): 0 | 1 {
    const isFree = this.isPane && this.segments.every(({row, end}) => !isFull(rows[row]!, end));
    return isFree ? 1 : 0;
  }
}

const isFull = ({codes}: SheetRow, end: number) => (codes[end - 1] ?? BLANK) !== BLANK;

/**
 * How much of a row stands before the rest of the line: the column of numbers, or the line's own indentation. Null: its
 * number tells that it is another line.
 */
function indentOf(text: string, lineBefore: string): number | null {
  const number = LINE_NUMBER.exec(lineBefore)?.[0];
  if (number !== undefined && text.startsWith(number)) return number.length;
  if (number !== undefined && LINE_NUMBER.exec(text)?.[0].length === number.length) return null;
  const {length} = number ?? INDENT.exec(lineBefore)![0];
  return text.slice(0, length).trim() === '' ? Math.min(length, text.length) : 0;
}
