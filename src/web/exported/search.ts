/** The search inside an exported recording: words and phrases, as the store finds them; attributes are not looked at. Pure. */
import type {LogHitJson} from '../../review/api/types.ts';
import {parseQuery} from '../../review/query/parse.ts';
import {highlightPattern} from '../../review/render/highlight.ts';
import {lineTimeUs} from '../../review/render/records-json.ts';

type QueryNode = NonNullable<ReturnType<typeof parseQuery>>;

/**
 * @returns The entries that match, each with the lines that do.
 * @throws {DdcotermError} It is no query.
 */
export function searchEntries(entries: readonly LogHitJson[], query: string): LogHitJson[] {
  const node = parseQuery(query);
  if (node === null) return [...entries];
  const pattern = highlightPattern(node);
  if (pattern === null) return [];
  return entries.filter(({text}) => matches(node, text)).map((entry) => withLines(entry, pattern));
}

function matches(node: QueryNode, text: string): boolean {
  switch (node.type) {
    case 'text':
      return highlightPattern(node)?.test(text) ?? false;
    case 'and':
      return node.children.every((child) => matches(child, text));
    case 'or':
      return node.children.some((child) => matches(child, text));
    case 'not':
      return !matches(node.child, text);
    default:
      return true;
  }
}

function withLines(entry: LogHitJson, pattern: RegExp): LogHitJson {
  const matchedLines = entry.text.split('\n').flatMap((text, line) => {
    pattern.lastIndex = 0;
    return pattern.test(text) ? [{line, elapsedUs: lineTimeUs(entry, line)}] : [];
  });
  return {...entry, matchedLines};
}
