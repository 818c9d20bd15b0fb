/** What of a query is to be marked in the text it found. */
import {escapeRegExp, type PatternPart, parsePattern} from '../../store/pattern.ts';
import type {QueryNode} from '../../store/query.ts';
import {isUnspaced} from '../../store/text-matcher.ts';

const WORD = '[\\p{L}\\p{M}\\p{N}]';
const BETWEEN_WORDS = '[^\\p{L}\\p{M}\\p{N}]+';

/** A star marks no more than this; two of them are tried at most. A line may be a megabyte without a blank. */
const MAX_STAR_CHARS = 64;
const MAX_STARS = 2;

/** @returns A pattern with `g`, `i` and `u` for the words and phrases that a hit must or may hold; null: there is none. */
export function highlightPattern(query: QueryNode | null): RegExp | null {
  const texts = query === null ? [] : textsOf(query);
  const sources = texts.map(sourceOf).filter((source) => source !== null);
  return sources.length === 0 ? null : new RegExp(sources.join('|'), 'giu');
}

function textsOf(node: QueryNode): {value: string; quoted: boolean}[] {
  if (node.type === 'text') return [node];
  if (node.type === 'and' || node.type === 'or') return node.children.flatMap(textsOf);
  return []; // what must not be there cannot be marked; attributes are not in the text
}

/** Whole words, and between them anything but words, as the full-text search finds them. */
function sourceOf({value, quoted}: {value: string; quoted: boolean}): string | null {
  const parts = parsePattern(value, quoted);
  const source = parts.map(partSource).join('');
  const stars = parts.filter((part) => 'wildcard' in part && part.wildcard === '*').length;
  if (stars > MAX_STARS || !parts.some((part) => 'literal' in part)) return null;
  const before = isWordAt(parts[0], /^[\p{L}\p{M}\p{N}]/u) ? `(?<!${WORD})` : '';
  const after = isWordAt(parts.at(-1), /[\p{L}\p{M}\p{N}]$/u) ? `(?!${WORD})` : '';
  return before + source + after;
}

function partSource(part: PatternPart): string {
  if ('literal' in part) return part.literal.split(/\s+/).map(escapeRegExp).join(BETWEEN_WORDS);
  return part.wildcard === '*' ? `${WORD}{0,${MAX_STAR_CHARS}}` : '\\S';
}

const isWordAt = (part: PatternPart | undefined, edge: RegExp): boolean =>
  part !== undefined && 'literal' in part && edge.test(part.literal) && !isUnspaced(part.literal);
