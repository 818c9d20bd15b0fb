/**
 * Text in quotes of a programming language: what its escaped line ends divide are lines of their own, which a rule that
 * looks at a line's beginning or end does not see in `'password q7Kq2m\n' +`.
 */

/** Longer lines are data, not source code that somebody looks at. */
const MAX_LINE_CHARS = 16 * 1024;
const MAX_LINES = 256;
const LITERAL = /(?<!\\)(["'`])((?:[^"'`\\]|\\.|(?!\1)["'`])*)\1/g;
const LINE_END = /(?:\\r)?\\n|\\0/g;

/** Where the lines stand in the line: `[start, end)` of each, without those that are the whole line. */
export function linesInQuotes(line: string): [start: number, end: number][] {
  if (line.length > MAX_LINE_CHARS || !/["'`]/.test(line)) return [];
  return [...line.matchAll(LITERAL)]
    .flatMap(({2: content = '', index}) => divided(content, index + 1))
    .slice(0, MAX_LINES);
}

function divided(content: string, offset: number): [number, number][] {
  const lines: [number, number][] = [];
  let start = 0;
  for (const {0: mark, index} of content.matchAll(LINE_END)) {
    lines.push([offset + start, offset + index]);
    start = index + mark.length;
  }
  lines.push([offset + start, offset + content.length]);
  return lines.filter(([from, to]) => to > from);
}
