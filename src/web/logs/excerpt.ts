/** The lines of an entry that are shown: those that match, with some around them; what lies between is folded. Pure. */

export type ExcerptPart = {kind: 'lines'; first: number; lines: string[]} | {kind: 'gap'; count: number};

/** Lines before and after one that matches. */
const CONTEXT = 3;
/** Lines shown of an entry that matches by its attributes, and matches shown of one with many. */
const HEAD_LINES = 8;
const MAX_MATCHES = 20;

/** @param matches Numbers of lines, rising. */
export function excerptOf(lines: readonly string[], matches: readonly number[]): ExcerptPart[] {
  if (matches.length === 0) return withGaps(lines, [[0, Math.min(lines.length, HEAD_LINES) - 1]]);
  return withGaps(lines, mergeRanges(matches.slice(0, MAX_MATCHES), lines.length));
}

export const wholeOf = (lines: readonly string[]): ExcerptPart[] => [{kind: 'lines', first: 0, lines: [...lines]}];

function mergeRanges(matches: readonly number[], length: number): [number, number][] {
  const ranges: [number, number][] = [];
  for (const line of matches) {
    const [first, last] = [Math.max(0, line - CONTEXT), Math.min(length - 1, line + CONTEXT)];
    const before = ranges.at(-1);
    // A gap of one line takes as much room as the line.
    if (before !== undefined && first <= before[1] + 2) before[1] = Math.max(before[1], last);
    else ranges.push([first, last]);
  }
  return ranges;
}

function withGaps(lines: readonly string[], ranges: readonly [number, number][]): ExcerptPart[] {
  const parts: ExcerptPart[] = [];
  let next = 0;
  for (const [first, last] of ranges) {
    if (first > next) parts.push({kind: 'gap', count: first - next});
    if (last >= first) parts.push({kind: 'lines', first, lines: lines.slice(first, last + 1)});
    next = last + 1;
  }
  if (next < lines.length) parts.push({kind: 'gap', count: lines.length - next});
  return parts;
}
