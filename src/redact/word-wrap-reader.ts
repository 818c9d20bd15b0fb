/**
 * Text that a tool broke between words (`fmt`, `xargs -n1`, `awk`, a dialog): the name stands at the end of one line, or some
 * lines above where each has one word, and the value at the beginning of the next.
 */
import type {Detector, Span} from './detector.ts';
import type {LineReader, LineReading} from './line-reader.ts';
import {looksRandom} from './spreading.ts';

/** The end of what came before, as one line. */
interface WrapState {
  text: string;
  /** So many lines of it are single words. */
  words: number;
}

/** So much of a line may tell what the next one begins with. */
const MAX_KEPT_CHARS = 160;
const MAX_WORDS = 8;
const SINGLE_WORD = /^\s*\S+\s*$/;
const FIRST_WORD = /^[\s"'`]*([^\s"'`]+)/;
/** What cannot be a value by itself, nor its end: a line that begins with it says what it is by itself. */
const NAME = /[=:]$|^[\w.-]+[=:]/;
/** What announces a value as the very next word. Rules that take a name from further away would take any hash for one. */
const ANNOUNCED =
  /(?:[=:]|\b(?:bearer|basic|passw(?:or)?d|pass|secret|token)|[ _-]key|(?:^|\s)-{1,2}[a-z-]{0,40})["'`]?$/i;
/** What a command prints that asked for a password is a hash more often than that. */
const HASH = /^[\da-f]+$/i;
const WHOLE_WORDS = /^\S*\s/;

export class WordWrapReader implements LineReader<WrapState | null> {
  readonly idle = null;

  constructor(private readonly detector: Detector) {}

  read(line: string, state: WrapState | null): LineReading<WrapState | null> {
    const spans = state === null ? [] : this.across(line, state.text);
    return {spans, state: this.stateAfter(line, spans.length > 0 ? null : state)};
  }

  holds(line: string, state: WrapState | null): boolean {
    return state !== null && SINGLE_WORD.test(line) && looksRandom(line.trim());
  }

  /** A secret that is the line's first word because of what stands before it. */
  private across(line: string, before: string): Span[] {
    if (!ANNOUNCED.test(before)) return [];
    const word = FIRST_WORD.exec(line);
    if (word === null || NAME.test(word[1]!) || HASH.test(word[1]!) || !looksRandom(word[1]!)) return [];
    const joined = `${before} ${line.trimStart()}`;
    const moved = before.length + 1 - (line.length - line.trimStart().length);
    const first = word[0].length - word[1]!.length + moved;
    return this.detector
      .find(joined, this.detector.candidates(joined))
      .filter(({start, end}) => start >= before.length && start <= first && looksRandom(joined.slice(start, end)))
      .map((span) => ({...span, start: span.start - moved, end: span.end - moved}));
  }

  private stateAfter(line: string, state: WrapState | null): WrapState | null {
    const isWord = SINGLE_WORD.test(line);
    if (!isWord || state === null || state.words === 0 || state.words >= MAX_WORDS) {
      // Nearly all lines end here: one that is kept makes the next one be read with care.
      if (!isWord && !ANNOUNCED.test(line.trimEnd())) return null;
      if (line.trim() === '' || this.detector.candidates(line).size === 0) return null;
      return {text: tailOf(line), words: isWord ? 1 : 0};
    }
    return {text: tailOf(`${state.text} ${line.trim()}`), words: state.words + 1};
  }
}

/** Its end, in whole words. */
function tailOf(line: string): string {
  const text = line.trim();
  return text.length <= MAX_KEPT_CHARS ? text : text.slice(-MAX_KEPT_CHARS).replace(WHOLE_WORDS, '');
}
