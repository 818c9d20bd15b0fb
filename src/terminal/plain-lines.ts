/** Tells text that is nothing but lines, one below the other: characters, tabs, colours, CR LF. */
import {codesOf} from './char-codes.ts';

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
/** Longer colour sequences are a case for the parser. */
const MAX_SEQUENCE_CHARS = 64;

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
  const codes = codesOf(text);
  const {length} = text;
  let lines = 0;
  let linesEnd = 0;
  let at = 0;
  while (at < length) {
    const code = codes[at]!;
    if (code >= SPACE) {
      if (code >= DEL && code <= C1_LAST) return null;
      at++;
    } else if (code === CR) {
      if (at + 1 === length) break;
      if (codes[at + 1] !== LF || at - linesEnd > MAX_LINE_CHARS) return null;
      at += 2;
      lines++;
      linesEnd = at;
    } else if (code === ESC) {
      const end = afterStyle(codes, at, length);
      if (end === STRANGE) return null;
      if (end === UNFINISHED) break;
      at = end;
    } else if (code === TAB) {
      at++;
    } else {
      return null;
    }
  }
  return length - linesEnd > MAX_LINE_CHARS ? null : {lines, linesEnd, end: at};
}

/** Where an SGR sequence ends, or EL to the line's end, which shows nothing behind the last character. */
function afterStyle(codes: Uint16Array, start: number, length: number): number {
  if (start + 1 >= length) return UNFINISHED;
  if (codes[start + 1] !== BRACKET) return STRANGE;
  const limit = Math.min(length, start + MAX_SEQUENCE_CHARS);
  let at = start + 2;
  while (at < limit && codes[at]! >= ZERO && codes[at]! <= SEMICOLON) at++;
  if (at === limit) return limit === length ? UNFINISHED : STRANGE;
  if (codes[at] === SGR) return at + 1;
  const isToLineEnd = at === start + 2 || (at === start + 3 && codes[start + 2] === ZERO);
  return codes[at] === ERASE_LINE && isToLineEnd ? at + 1 : STRANGE;
}
