/**
 * Finds a word, phrase or pattern of a query in the text of a log entry: the second look after the full-text index, which
 * knows words but no punctuation, and the source of the line numbers of a hit. Case is ignored. Time is linear in the
 * text, whatever the pattern.
 */
import {escapeRegExp, literalOf, type PatternPart, parsePattern} from './pattern.ts';

/** What FTS5's tokenizer `unicode61` takes for part of a word. */
const WORD = '\\p{L}\\p{M}\\p{N}\\p{Co}';
const WORD_RUN = new RegExp(`[${WORD}]+`, 'gu');
const HAS_WORD = new RegExp(`[${WORD}]`, 'u');
const BEGINS_IN_WORD = new RegExp(`^[${WORD}]`, 'u');
const ENDS_IN_WORD = new RegExp(`[${WORD}]$`, 'u');

/** Scripts written without spaces: for the tokenizer a sentence of them is one word. */
const UNSPACED_SCRIPT =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

export interface TextMatcher {
  test(text: string): boolean;
  /** Numbers of the lines that hold (part of) a match, rising. */
  lines(text: string): number[];
}

export const hasWords = (text: string): boolean => HAS_WORD.test(text);
export const isUnspaced = (text: string): boolean => UNSPACED_SCRIPT.test(text);

/** Words with single spaces between them: what the index finds exactly. Anything else is looked at again. */
export const isPlainWords = (text: string): boolean => text.split(' ').every((word) => word !== '' && isOneWord(word));

/** A run of word characters and nothing else. */
export const isOneWord = (text: string): boolean => text.match(WORD_RUN)?.[0] === text;

/** @param quoted A phrase; otherwise `*` and `?` are wildcards. */
export function createTextMatcher(value: string, quoted: boolean): TextMatcher {
  const parts = parsePattern(value, quoted);
  const literal = literalOf(parts);
  return literal === null ? new WildcardMatcher(parts) : new PhraseMatcher(literal);
}

/** Whole words: `err` is not found in `error`. Between plain words anything but a word may stand, as in the index. */
class PhraseMatcher implements TextMatcher {
  private readonly pattern: RegExp;

  constructor(phrase: string) {
    const source = isPlainWords(phrase)
      ? phrase.split(' ').join(`[^${WORD}]+`)
      : phrase.split(/\s+/).map(escapeRegExp).join('\\s+');
    const isWhole = !isUnspaced(phrase);
    const before = isWhole && BEGINS_IN_WORD.test(phrase) ? `(?<![${WORD}])` : '';
    const after = isWhole && ENDS_IN_WORD.test(phrase) ? `(?![${WORD}])` : '';
    this.pattern = new RegExp(before + source + after, 'giu');
  }

  test(text: string): boolean {
    this.pattern.lastIndex = 0;
    return this.pattern.test(text);
  }

  lines(text: string): number[] {
    const lines = new LineNumbers(text);
    for (const match of text.matchAll(this.pattern)) {
      if (match[0] !== '') lines.add(match.index, match.index + match[0].length);
    }
    return lines.found;
  }
}

/** A pattern lies within a run of characters without blanks; where it begins or ends with a letter, so does a word. */
class WildcardMatcher implements TextMatcher {
  private readonly pieces: string[][];
  private readonly literals: string[];
  private readonly opensWithStar: boolean;
  private readonly endsWithStar: boolean;

  constructor(parts: PatternPart[]) {
    const folded = parts.map((part) => ('literal' in part ? {literal: part.literal.toLowerCase()} : part));
    this.pieces = splitAtStars(folded);
    this.literals = folded.flatMap((part) => ('literal' in part ? [part.literal] : []));
    this.opensWithStar = isStar(folded[0]);
    this.endsWithStar = isStar(folded.at(-1));
  }

  test(text: string): boolean {
    return text
      .toLowerCase()
      .split(/\s+/)
      .some((run) => this.fitsIn(run));
  }

  lines(text: string): number[] {
    const found: number[] = [];
    for (const [number, line] of text.split('\n').entries()) if (this.test(line)) found.push(number);
    return found;
  }

  /** The first piece as far left as it goes, the others one after the other, the last as far right as it goes. */
  private fitsIn(run: string): boolean {
    if (run === '' || !this.literals.every((literal) => run.includes(literal))) return false;
    if (this.pieces.length === 0) return true;
    const characters = [...run];
    let from = 0;
    for (const [index, piece] of this.pieces.entries()) {
      const mustBegin = index === 0 && !this.opensWithStar;
      const mustEnd = index === this.pieces.length - 1 && !this.endsWithStar;
      const at = findPiece(characters, piece, from, mustBegin, mustEnd);
      if (at < 0) return false;
      from = at + piece.length;
    }
    return true;
  }
}

/** Characters between the stars, `?` kept as an empty string: it fits any. */
function splitAtStars(parts: PatternPart[]): string[][] {
  const pieces: string[][] = [[]];
  for (const part of parts) {
    if ('literal' in part) pieces.at(-1)!.push(...part.literal);
    else if (part.wildcard === '?') pieces.at(-1)!.push('');
    else pieces.push([]);
  }
  return pieces.filter((piece) => piece.length > 0);
}

function findPiece(characters: string[], piece: string[], from: number, mustBegin: boolean, mustEnd: boolean): number {
  for (let at = from; at + piece.length <= characters.length; at++) {
    if (!piece.every((character, offset) => character === '' || character === characters[at + offset])) continue;
    const end = at + piece.length;
    if (mustBegin && isInsideWord(characters, at)) continue;
    if (mustEnd && isInsideWord(characters, end)) continue;
    return at;
  }
  return -1;
}

/** Is there a letter on both sides of this place? */
const isInsideWord = (characters: string[], at: number): boolean =>
  at > 0 && at < characters.length && HAS_WORD.test(characters[at - 1]!) && HAS_WORD.test(characters[at]!);

const isStar = (part: PatternPart | undefined): boolean =>
  part !== undefined && 'wildcard' in part && part.wildcard === '*';

/** Turns rising offsets into line numbers in one walk over the text. */
class LineNumbers {
  readonly found: number[] = [];
  private line = 0;
  private nextLineStart: number;

  constructor(private readonly text: string) {
    this.nextLineStart = this.startAfter(0);
  }

  /** Adds the lines of the characters from `start` up to `end`. */
  add(start: number, end: number): void {
    this.advanceTo(start);
    this.push();
    while (this.nextLineStart < end) {
      this.advanceTo(this.nextLineStart);
      this.push();
    }
  }

  private push(): void {
    if (this.found.at(-1) !== this.line) this.found.push(this.line);
  }

  private advanceTo(offset: number): void {
    while (this.nextLineStart <= offset) {
      this.line++;
      this.nextLineStart = this.startAfter(this.nextLineStart);
    }
  }

  private startAfter(offset: number): number {
    const lineEnd = this.text.indexOf('\n', offset);
    return lineEnd < 0 ? Number.POSITIVE_INFINITY : lineEnd + 1;
  }
}
