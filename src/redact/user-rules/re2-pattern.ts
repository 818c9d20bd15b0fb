/**
 * A user's regular expression. RE2's syntax and way of matching take time in proportion to the text, whatever is written: a
 * backtracking engine can be made to hang by an expression, or by the line of a stranger. On top of that there is a hard
 * limit on what a line may cost, since RE2 is linear for one match and not for all matches together.
 */
import {RE2JS} from 're2js';
import type {LinePattern} from '../rule.ts';

/** Steps of the machine that an expression becomes; repetitions count as often as they are allowed. */
export const MAX_PROGRAM_STEPS = 500;
/** A match is looked for in pieces of this length. */
const WINDOW_CHARS = 4096;
/** Longer matches may be missed where a piece ends. */
export const MAX_MATCH_CHARS = 1024;
/** Characters times steps that one line may cost: a twentieth of a second, at worst half a second. */
const LINE_BUDGET = 4_000_000;
/** A match costs at least this share of a piece: how far the engine had to look ahead for it is not known. */
const LEAST_SHARE = 8;

export class Re2Pattern implements LinePattern {
  readonly flags = 'dg';
  private from = 0;
  private budget = LINE_BUDGET;

  private constructor(
    private readonly program: RE2JS,
    private readonly steps: number,
    readonly groups: number,
  ) {}

  /** @throws {Error} With what is wrong with it, in RE2's words. */
  static compile(source: string): Re2Pattern {
    const program = RE2JS.compile(source);
    const steps = program.programSize();
    if (steps > MAX_PROGRAM_STEPS) throw new RangeError(`it takes ${steps} steps, the limit is ${MAX_PROGRAM_STEPS}`);
    return new Re2Pattern(program, steps, program.groupCount());
  }

  get lastIndex(): number {
    return this.from;
  }

  /** Going back begins a new line. */
  set lastIndex(index: number) {
    if (index <= this.from) this.budget = LINE_BUDGET;
    this.from = index;
  }

  /** The line has cost too much: what `exec` returned is the rest of it. */
  get isSpent(): boolean {
    return this.budget <= 0;
  }

  /** The next match; when the line has cost too much, all that is left of it: what cannot be judged is not shown. */
  exec(line: string): RegExpExecArray | null {
    for (let from = this.from; from <= line.length; ) {
      if (this.isSpent) return from >= line.length ? null : this.toMatch(line, () => [from, line.length]);
      const end = Math.min(line.length, from + WINDOW_CHARS);
      const matcher = this.program.matcher(line.slice(0, end));
      const found = matcher.find(from);
      const lookedAt = found ? Math.max(matcher.end() - from, WINDOW_CHARS / LEAST_SHARE) : end - from;
      this.budget -= lookedAt * this.steps;
      if (found) return this.toMatch(line, (group) => [matcher.start(group), matcher.end(group)]);
      if (end === line.length) return null;
      from = end - MAX_MATCH_CHARS;
    }
    return null;
  }

  private toMatch(line: string, rangeOf: (group: number) => [start: number, end: number]): RegExpExecArray {
    const indices = Array.from({length: this.groups + 1}, (_, group) => rangeOf(group));
    const texts = indices.map(([start, end]) => (start < 0 ? '' : line.slice(start, end)));
    const found = indices.map((range) => (range[0] < 0 ? undefined : range)) as RegExpIndicesArray;
    return Object.assign(texts as [string, ...string[]], {index: indices[0]![0], input: line, indices: found});
  }
}
