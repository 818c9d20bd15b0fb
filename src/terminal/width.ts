/** How many cells of a terminal a character takes: 0, 1 or 2. */
import {WIDE_RANGES, ZERO_WIDTH_RANGES} from './width-table.ts';

const BMP_CHARS = 0x10000;
const ZERO_WIDTH_NO_BREAK_SPACE = 0xfeff;

const wide = parseRanges(WIDE_RANGES);
const zeroWidth = parseRanges(ZERO_WIDTH_RANGES);
const bmpWidths = bmpTable();

/** @param code A code point. Controls take none, lone surrogates (bytes that are not UTF-8) one. */
export function charWidth(code: number): 0 | 1 | 2 {
  if (code < BMP_CHARS) return bmpWidths[code] as 0 | 1 | 2;
  if (isInRanges(zeroWidth, code)) return 0;
  return isInRanges(wide, code) ? 2 : 1;
}

/** Cells that the text takes; it holds no escape sequences. */
export function textWidth(text: string): number {
  let width = 0;
  for (const char of text) width += charWidth(char.codePointAt(0)!);
  return width;
}

/** The longest start of the text that fits; combining marks stay with their character. */
export function clipToWidth(text: string, width: number): string {
  let room = width;
  let end = 0;
  for (const char of text) {
    room -= charWidth(char.codePointAt(0)!);
    if (room < 0) return text.slice(0, end);
    end += char.length;
  }
  return text;
}

/** Where the run of characters that are one UTF-16 unit and take one cell ends; at `end` at the latest. */
export function narrowRunEnd(text: string, start: number, end: number): number {
  let at = start;
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    if (bmpWidths[code] !== 1 || ((code & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00)) break;
  }
  return at;
}

/** Starts and ends in turn, ascending. */
function parseRanges(source: string): Int32Array {
  const bounds: number[] = [];
  let last = 0;
  for (const range of source.split(' ')) {
    const [distance, length] = range.split('+');
    const start = last + Number.parseInt(distance!, 36);
    last = start + (length === undefined ? 0 : Number.parseInt(length, 36));
    bounds.push(start, last);
  }
  return Int32Array.from(bounds);
}

function bmpTable(): Uint8Array {
  const table = new Uint8Array(BMP_CHARS).fill(1);
  const fill = (ranges: Int32Array, width: number) => {
    for (let k = 0; k < ranges.length; k += 2) table.fill(width, ranges[k], ranges[k + 1]! + 1);
  };
  fill(wide, 2);
  fill(zeroWidth, 0);
  table.fill(0, 0, 0x20);
  table.fill(0, 0x7f, 0xa0);
  table[ZERO_WIDTH_NO_BREAK_SPACE] = 0;
  return table;
}

function isInRanges(ranges: Int32Array, code: number): boolean {
  let low = 0;
  let high = ranges.length / 2 - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (code < ranges[middle * 2]!) high = middle - 1;
    else if (code > ranges[middle * 2 + 1]!) low = middle + 1;
    else return true;
  }
  return false;
}
