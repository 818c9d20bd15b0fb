/** Tells text that is nothing but lines, one below the other: characters, tabs, colours, CR LF. */
import {codeWindow, LOOKAHEAD_UNITS} from './char-codes.ts';

export interface PlainLines {
  /** Complete ones. */
  lines: number;
  /** Where the last complete line ends, behind its line feed; 0 without one. */
  linesEnd: number;
  /** Where the text ends, but for a sequence or a CR whose rest is still to come. */
  end: number;
}

/** A longer line is a case for the screen: it may scroll off by itself. */
const MAX_LINE_CHARS = 8 * 1024;

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const ESC = 0x1b;
const SPACE = 0x20;
const ZERO = 0x30;
const SEMICOLON = 0x3b;
const BRACKET = 0x5b;
const ERASE_LINE = 0x4b;
const SGR = 0x6d;
const DEL = 0x7f;
const C1_LAST = 0x9f;

const STRANGE = -1;
const UNFINISHED = -2;

/** @returns Null where anything else is in it. */
export function readPlainLines(text: string): PlainLines | null {
  const {length} = text;
  const found: PlainLines = {lines: 0, linesEnd: 0, end: 0};
  while (found.end < length) {
    const {end} = found;
    if (!readWindow(text, found)) return null;
    if (found.end === end) break; // what is there of a sequence or a CR is all that there is
  }
  return length - found.linesEnd > MAX_LINE_CHARS ? null : found;
}

/** Reads on from `found.end`, at most to the end of the window that it is in. @returns False where anything else is in it. */
function readWindow(text: string, found: PlainLines): boolean {
  const {codes, start, end} = codeWindow(text, found.end);
  const length = text.length - start;
  const limit = end - start;
  let {lines} = found;
  let linesEnd = found.linesEnd - start;
  let at = found.end - start;
  while (at < limit) {
    const code = codes[at]!;
    if (code >= SPACE) {
      if (code >= DEL && code <= C1_LAST) return false;
      at++;
    } else if (code === CR) {
      if (at + 1 === length) break;
      if (codes[at + 1] !== LF || at - linesEnd > MAX_LINE_CHARS) return false;
      at += 2;
      lines++;
      linesEnd = at;
    } else if (code === ESC) {
      const styleEnd = afterStyle(codes, at, length);
      if (styleEnd === STRANGE) return false;
      if (styleEnd === UNFINISHED) break;
      at = styleEnd;
    } else if (code === TAB) {
      at++;
    } else {
      return false;
    }
  }
  found.lines = lines;
  found.linesEnd = linesEnd + start;
  found.end = at + start;
  return true;
}

/** Where an SGR sequence ends, or EL to the line's end, which shows nothing behind the last character. */
function afterStyle(codes: Uint16Array, start: number, length: number): number {
  if (start + 1 >= length) return UNFINISHED;
  if (codes[start + 1] !== BRACKET) return STRANGE;
  const limit = Math.min(length, start + LOOKAHEAD_UNITS);
  let at = start + 2;
  while (at < limit && codes[at]! >= ZERO && codes[at]! <= SEMICOLON) at++;
  if (at === limit) return limit === length ? UNFINISHED : STRANGE;
  if (codes[at] === SGR) return at + 1;
  const isToLineEnd = at === start + 2 || (at === start + 3 && codes[start + 2] === ZERO);
  return codes[at] === ERASE_LINE && isToLineEnd ? at + 1 : STRANGE;
}
