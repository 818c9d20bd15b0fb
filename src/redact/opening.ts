/**
 * Openings: what a rule can be known by besides its keywords, where case or the kind of characters tells more than a word
 * does. `SK[0-9a-f]{4}` is SK in capitals and four hexadecimal digits.
 */

/** The characters that may stand at one place. */
export type Characters = string;

const PART = /\[([^\]]+)\](?:\{(\d+)\})?|([\s\S])(?:\{(\d+)\})?/g;
const ASCII_END = 128;

/** @param opening Printable ASCII; `[…]` as in regular expressions without escapes, `{n}` repeats what stands before it. */
export function parseOpening(opening: string): Characters[] {
  return [...opening.matchAll(PART)].flatMap(([, characters, times, literal, literalTimes]) => {
    const symbol = characters === undefined ? literal! : expandClass(characters);
    return Array.from({length: Number(times ?? literalTimes ?? 1)}, () => symbol);
  });
}

/** A keyword's symbols: upper and lower case are the same. */
export const keywordPlaces = (word: string): Characters[] =>
  [...word].map((character) => [...new Set([character.toUpperCase(), character.toLowerCase()])].join(''));

function expandClass(characters: string): Characters {
  const pattern = new RegExp(`[${characters}]`);
  let symbol = '';
  for (let code = 0; code < ASCII_END; code++) {
    const character = String.fromCharCode(code);
    if (pattern.test(character)) symbol += character;
  }
  return symbol;
}
