/** Counts selected rows by a code, and what follows from the counts. */
import type {Selection} from './selection.ts';

/** @param codes By row. @param size Codes are below it. */
export function tallyRows(selection: Selection, codes: Int32Array, size: number): Float64Array {
  const counts = new Float64Array(size);
  const {bits, bounds} = selection;
  selection.forEachRun((start, end) => {
    for (let index = start; index < end; index++) {
      if (bits[index] === 1) counts[codes[bounds.start + index]!]!++;
    }
  });
  return counts;
}

/** Of rows without a command of their own: how many each session has. */
export function tallyBareRows(
  selection: Selection,
  {session, kind}: {session: Int32Array; kind: Int32Array},
  size: number,
): Float64Array {
  const counts = new Float64Array(size);
  const {bits, bounds} = selection;
  selection.forEachRun((start, end) => {
    for (let index = start; index < end; index++) {
      if (bits[index] === 1 && kind[bounds.start + index] === 0) counts[session[bounds.start + index]!]!++;
    }
  });
  return counts;
}

/** @param bySession Rows of each session. @param codesOf What an ordinal's rows are counted for; often one code. */
export function tallySessions(
  bySession: Float64Array,
  codesOf: (ordinal: number) => readonly number[],
  counts: Float64Array,
): void {
  for (let ordinal = 0; ordinal < bySession.length; ordinal++) {
    const count = bySession[ordinal]!;
    if (count > 0) for (const code of codesOf(ordinal)) counts[code]! += count;
  }
}
