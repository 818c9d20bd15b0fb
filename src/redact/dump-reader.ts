/** Dumps of a file's bytes: they are read as the text that they show, and what is secret in it is masked in both columns. */

import {cutSecrets} from './cut-secrets.ts';
import type {Span, Unfinished} from './detector.ts';
import {type DumpRow, readDumpRow} from './dump-rows.ts';
import type {LineReader, LineReading, Told} from './line-reader.ts';

/** What judges the text of a dump, and keeps nothing of it. */
export interface TextJudge {
  peek(lines: readonly string[]): {spans: Span[][]};
  unfinished(line: string): Unfinished[];
  candidates(line: string): ReadonlySet<number>;
}

interface DumpState {
  /** Lines of the text that may say what the next ones are. */
  before: readonly string[];
  /** The line in which the last row ended. */
  line: string;
}

/** Of lines that belong together, as those of a key, the first one and the last ones tell what the next one is. */
const MAX_LAST_LINES = 6;
/** A line of the text that is longer is none. */
const MAX_LINE_CHARS = 512;
const START: DumpState = {before: [], line: ''};

export class DumpReader implements LineReader<DumpState | null> {
  readonly idle = null;

  constructor(private readonly judge: TextJudge) {}

  read(line: string, state: DumpState | null): LineReading<DumpState | null> {
    const row = readDumpRow(line);
    if (row === null) {
      // Rows that are the same as the one before are shown as a star.
      return {spans: [], state: line.trim() === '*' ? state : null};
    }
    return this.readRow(row, state ?? START);
  }

  holds(): boolean {
    return false;
  }

  private readRow({text, places}: DumpRow, {before, line}: DumpState): LineReading<DumpState> {
    const lines = (line + text).split('\n');
    const {spans} = this.judge.peek([...before, ...lines]);
    const told: Told[] = [];
    const masked: Span[] = [];
    let start = -line.length;
    lines.forEach((each, at) => {
      const isOpen = at === lines.length - 1;
      const found = spans[before.length + at]!;
      const cut = isOpen ? cutSecrets(each, this.judge.unfinished(each)) : [];
      for (const span of [...found, ...cut]) {
        for (let place = Math.max(start + span.start, 0); place < start + span.end; place++) {
          for (const [from, to] of places[place] ?? []) masked.push({start: from, end: to, ruleId: span.ruleId});
        }
      }
      if (!isOpen) told.push(...found.map((span) => ({value: each.slice(span.start, span.end), ruleId: span.ruleId})));
      start += each.length + 1;
    });
    const last = lines.pop()!;
    return {
      spans: joined(masked),
      told,
      state: {before: this.linesToKeep(before, lines), line: last.slice(-MAX_LINE_CHARS)},
    };
  }

  private linesToKeep(before: readonly string[], lines: readonly string[]): readonly string[] {
    const all = [...before, ...lines];
    const first = all.findIndex((line) => this.judge.candidates(line).size > 0);
    if (first === -1) return [];
    return all.length - first <= MAX_LAST_LINES ? all.slice(first) : [all[first]!, ...all.slice(-MAX_LAST_LINES)];
  }
}

/** Those that touch as one. */
function joined(spans: readonly Span[]): Span[] {
  const sorted = [...spans].sort((a, b) => a.start - b.start);
  const whole: Span[] = [];
  for (const span of sorted) {
    const last = whole.at(-1);
    if (last !== undefined && last.ruleId === span.ruleId && span.start <= last.end)
      last.end = Math.max(last.end, span.end);
    else whole.push({...span});
  }
  return whole;
}
