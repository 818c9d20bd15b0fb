/** Pieces of a secret in other places: overwritten by a line editor that draws again and again, or cut by a shell's title. */
import {type Erased, type Ink, positionOf} from './sheet-row.ts';

/** Shorter pieces of drawn text say nothing about the secret and stand in every text. */
const MIN_CHARS = 4;

/** @returns Inks of those characters that, in the order in which they were drawn, repeat a piece of the secret. */
export function findFragments(erased: readonly Erased[], secret: string): Set<Ink> {
  const found = new Set<Ink>();
  const drawn = erased.flatMap(({inks, codes}) =>
    inks.map((ink, at) => ({ink, character: String.fromCodePoint(codes[at]!)})),
  );
  if (drawn.length === 0) return found;
  drawn.sort((a, b) => positionOf(a.ink) - positionOf(b.ink));
  const piece = Math.min(MIN_CHARS, secret.length);
  for (let at = 0; at + piece <= drawn.length; at++) {
    const candidates = drawn.slice(at, at + piece);
    if (!secret.includes(candidates.map(({character}) => character).join(''))) continue;
    for (const {ink} of candidates) found.add(ink);
  }
  return found;
}

/** Stretches of a text, of at least `minChars`, that repeat a piece of the secret. */
export function findPieces(text: string, secret: string, minChars: number): {start: number; end: number}[] {
  const found: {start: number; end: number}[] = [];
  for (let start = 0; start + minChars <= text.length; start++) {
    let end = start + minChars;
    if (!secret.includes(text.slice(start, end))) continue;
    while (end < text.length && secret.includes(text.slice(start, end + 1))) end++;
    found.push({start, end});
    start = end - 1;
  }
  return found;
}
