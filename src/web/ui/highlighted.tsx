/** Text with what a query found in it marked. */
import {useMemo} from 'preact/hooks';
import {parseQuery} from '../../review/query/parse.ts';
import {highlightPattern} from '../../review/render/highlight.ts';

/** @returns Null: nothing to mark, or no query. */
export function useHighlight(query: string): RegExp | null {
  return useMemo(() => patternOf(query), [query]);
}

/** @param text Printable already. */
export function Highlighted({text, pattern}: {text: string; pattern: RegExp | null}) {
  if (pattern === null) return <>{text}</>;
  const pieces = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    if (match[0] === '') continue;
    pieces.push(text.slice(end, match.index), <mark key={match.index}>{match[0]}</mark>);
    end = match.index + match[0].length;
  }
  return (
    <>
      {pieces}
      {text.slice(end)}
    </>
  );
}

function patternOf(query: string): RegExp | null {
  try {
    return highlightPattern(parseQuery(query));
  } catch {
    return null; // not a query yet: the bar says so
  }
}
