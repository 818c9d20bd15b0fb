/** Free text of an event query for `event_grams`: parts of words, by every three characters in a row. */
import {parsePattern} from './pattern.ts';
import {type IndexQuery, join, quote, type TextNode, UNKNOWN} from './query-words.ts';
import {toStoredText} from './stored-text.ts';

const GRAM_CHARS = 3;

/** So many narrow down as well as all would. */
const MAX_GRAMS = 16;

/** Never exact: that the threes are there does not say they are there in a row. */
export function compileGrams({value, quoted}: TextNode): IndexQuery {
  const literals = parsePattern(value.toLowerCase(), quoted).flatMap((part) =>
    'literal' in part ? [part.literal] : [],
  );
  const grams = [...new Set(literals.flatMap(gramsOf))].slice(0, MAX_GRAMS);
  return grams.length === 0 ? UNKNOWN : {match: join(grams.map(quote), 'AND'), exact: false};
}

function gramsOf(literal: string): string[] {
  const characters = [...toStoredText(literal)];
  return characters.slice(GRAM_CHARS - 1).map((_, index) => characters.slice(index, index + GRAM_CHARS).join(''));
}
