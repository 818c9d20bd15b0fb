/**
 * Reads text that programs write line after line, as fast as it can be looked at: finds the lines that hold a keyword, and
 * the places at which more than this is needed. Sequences that show nothing (colours, modes) are passed over, also inside
 * of a keyword.
 */
import {codeWindow, LOOKAHEAD_UNITS} from '../terminal/char-codes.ts';
import {CONTROL, type KeywordAutomaton} from './keyword-automaton.ts';

export const Stop = {
  /** All of the text is read; the last line is not finished. */
  End: 0,
  /** A line is complete and has a keyword. */
  Line: 1,
  /** A control that may change what is shown already, or a sequence that is not finished. */
  Careful: 2,
} as const;
export type Stop = (typeof Stop)[keyof typeof Stop];

const ALPHABET = 128;
const C1_END = 0xa0;

const BEL = 0x07;
const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const ESC = 0x1b;
const NUL = 0;
const BRACKET = 0x5b;
const FINAL_M = 0x6d;
/** Digits, colon and semicolon follow each other. */
const ZERO = 0x30;
const SEMICOLON = 0x3b;

/** Sequences after which text goes on where it was; in a line without movements also the erasing of what is right of it. */
export const INVISIBLE =
  /\x1b(?:\[(?:[\d;:]*m|0?K|\?(?:[13-689]|1[0-9]|25|66|100\d|1034|2004|202[67])[hl])|[()][AB0]|[=>])/y;

export class PlainScanner {
  /** Where the line began that was being read. */
  lineStart = 0;
  /** Where reading stopped: the first character that is not read. */
  at = 0;
  /** Where the text of a complete line ends, without its line end. */
  lineEnd = 0;
  /** Sequences stand in the line, so that its text is not what it shows. */
  hasSequences = false;
  /** Numbers of the keywords in the line. */
  readonly keywords = new Set<number>();
  private state = 0;

  constructor(private readonly automaton: KeywordAutomaton) {}

  /** Characters at the end of what was read that begin a keyword. */
  get partialChars(): number {
    return this.automaton.depth[this.state]!;
  }

  /** A new line begins at `at`. */
  startLine(at: number): void {
    this.lineStart = at;
    this.at = at;
    this.state = 0;
    this.hasSequences = false;
    this.keywords.clear();
  }

  /**
   * Reads on from `at`.
   *
   * @param stopFrom Stop also at lines without a keyword that end behind this place.
   */
  scan(source: string, stopFrom: number): Stop {
    let stop: Stop | null = null;
    while (stop === null && this.at < source.length) stop = this.scanWindow(source, stopFrom);
    return stop ?? Stop.End;
  }

  /** @returns Null: read to the end of the window. */
  private scanWindow(source: string, stopFrom: number): Stop | null {
    const {automaton} = this;
    let table = automaton.next;
    const {codes, start, end: windowEnd} = codeWindow(source, this.at);
    let {state, at} = this;
    while (at < windowEnd) {
      const code = codes[at - start]!;
      const next = code < ALPHABET ? table[(state << 7) | code]! : code < C1_END ? CONTROL : 0;
      if (next >= 0) {
        state = next;
        at++;
      } else if (next > CONTROL) {
        state = -next;
        for (const number of automaton.endsAt(state)) this.keywords.add(number);
        at++;
      } else if (next < CONTROL) {
        automaton.follow(state, code); // and read again, now that it is known
        table = automaton.next;
      } else if (code === LF) {
        if (at >= stopFrom || this.keywords.size > 0) return this.stopAtLine(source, at);
        this.lineStart = ++at;
        this.hasSequences = false;
        state = 0;
      } else if (code === CR) {
        const end = afterReturns(source, at);
        this.keep(state, at);
        if (end === source.length) return Stop.End; // whether a line feed follows is still to come
        if (source.charCodeAt(end) !== LF) return Stop.Careful;
        at = end;
      } else {
        const coloured = afterColourCodes(codes, at - start, source.length - start);
        const end = coloured > 0 ? coloured + start : afterInvisible(source, at, code);
        this.keep(state, at);
        if (end === at) return Stop.Careful;
        if (code === TAB) state = 0;
        else this.hasSequences = true;
        at = end;
      }
    }
    this.keep(state, at);
    return null;
  }

  private keep(state: number, at: number): void {
    this.state = state;
    this.at = at;
  }

  private stopAtLine(source: string, lineFeed: number): Stop {
    let end = lineFeed;
    while (end > this.lineStart && source.charCodeAt(end - 1) === CR) end--;
    this.lineEnd = end;
    this.at = lineFeed + 1;
    return Stop.Line;
  }
}

function afterReturns(source: string, at: number): number {
  let end = at;
  while (source.charCodeAt(end) === CR) end++;
  return end;
}

/** Where the control or sequence ends when it changes nothing that is shown; else `at`. */
export function afterInvisible(source: string, at: number, code = source.charCodeAt(at)): number {
  if (code === TAB || code === BEL || code === NUL) return at + 1;
  if (code !== ESC) return at;
  return afterColour(source, at) || afterSequence(source, at);
}

/** Where the most frequent sequence ends; 0 where there is another one, a long one, or something else. */
function afterColourCodes(codes: Uint16Array, start: number, length: number): number {
  if (codes[start] !== ESC || codes[start + 1] !== BRACKET) return 0;
  const limit = Math.min(length, start + LOOKAHEAD_UNITS);
  let at = start + 2;
  while (at < limit && codes[at]! >= ZERO && codes[at]! <= SEMICOLON) at++;
  return at < limit && codes[at] === FINAL_M ? at + 1 : 0;
}

/** The same for the most frequent sequence, without a regular expression; 0 where it is another one. */
function afterColour(source: string, start: number): number {
  if (source.charCodeAt(start + 1) !== BRACKET) return 0;
  for (let at = start + 2; ; at++) {
    const code = source.charCodeAt(at);
    if (code === FINAL_M) return at + 1;
    if (!(code >= ZERO && code <= SEMICOLON)) return 0;
  }
}

/** Where an invisible sequence that begins at `at` ends; `at` where there is none. */
export function afterSequence(source: string, at: number): number {
  INVISIBLE.lastIndex = at;
  return INVISIBLE.test(source) ? INVISIBLE.lastIndex : at;
}

/** The text without sequences and controls that show nothing, as the scanner passes over them. */
export const visibleText = (text: string): string =>
  text.replace(new RegExp(INVISIBLE.source, 'g'), '').replace(/[\0-\x08\x0e-\x1f]/g, '');

/** Where in the text the last `count` visible characters begin. */
export function startOfLastVisible(text: string, count: number): number {
  const starts: number[] = [];
  for (let at = 0; at < text.length; ) {
    const end = afterInvisible(text, at);
    if (end === at) starts.push(at++);
    else at = end;
  }
  return starts[starts.length - count] ?? 0;
}
