/** Rows in which tools show a file's bytes (`hexdump -C`, `xxd`, `od -t x1z`): the bytes, and where each of them stands. */

export interface DumpRow {
  /** One character a byte; what is no text divides lines. */
  text: string;
  /** Of each byte the places in the line, `[start, end)`, that show it. */
  places: readonly (readonly [start: number, end: number])[][];
}

/** How the first row of a dump begins: offset zero, behind which bytes stand. */
export const DUMP_STARTS = ['0000000 ', '00000000: ', '00000000  ', '000000 '];

const OFFSET = /^\s*[\da-f]{6,16}:?\s{1,3}(?=[\da-f])/;
const BYTE = /[\da-f]{2}/y;
const BETWEEN = /(?: {0,2})(?=[\da-f]{2})/y;
const COLUMN_START = /\s{1,60}[|>]?/y;
const MAX_BYTES = 64;

/** Null: the line is no such row. */
export function readDumpRow(line: string): DumpRow | null {
  const offset = OFFSET.exec(line);
  if (offset === null || line.length > 8 * MAX_BYTES) return null;
  const codes: number[] = [];
  const places: [number, number][][] = [];
  let end = offset[0].length;
  const rows: {bytes: number; end: number}[] = [];
  for (let at = end; codes.length < MAX_BYTES; ) {
    BYTE.lastIndex = at;
    const digits = BYTE.exec(line)?.[0];
    if (digits === undefined) break;
    codes.push(Number.parseInt(digits, 16));
    places.push([[at, at + 2]]);
    end = at + 2;
    rows.push({bytes: codes.length, end});
    BETWEEN.lastIndex = end;
    at = end + (BETWEEN.exec(line)?.[0].length ?? Number.POSITIVE_INFINITY);
  }
  const text = String.fromCharCode(...codes.map((code) => (isText(code) ? code : LINE_FEED)));
  // Characters beside the bytes may look like bytes: so many are bytes as characters repeat.
  for (const {bytes, end: from} of rows.reverse()) {
    const start = columnOf(line, from, codes.slice(0, bytes));
    if (start === null) continue;
    const both = places.slice(0, bytes).map((each, at): [number, number][] => [...each, [start + at, start + at + 1]]);
    return {text: text.slice(0, bytes), places: both};
  }
  return line.slice(end).trim() === '' && codes.length > 0 ? {text, places} : null;
}

/** Where the column begins that shows the bytes as characters; null: there is none behind so many bytes. */
function columnOf(line: string, from: number, codes: readonly number[]): number | null {
  COLUMN_START.lastIndex = from;
  const before = COLUMN_START.exec(line)?.[0];
  if (before === undefined) return null;
  const isSame = (start: number) =>
    codes.every((code, at) => (line[start + at] ?? ' ') === (isPrintable(code) ? String.fromCharCode(code) : '.'));
  const widest = from + before.length;
  // A text may begin with blanks or with the mark itself.
  for (let start = widest; start > from; start--) if (isSame(start)) return start;
  return null;
}

const LINE_FEED = 10;
const isPrintable = (code: number): boolean => code >= 0x20 && code < 0x7f;
const isText = (code: number): boolean => isPrintable(code) || code === 9 || code >= 0x80;
