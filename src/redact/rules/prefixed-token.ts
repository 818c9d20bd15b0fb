/** Tokens that say by their first characters what they are: found wherever they stand, without any context. */
import type {RedactionRule} from '../rule.ts';
import {isPieceOfBase64} from './encoded-text.ts';

type Told = 'id' | 'about' | 'source' | 'accept' | 'openings' | 'hits' | 'misses';

export interface TokenShape extends Pick<RedactionRule, Told> {
  /** How the token begins, literally; they are the keywords, too. */
  prefixes: readonly string[];
  /** Where a prefix alone is too common a word: what is looked for instead. */
  keywords?: readonly string[];
  /** Source of a regular expression without capturing groups, where it is more than `prefixes` in a row. */
  prefix?: string;
  /** One character of what follows: a class or a choice without capturing groups. */
  body: string;
  /** How many of them; fewer are no such token. Less than the format says, since columns and typing errors cut tokens. */
  min: number;
  max: number;
  /** Its format has zeros in it, as binary data has. */
  holdsZeros?: true;
  /** What must not stand before it; by default anything may, so that a token glued to a prompt is found. */
  notAfter?: string;
}

/** So much of a token is secret already, when the rest of it never comes. */
const TELLTALE_CHARS = 4;

export function prefixedToken(shape: TokenShape): RedactionRule {
  const {prefixes, prefix, keywords, body, min, max, notAfter, misses, accept, holdsZeros, ...told} = shape;
  // Others have signs that base64 has not.
  const isPlainWord = !holdsZeros && prefixes.some((text) => /^[A-Za-z0-9]+$/.test(text));
  const prefixChars = Math.max(...prefixes.map(({length}) => length));
  const words = prefix ?? `(?:${prefixes.map(escapePattern).join('|')})`;
  const start = (notAfter === undefined ? '' : `(?<!${notAfter})`) + words;
  return {
    ...told,
    keywords: keywords ?? (told.openings === undefined ? prefixes.map((text) => text.toLowerCase()) : []),
    misses: [...prefixes, ...misses],
    pattern: new RegExp(`${start}${body}{${min},${max}}`, 'dg'),
    secret: 0,
    spreads: true,
    accept: (secret, match) =>
      (accept?.(secret, match) ?? true) && !(isPlainWord && isPieceOfBase64(match, prefixChars)),
    maxSpanChars: max + 64,
    unfinished: new RegExp(
      `(?<mask>${start}${body}{${TELLTALE_CHARS},${max}})$|${start}${body}{0,${TELLTALE_CHARS - 1}}$`,
      'd',
    ),
  };
}

const escapePattern = (text: string) => text.replace(/[.+*?^$(){}|[\]\\/]/g, '\\$&');
