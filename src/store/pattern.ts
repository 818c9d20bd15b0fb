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

/** The pattern in the language of SQL's GLOB. */
export const toGlob = (parts: PatternPart[]): string =>
  parts.map((part) => ('literal' in part ? part.literal.replace(/[[*?]/g, '[$&]') : part.wildcard)).join('');

/** Does the whole of `text` fit? Case counts. */
export function fitsPattern(text: string, parts: PatternPart[]): boolean {
  const literal = literalOf(parts);
  if (literal !== null) return text === literal;
  const source = parts.map((part) =>
    'literal' in part ? escapeRegExp(part.literal) : part.wildcard === '*' ? '.*' : '.',
  );
  return new RegExp(`^${source.join('')}$`, 'su').test(text);
}

export const escapeRegExp = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
