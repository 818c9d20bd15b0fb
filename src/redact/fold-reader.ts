/** Lines that a tool broke at some width (`fold`, `sed -n l`): a token at the end of one may go on in the next. */
import type {Detector, Span} from './detector.ts';
import type {LineReader, LineReading} from './line-reader.ts';

/** Nobody folds lines to be shorter. */
const MIN_LINE_CHARS = 16;
/** So much of a token is the beginning of one and of nothing else. */
const MIN_TOKEN_CHARS = 8;
const MAX_LINE_CHARS = 4096;
/** What tools put where they broke a line. */
const BREAK_MARK = /\\$/;
/** Only what looks like a token's rest is taken for one. */
const REST = /^[\w+/.=%~-]{4,}/;

interface FoldState {
  /** The line, or lines, at whose end a token is not complete. */
  text: string;
  ruleId: string;
  /** Of the first of these lines: the others are as long, but for the last. */
  lineChars: number;
}

export class FoldReader implements LineReader<FoldState | null> {
  readonly idle = null;

  constructor(private readonly detector: Detector) {}

  read(line: string, state: FoldState | null): LineReading<FoldState | null> {
    const whole = state === null || !REST.test(line) ? line : state.text + line;
    const across = state === null || whole === line ? [] : this.across(whole.replace(BREAK_MARK, ''), state);
    if (state === null || across.length === 0) return {spans: [], state: this.cutToken(line)};
    const spans = across.map((span) => ({...span, start: 0, end: span.end - state.text.length}));
    const told = across.map(({start, end, ruleId}) => ({value: whole.slice(start, end), ruleId}));
    const goesOn = line.length === state.lineChars && whole.length <= MAX_LINE_CHARS;
    return {spans, told, state: goesOn ? {...state, text: whole.replace(BREAK_MARK, '')} : null};
  }

  holds(): boolean {
    return false;
  }

  /** Tokens that begin in the lines before and go on in this one. */
  private across(whole: string, {text, ruleId}: FoldState): Span[] {
    const candidates = this.detector.candidates(whole);
    const masks = this.detector.unfinished(whole, candidates).flatMap(({mask}) => mask ?? []);
    return [...this.detector.find(whole, candidates), ...masks].filter(
      (span) => span.ruleId === ruleId && span.start < text.length && span.end > text.length,
    );
  }

  private cutToken(line: string): FoldState | null {
    if (line.length < MIN_LINE_CHARS || line.length > MAX_LINE_CHARS) return null;
    const text = line.replace(BREAK_MARK, '');
    const candidates = this.detector.candidates(text);
    if (candidates.size === 0) return null;
    const whole = this.detector.find(text, candidates).filter(({end}) => end === text.length);
    for (const {mask} of this.detector.unfinished(text, candidates)) {
      if (mask === null || mask.end - mask.start < MIN_TOKEN_CHARS) continue;
      if (!whole.some(({ruleId}) => ruleId === mask.ruleId)) {
        return {text, ruleId: mask.ruleId, lineChars: line.length};
      }
    }
    return null;
  }
}
