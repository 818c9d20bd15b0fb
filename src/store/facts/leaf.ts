/** Parts of a query that answer for a run of rows at once. */
import type {FactMeasure} from './fact-columns.ts';
import type {RowTable} from './row-table.ts';
import type {SessionFacts} from './session-facts.ts';
import type {Test} from './text-tests.ts';

/** Writes 1 or 0 for the rows from `start` up to `end` to the beginning of `out`. */
export type Fill = (out: Uint8Array, start: number, end: number) => void;

export interface FactTables {
  rows: RowTable;
  sessions: SessionFacts;
}

export const fillAll =
  (value: 0 | 1): Fill =>
  (out, start, end) => {
    out.fill(value, 0, end - start);
  };

/** @param fits By ordinal. */
export function fillBySession({rows}: FactTables, fits: Uint8Array): Fill {
  return (out, start, end) => {
    const {session} = rows.codes;
    for (let row = start; row < end; row++) out[row - start] = fits[session[row]!]!;
  };
}

/** @param codesOf Looked up at each run: columns grow. @param fits By code. */
export function fillByCode(codesOf: () => Int32Array, fits: Uint8Array): Fill {
  return (out, start, end) => {
    const codes = codesOf();
    for (let row = start; row < end; row++) out[row - start] = fits[codes[row]!]!;
  };
}

/** Logs with a command of their own answer by that, the others by their session. */
export function fillByEither({rows}: FactTables, byRow: Fill, bySession: Fill): Fill {
  let other = new Uint8Array(0);
  return (out, start, end) => {
    if (other.length < end - start) other = new Uint8Array(end - start);
    byRow(out, start, end);
    bySession(other, start, end);
    const {kind} = rows.codes;
    for (let row = start; row < end; row++) if (kind[row] === 0) out[row - start] = other[row - start]!;
  };
}

/** Durations and sizes. NaN: the row has none. */
export function fillByMeasure(tables: FactTables, measure: FactMeasure, test: Test<number>): Fill {
  const {rows, sessions} = tables;
  const passes = (value: number) => (!Number.isNaN(value) && test(value) ? 1 : 0);
  const ofSession: Fill = (out, start, end) => {
    const values = measure.name === 'outputBytes' ? sessions.outputBytes : sessions.durationUs;
    const {session} = rows.codes;
    for (let row = start; row < end; row++) out[row - start] = passes(values[session[row]!]!);
  };
  const ofRow: Fill = (out, start, end) => {
    const values = rows.numbers.durationUs;
    for (let row = start; row < end; row++) out[row - start] = passes(values[row]!);
  };
  if (measure.of === 'either') return fillByEither(tables, ofRow, ofSession);
  return measure.of === 'row' ? ofRow : ofSession;
}

/** By ordinal: does any of the session's codes fit? */
export function anyFits(lists: readonly (readonly number[])[], fits: Uint8Array): Uint8Array {
  return Uint8Array.from(lists, (codes) => (codes.some((code) => fits[code] === 1) ? 1 : 0));
}
