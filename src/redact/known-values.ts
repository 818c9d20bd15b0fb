/**
 * Secrets that were recognised in a session: wherever else they or pieces of them stand, they are masked by value. They are
 * kept in memory as long as the session goes on, and nowhere else.
 */
import type {Span} from './detector.ts';
import {findPieces} from './fragments.ts';

/** Shorter pieces stand elsewhere by chance. */
export const PIECE_CHARS = 8;
/** Pieces of fewer different characters, such as zeros, stand everywhere. */
const MIN_DISTINCT = 3;
/** Of one value; of a long key the rest is shown with its beginning or not at all. */
const MAX_VALUE_CHARS = 4096;
/** Of all values together. Beyond it the oldest half is forgotten. */
const MAX_CHARS = 32 * 1024;

const FILTER_BITS = 17;
const ASCII_END = 128;
const NOWHERE = Number.POSITIVE_INFINITY;

interface KnownValue {
  text: string;
  ruleId: string;
}

export class KnownValues {
  /** Rises with every value. */
  version = 0;
  private values: KnownValue[] = [];
  private chars = 0;
  /** Where a piece with this hash stands: the value's number times MAX_VALUE_CHARS, plus the place in it. */
  private places = new Map<number, number>();
  /** One byte for each possible beginning of a hash: says of nearly every text that it holds no piece. */
  private filter = new Uint8Array(0);

  get isEmpty(): boolean {
    return this.values.length === 0;
  }

  /** @param value One that may be masked wherever it stands; see `maySpread`. */
  add(value: string, ruleId: string): void {
    const text = value.slice(0, MAX_VALUE_CHARS);
    if (text.length < PIECE_CHARS || this.holdsAllOf(text)) return;
    this.version++;
    this.insert({text, ruleId});
    if (this.chars > MAX_CHARS) this.forgetOldest();
  }

  /** Stretches of the text that repeat at least eight characters in a row of a value. */
  find(text: string): Span[] {
    const spans: Span[] = [];
    if (this.isEmpty) return spans;
    let hash = 0;
    for (let at = 0; at < text.length; at++) {
      hash = roll(hash, text.charCodeAt(at));
      if (this.filter[hash >>> (32 - FILTER_BITS)] === 0) continue;
      const start = at + 1 - PIECE_CHARS;
      const value = start < 0 ? null : this.valueAt(hash, text, start);
      if (value === null) continue;
      const last = spans.at(-1);
      if (last !== undefined && start < last.end) last.end = at + 1;
      else spans.push({start, end: at + 1, ruleId: value.ruleId});
    }
    return spans;
  }

  /** The same for shorter pieces, in texts that are short themselves. */
  findShort(text: string, minChars: number): Span[] {
    return this.values.flatMap(({text: value, ruleId}) =>
      findPieces(text, value, minChars).map(({start, end}) => ({start, end, ruleId})),
    );
  }

  /** Is there perhaps a piece in these rows of code points? 0 is no character. Wrong once in a million characters. */
  mayStandIn(rows: Iterable<readonly number[]>): boolean {
    if (this.isEmpty) return false;
    let hash = 0;
    for (const codes of rows) {
      for (let at = 0; at < codes.length; at++) {
        const code = codes[at]!;
        if (code === 0) continue;
        hash = roll(hash, code);
        if (this.filter[hash >>> (32 - FILTER_BITS)] !== 0 && this.places.has(hash)) return true;
      }
    }
    return false;
  }

  /**
   * The same for text as it comes, from `start` on.
   *
   * @param skip Where a control or sequence ends that stands at a place and shows nothing; the place itself if none does.
   * @returns Where the first one ends; Infinity when there is none.
   */
  firstIn(source: string, start: number, skip: (source: string, at: number) => number): number {
    if (this.isEmpty) return NOWHERE;
    let hash = 0;
    for (let at = start; at < source.length; at++) {
      const code = source.charCodeAt(at);
      if (code < 0x20) {
        const end = skip(source, at);
        if (end > at) at = end - 1;
        else hash = 0;
        continue;
      }
      hash = roll(hash, code);
      if (this.filter[hash >>> (32 - FILTER_BITS)] !== 0 && this.places.has(hash)) return at + 1;
    }
    return NOWHERE;
  }

  private holdsAllOf(text: string): boolean {
    let hash = 0;
    for (let at = 0; at < text.length; at++) {
      hash = roll(hash, text.charCodeAt(at));
      const start = at + 1 - PIECE_CHARS;
      if (start >= 0 && isTelling(text, start) && this.valueAt(hash, text, start) === null) return false;
    }
    return true;
  }

  private valueAt(hash: number, text: string, start: number): KnownValue | null {
    const place = this.places.get(hash);
    if (place === undefined) return null;
    const value = this.values[Math.floor(place / MAX_VALUE_CHARS)]!;
    return value.text.startsWith(text.slice(start, start + PIECE_CHARS), place % MAX_VALUE_CHARS) ? value : null;
  }

  private insert(value: KnownValue): void {
    if (this.isEmpty) this.filter = new Uint8Array(1 << FILTER_BITS);
    const number = this.values.push(value) - 1;
    this.chars += value.text.length;
    let hash = 0;
    for (let at = 0; at < value.text.length; at++) {
      hash = roll(hash, value.text.charCodeAt(at));
      const start = at + 1 - PIECE_CHARS;
      if (start < 0 || !isTelling(value.text, start)) continue;
      this.places.set(hash, number * MAX_VALUE_CHARS + start);
      this.filter[hash >>> (32 - FILTER_BITS)] = 1;
    }
  }

  private forgetOldest(): void {
    const kept = this.values.slice(Math.ceil(this.values.length / 2));
    this.values = [];
    this.chars = 0;
    this.places = new Map();
    for (const value of kept) this.insert(value);
  }
}

const isTelling = (text: string, start: number): boolean =>
  new Set(text.slice(start, start + PIECE_CHARS)).size >= MIN_DISTINCT;

/** Of the last eight characters, and of nothing before them: each is moved out by four bits eight times. */
const roll = (hash: number, code: number): number => ((hash << 4) + (code < ASCII_END ? MIXED[code]! : mix(code))) | 0;

/** Spreads a code over 32 bits (the finalizer of MurmurHash3). */
function mix(code: number): number {
  let mixed = Math.imul(code ^ 0x5bd1e995, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

const MIXED = Int32Array.from({length: ASCII_END}, (_, code) => mix(code));
