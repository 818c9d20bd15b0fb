/** Applies a table of rules to one line of visible text. */
import {DUMP_STARTS} from './dump-rows.ts';
import {KeywordAutomaton, type Word} from './keyword-automaton.ts';
import {parseOpening} from './opening.ts';
import type {RedactionRule} from './rule.ts';

/** A stretch of a line that must not be seen: `[start, end)`. */
export interface Span {
  start: number;
  end: number;
  ruleId: string;
}

/** What more characters could still turn into a secret. */
export interface Unfinished {
  /** From here on the line must be held back. */
  from: number;
  /** What to mask when it can be held back no longer; null: nothing of it is secret yet. */
  mask: Span | null;
  /** The rule that it may be found by; null: what stands in lines before tells. */
  ruleId: string | null;
}

/** How far before the end of a line an unfinished secret may begin at most. Rules' `maxSpanChars` stay below. */
export const MAX_SPAN_CHARS = 8192;

/**
 * A line may be read so many times over in vain. Lines that people write stay far below; one made to be slow, in which each
 * refused match holds the next, would take quadratic time.
 */
const VAIN_SHARE = 8;

/** What is learned of a table's keywords is kept with it, so all sessions use the same. */
const prepared = new WeakMap<readonly RedactionRule[], Detector>();

export class Detector {
  private automaton: KeywordAutomaton | null = null;

  private constructor(readonly rules: readonly RedactionRule[]) {}

  /**
   * Numbers in it are indices of the rules, and one more for lines that only a reader of lines is for. Made when there is text: an
   * agent listens sooner, and verdicts need none of it.
   */
  get keywords(): KeywordAutomaton {
    this.automaton ??= new KeywordAutomaton([
      ...this.rules.flatMap(wordsOf),
      ...DUMP_STARTS.map((word): Word => [word, this.rules.length]),
    ]);
    return this.automaton;
  }

  static for(rules: readonly RedactionRule[]): Detector {
    const known = prepared.get(rules);
    if (known !== undefined) return known;
    const detector = new Detector(rules);
    prepared.set(rules, detector);
    return detector;
  }

  /** Which rules are worth trying on this line. */
  candidates(line: string): Set<number> {
    const found = new Set<number>();
    this.keywords.collect(line, found);
    return found;
  }

  /**
   * All secrets in the line, those of rules that stand first in the table first. A span that lies in an earlier one is
   * left out.
   *
   * @param candidates From `candidates`, in any order.
   * @param from Matches that begin before are known already.
   */
  find(line: string, candidates: ReadonlySet<number>, from = 0): Span[] {
    const spans: Span[] = [];
    for (const index of this.inOrder(candidates)) this.findRule(this.rules[index]!, line, from, spans);
    return spans;
  }

  /**
   * What at the end of the line could still become a secret.
   *
   * @param reach How far from the end it may begin; by default as far as the rule says.
   */
  unfinished(line: string, candidates: ReadonlySet<number>, reach?: number): Unfinished[] {
    const found: Unfinished[] = [];
    for (const index of this.inOrder(candidates)) {
      const rule = this.rules[index]!;
      const unfinished = unfinishedOf(rule, line, reach ?? Math.min(rule.maxSpanChars, MAX_SPAN_CHARS));
      if (unfinished !== null) found.push(unfinished);
    }
    return found;
  }

  private inOrder(candidates: ReadonlySet<number>): number[] {
    return [...candidates].filter((index) => index < this.rules.length).sort((a, b) => a - b);
  }

  private findRule(rule: RedactionRule, line: string, from: number, spans: Span[]): void {
    const {pattern} = rule;
    pattern.lastIndex = from;
    let vainChars = VAIN_SHARE * line.length + MAX_SPAN_CHARS;
    for (let match = pattern.exec(line); match !== null; match = pattern.exec(line)) {
      const span = spanOf(rule, match);
      const isAccepted = span !== null && (rule.accept?.(line.slice(span.start, span.end), match) ?? true);
      if (isAccepted && !rule.allows?.(line, span.start, span.end)) addSpan(spans, span);
      // What was taken for a secret in vain may hold the beginning of a real one.
      if (!isAccepted) vainChars -= match[0].length;
      const isSpent = !isAccepted && vainChars < 0;
      const next = isAccepted ? span.end : isSpent ? match.index + match[0].length : 0;
      pattern.lastIndex = Math.max(next, match.index + 1);
    }
  }
}

function wordsOf({keywords, openings = []}: RedactionRule, index: number): Word[] {
  return [...keywords, ...openings.map(parseOpening)].map((word) => [word, index]);
}

function spanOf(rule: RedactionRule, match: RegExpExecArray): Span | null {
  const range = match.indices?.[rule.secret];
  if (range === undefined || range[0] === range[1]) return null;
  return {start: range[0], end: range[1], ruleId: rule.id};
}

function addSpan(spans: Span[], span: Span): void {
  if (!spans.some((known) => known.start <= span.start && span.end <= known.end)) spans.push(span);
}

function unfinishedOf(rule: RedactionRule, line: string, reach: number): Unfinished | null {
  const start = Math.max(0, line.length - reach);
  const tail = start === 0 ? line : line.slice(start);
  if (rule.unfinished === undefined) return fromKeyword(rule, tail, start);
  const match = rule.unfinished.exec(tail);
  if (match === null) return null;
  const groups = match.indices?.groups;
  const masked = groups?.mask;
  const mask = masked === undefined ? null : {start: start + masked[0], end: start + masked[1], ruleId: rule.id};
  return {from: start + ((groups?.held ?? masked)?.[0] ?? match.index), mask, ruleId: rule.id};
}

function fromKeyword(rule: RedactionRule, tail: string, start: number): Unfinished | null {
  const lower = tail.toLowerCase();
  const places = rule.keywords.map((word) => lower.indexOf(word)).filter((at) => at >= 0);
  return places.length === 0 ? null : {from: start + Math.min(...places), mask: null, ruleId: rule.id};
}
