/** Values of a query with wildcards. */

/** A literal run, `*` (any characters, also none) or `?` (one character). */
export type PatternPart = {literal: string} | {wildcard: '*' | '?'};

/**
 * @param quoted Nothing is a wildcard. Otherwise `*` and `?` are, and `\*`, `\?` and `\\` stand for the character.
 * @returns Neighbouring literals joined, neighbouring `*` made one.
 */
export function parsePattern(value: string, quoted: boolean): PatternPart[] {
  if (quoted) return value === '' ? [] : [{literal: value}];
  const parts: PatternPart[] = [];
  for (const [, escaped, wildcard, plain] of value.matchAll(/\\([*?\\])|([*?])|([^*?\\]+|\\)/gsu)) {
    const last = parts.at(-1);
    if (wildcard === '*' || wildcard === '?') {
      const repeats = wildcard === '*' && last !== undefined && 'wildcard' in last && last.wildcard === '*';
      if (!repeats) parts.push({wildcard});
    } else if (last !== undefined && 'literal' in last) {
      last.literal += escaped ?? plain;
    } else {
      parts.push({literal: escaped ?? plain ?? ''});
    }
  }
  return parts;
}

/** @returns Null when there are wildcards. */
export function literalOf(parts: PatternPart[]): string | null {
  if (parts.length === 0) return '';
  const [first] = parts;
  return parts.length === 1 && first !== undefined && 'literal' in first ? first.literal : null;
}

/** `*` alone: anything that is there. */
export const isAnything = (parts: PatternPart[]): boolean => {
  const [first] = parts;
  return parts.length === 1 && first !== undefined && 'wildcard' in first && first.wildcard === '*';
};

/** What the JSON of a list holds for certain where one of its texts fits. */
export function literalsInJson(parts: PatternPart[]): string[] {
  const literal = literalOf(parts);
  if (literal !== null) return [JSON.stringify(literal)];
  return parts.flatMap((part) => ('literal' in part ? [JSON.stringify(part.literal).slice(1, -1)] : []));
}

/** The pattern in the language of SQL's GLOB. */
export const toGlob = (parts: PatternPart[]): string =>
  parts.map((part) => ('literal' in part ? part.literal.replace(/[[*?]/g, '[$&]') : part.wildcard)).join('');

/** Does the whole of `text` fit? Case counts. */
export const fitsPattern = (text: string, parts: PatternPart[]): boolean => createPatternTest(parts)(text);

/** Does the whole of a text fit? Time grows with text and pattern, never with the number of ways to lay one over the other. */
export function createPatternTest(parts: PatternPart[]): (text: string) => boolean {
  const literal = literalOf(parts);
  if (literal !== null) return (text) => text === literal;
  // A question mark is a character, not half of one: texts are taken apart only for it.
  const hasMarks = parts.some((part) => 'wildcard' in part && part.wildcard === '?');
  const pieces = splitAtStars(parts);
  if (!hasMarks) return createLiteralTest(pieces.map(joinPiece));
  const characters = pieces.map(charactersOf);
  return (text) => fitsPieces(characters, [...text]);
}

/** What stands between the stars; a text with one star less than pieces. */
function splitAtStars(parts: PatternPart[]): PatternPart[][] {
  const pieces: PatternPart[][] = [[]];
  for (const part of parts) {
    if ('wildcard' in part && part.wildcard === '*') pieces.push([]);
    else pieces.at(-1)!.push(part);
  }
  return pieces;
}

const joinPiece = (piece: PatternPart[]): string =>
  piece.map((part) => ('literal' in part ? part.literal : '')).join('');

/** The first piece begins the text, the last ends it; those between stand as far left as they go. */
function createLiteralTest(pieces: string[]): (text: string) => boolean {
  const first = pieces[0] ?? '';
  const last = pieces.at(-1) ?? '';
  const between = pieces.slice(1, -1);
  return (text) => {
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    const end = text.length - last.length;
    let from = first.length;
    for (const piece of between) {
      const at = text.indexOf(piece, from);
      if (at < 0 || at + piece.length > end) return false;
      from = at + piece.length;
    }
    return true;
  };
}

/** Null: any. */
const charactersOf = (piece: PatternPart[]): (string | null)[] =>
  piece.flatMap((part): (string | null)[] => ('literal' in part ? [...part.literal] : [null]));

function fitsPieces(pieces: (string | null)[][], text: string[]): boolean {
  const [first = [], ...others] = pieces;
  const last = others.pop();
  const isAt = (piece: (string | null)[], at: number) =>
    piece.every((character, offset) => character === null || character === text[at + offset]);
  if (last === undefined) return text.length === first.length && isAt(first, 0);
  const end = text.length - last.length;
  if (end < first.length || !isAt(first, 0) || !isAt(last, end)) return false;
  let from = first.length;
  for (const piece of others) {
    while (from + piece.length <= end && !isAt(piece, from)) from++;
    if (from + piece.length > end) return false;
    from += piece.length;
  }
  return true;
}

export const escapeRegExp = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
