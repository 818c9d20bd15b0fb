/** Which values, once recognised, may be masked wherever else they stand: not those that are words or stand there by chance. */
import type {RedactionRule} from './rule.ts';

/** Shorter values stand elsewhere by chance. */
const MIN_CHARS = 8;
const MIN_DISTINCT = 6;
/** How often letters and digits, or small letters and capitals, take turns: `hunter22` once, `q7Kq2mNvR4` eight times. */
const MIN_TURNS = 3;

/** `Summer2024!`, and phrases of three words and more. */
const MIN_MIXED_CHARS = 10;
const MIXED = [/\p{L}/u, /\d/, /[!@#$%^&*?+=~]/];
const PHRASE = /^\p{L}+(?: +\p{L}+){2,}$/u;
const MIN_PHRASE_CHARS = 16;

/**
 * Is this value, found by this rule, so certainly a secret and so unlike anything else that it may be masked by value, and
 * in its pieces, in all views of the session? A false value that spreads takes innocent text with it.
 */
export function maySpread(rule: Pick<RedactionRule, 'spreads'>, secret: string): boolean {
  if (typeof rule.spreads === 'function') return rule.spreads(secret);
  return rule.spreads ?? (looksRandom(secret) || looksMadeUp(secret));
}

/** No word, name, number, version or date. */
export function looksRandom(value: string): boolean {
  if (value.length < MIN_CHARS || new Set(value).size < MIN_DISTINCT) return false;
  const turns = value.match(
    /\p{Ll}(?=[^\p{L}\p{N}]*[\p{Lu}\d])|\d(?=[^\p{L}\p{N}]*\p{L})|\p{Lu}(?=[^\p{L}\p{N}]*\d)/gu,
  );
  return (turns?.length ?? 0) >= MIN_TURNS;
}

/** As people make passwords up; nothing that would stand elsewhere by chance. */
function looksMadeUp(value: string): boolean {
  if (value.length >= MIN_MIXED_CHARS && MIXED.every((kind) => kind.test(value))) return true;
  return value.length >= MIN_PHRASE_CHARS && PHRASE.test(value);
}
