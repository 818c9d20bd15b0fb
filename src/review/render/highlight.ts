/** What of a query is to be marked in the text it found. */
import type {QueryNode} from '../../store/query.ts';

/** @returns A pattern with `g`, `i` and `u` for the words and phrases a hit must or may hold; null when there is none. */
export function highlightPattern(query: QueryNode | null): RegExp | null {
  const sources =
    query === null
      ? []
      : textsOf(query)
          .map(sourceOf)
          .filter((source) => source !== '');
  return sources.length === 0 ? null : new RegExp(sources.join('|'), 'giu');
}

function textsOf(node: QueryNode): {value: string; quoted: boolean}[] {
  if (node.type === 'text') return [node];
  if (node.type === 'and' || node.type === 'or') return node.children.flatMap(textsOf);
  return []; // what must not be there cannot be marked; attributes are not in the text
}

/** Full text search ignores what stands between words; so does the mark. */
function sourceOf({value, quoted}: {value: string; quoted: boolean}): string {
  const words = value.split(/[^\p{L}\p{N}*?_]+/u).filter((word) => word.replaceAll('*', '') !== '');
  return words.map((word) => wordSource(word, quoted)).join('[^\\p{L}\\p{N}]+');
}

function wordSource(word: string, quoted: boolean): string {
  return word.replace(/[*?]/g, (wildcard) => {
    if (quoted) return `\\${wildcard}`;
    return wildcard === '*' ? '[\\p{L}\\p{N}_]*' : '[\\p{L}\\p{N}_]';
  });
}
