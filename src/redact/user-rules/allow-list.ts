/** What the user wants to see, although a rule would mask it: examples of documentation, keys of test systems. */
import type {Re2Pattern} from './re2-pattern.ts';

export type Allows = (line: string, start: number, end: number) => boolean;

/** A stretch is allowed where all of it lies in what an entry matches. */
export function createAllowList(literals: readonly string[], patterns: readonly Re2Pattern[]): Allows | undefined {
  if (literals.length + patterns.length === 0) return undefined;
  return (line, start, end) =>
    literals.some((literal) => liesInLiteral(literal, line, start, end)) ||
    patterns.some((pattern) => liesInMatch(pattern, line, start, end));
}

function liesInLiteral(literal: string, line: string, start: number, end: number): boolean {
  const at = line.indexOf(literal, Math.max(0, end - literal.length));
  return at !== -1 && at <= start;
}

function liesInMatch(pattern: Re2Pattern, line: string, start: number, end: number): boolean {
  pattern.lastIndex = 0;
  for (let match = pattern.exec(line); match !== null; match = pattern.exec(line)) {
    const matchEnd = match.index + match[0].length;
    if (pattern.isSpent) return false;
    if (match.index <= start && end <= matchEnd) return true;
    if (match.index > start) return false;
    pattern.lastIndex = Math.max(matchEnd, match.index + 1);
  }
  return false;
}
