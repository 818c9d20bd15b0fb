/** A page of a list, found run by run from where it begins. */
import {encodeCursor} from '../find-keys.ts';
import type {RowTable} from './row-table.ts';
import type {Selection} from './selection.ts';

export interface PageRequest {
  /** Key behind which the page begins; null: it is the first. */
  after: number | null;
  oldestFirst: boolean;
  limit: number;
}

/** @returns Fewer than `limit` keys, perhaps none, and where to go on, where looking took longer than `budgetMs`. */
export function findPage(
  selection: Selection,
  rows: RowTable,
  {after, oldestFirst, limit}: PageRequest,
  budgetMs: number,
): {keys: number[]; next: string | null} {
  const deadline = performance.now() + budgetMs;
  const {key} = rows.numbers;
  const step = oldestFirst ? 1 : -1;
  const [first, last] = rangeOf(selection, rows, after, oldestFirst);
  if (first >= last) return {keys: [], next: null};
  const lastRun = selection.runWith(oldestFirst ? last - 1 : first);
  const keys: number[] = [];
  for (let run = selection.runWith(oldestFirst ? first : last - 1); ; run += step) {
    const {bits, start} = selection.lookAt(run);
    const [low, high] = [Math.max(first, start), Math.min(last, start + bits.length)];
    for (let row = oldestFirst ? low : high - 1; row >= low && row < high; row += step) {
      if (bits[row - start] === 0) continue;
      if (keys.length === limit) return {keys, next: encodeCursor(keys.at(-1)!)};
      keys.push(key[row]!);
    }
    if (run === lastRun) return {keys, next: null};
    if (performance.now() > deadline) return {keys, next: encodeCursor(key[oldestFirst ? high - 1 : low]!)};
  }
}

/** Rows that are not on an earlier page: from the first up to the last one, which is not included. */
function rangeOf(
  {bounds: {start, end}}: Selection,
  rows: RowTable,
  after: number | null,
  oldestFirst: boolean,
): [first: number, last: number] {
  if (after === null) return [start, end];
  return oldestFirst
    ? [Math.max(start, Math.min(end, rows.indexOf(after + 1))), end]
    : [start, Math.min(end, rows.indexOf(after))];
}
