/** Pieces of a secret in other places: overwritten by a line editor that draws again and again, or cut by a shell's title. */
import {type Erased, type Ink, positionOf} from './sheet-row.ts';

/** Shorter pieces of drawn text say nothing about the secret and stand in every text. */
const MIN_CHARS = 4;

/**
 * @returns Inks of those characters that, in the order in which they were drawn, repeat a piece of the secret. Line editors
 *   that highlight draw a character again before they draw the next one, so the same one many times counts once.
 */
export function findFragments(erased: readonly Erased[], secret: string): Set<Ink> {
  const found = new Set<Ink>();
  const runs = runsOf(erased);
  if (runs.length === 0) return found;
  const wanted = secret.replace(REPEATED, '$1');
  const piece = Math.min(MIN_CHARS, wanted.length);
  for (let at = 0; at + piece <= runs.length; at++) {
    const candidates = runs.slice(at, at + piece);
    if (!wanted.includes(candidates.map(({character}) => character).join(''))) continue;
    for (const {inks} of candidates) for (const ink of inks) found.add(ink);
  }
  return found;
}

const REPEATED = /([\s\S])\1+/gu;

/** In the order in which they were drawn; each run is of one character. */
function runsOf(erased: readonly Erased[]): {character: string; inks: Ink[]}[] {
  const drawn = erased.flatMap(({inks, codes}) => inks.map((ink, at) => ({ink, code: codes[at]!})));
  drawn.sort((a, b) => positionOf(a.ink) - positionOf(b.ink));
  const runs: {character: string; inks: Ink[]}[] = [];
  for (const {ink, code} of drawn) {
    const character = String.fromCodePoint(code);
    const last = runs.at(-1);
    if (last?.character === character) last.inks.push(ink);
    else runs.push({character, inks: [ink]});
  }
  return runs;
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
