/** Lines that a tool broke at some width (`fold`, `sed -n l`): a token at the end of one may go on in the next. */
import type {Detector, Span} from './detector.ts';
import type {LineReader, LineReading} from './line-reader.ts';

/** Nobody folds lines to be shorter. */
const MIN_LINE_CHARS = 16;
/** So much of a token is the beginning of one and of nothing else. */
const MIN_TOKEN_CHARS = 8;
const MAX_LINE_CHARS = 4096;
/** Zeros, encoded, are the beginning of anything. */
const MIN_DISTINCT = 5;
/** What tools put where they broke a line. */
const BREAK_MARK = /\\$/;
/** A line of a picture or program in base64: what looks like a token's beginning in the middle of it is none, nor are zeros. */
const BASE64_LINE = /^[A-Za-z0-9+/]{40,}={0,2}$/;
const ENCODED_ZEROS = /^A{4}/;
/** Of base64 itself: PEM (RFC 7468) and MIME (RFC 2045). */
const BASE64_WIDTHS = [64, 76];
/** Only what looks like a token's rest is taken for one. */
const REST = /^[\w+/.=%~-]{4,}/;

interface FoldState {
  /** The line, or lines, at whose end a token is not complete. */
  text: string;
  ruleId: string;
  /** Of the first of these lines: the others are as long, but for the last. */
  lineChars: number;
}

const NOTHING = {found: [], unfinished: []};

export class FoldReader implements LineReader<FoldState | null> {
  readonly idle = null;

  constructor(private readonly detector: Detector) {}

  read(line: string, state: FoldState | null): LineReading<FoldState | null> {
    const whole = state === null || !REST.test(line) ? line : state.text + line;
    const {found, unfinished} =
      state === null || whole === line ? NOTHING : this.across(whole.replace(BREAK_MARK, ''), state);
    const across = [...found, ...unfinished];
    if (state === null || across.length === 0) return {spans: [], state: this.cutToken(line)};
    const spans = across.map((span) => ({...span, start: 0, end: span.end - state.text.length}));
    // What is not whole yet may still turn out to be none.
    const told = found.map(({start, end, ruleId}) => ({value: whole.slice(start, end), ruleId}));
    const goesOn = line.length === state.lineChars && whole.length <= MAX_LINE_CHARS;
    return {spans, told, state: goesOn ? {...state, text: whole.replace(BREAK_MARK, '')} : null};
  }

  holds(): boolean {
    return false;
  }

  /** Tokens that begin in the lines before and go on in this one. */
  private across(whole: string, {text, ruleId}: FoldState): {found: Span[]; unfinished: Span[]} {
    const isAcross = (span: Span) => span.ruleId === ruleId && span.start < text.length && span.end > text.length;
    const candidates = this.detector.candidates(whole);
    const masks = this.detector.unfinished(whole, candidates).flatMap(({mask}) => mask ?? []);
    return {found: this.detector.find(whole, candidates).filter(isAcross), unfinished: masks.filter(isAcross)};
  }

  private cutToken(line: string): FoldState | null {
    if (line.length < MIN_LINE_CHARS || line.length > MAX_LINE_CHARS) return null;
    const text = line.replace(BREAK_MARK, '');
    const candidates = this.detector.candidates(text);
    if (candidates.size === 0) return null;
    const whole = this.detector.find(text, candidates).filter(({end}) => end === text.length);
    for (const {mask} of this.detector.unfinished(text, candidates)) {
      if (mask === null || mask.end - mask.start < MIN_TOKEN_CHARS) continue;
      if (BASE64_LINE.test(text) && (mask.start > 0 || isEncodedData(text))) continue;
      if (new Set(text.slice(mask.start, mask.end)).size < MIN_DISTINCT) continue;
      if (!whole.some(({ruleId}) => ruleId === mask.ruleId)) {
        return {text, ruleId: mask.ruleId, lineChars: line.length};
      }
    }
    return null;
  }
}

const isEncodedData = (text: string): boolean => BASE64_WIDTHS.includes(text.length) || ENCODED_ZEROS.test(text);
