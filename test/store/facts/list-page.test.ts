import {findPage} from '../../../src/store/facts/list-page.ts';
import {BLOCK_ROWS, RowTable} from '../../../src/store/facts/row-table.ts';
import {Selection} from '../../../src/store/facts/selection.ts';
import {decodeCursor} from '../../../src/store/find-keys.ts';

const ROWS = 5 * BLOCK_ROWS + 17;
const rows = new RowTable();
rows.insert(Array.from({length: ROWS}, (_, index) => index * 3));

const isHit = (row: number): boolean => row % 900 === 0 || row === ROWS - 1;

function select(start: number, end: number, isSlow: boolean): Selection {
  const bounds = {start, end, startedAfterMs: Number.NEGATIVE_INFINITY, startedBeforeMs: Number.POSITIVE_INFINITY};
  const fill = (out: Uint8Array, first: number, last: number) => {
    for (let row = first; row < last; row++) out[row - first] = Number(isHit(row));
  };
  return new Selection(rows, fill, {bounds, isSlow});
}

describe('findPage', () => {
  test.each([
    [false, false, Number.POSITIVE_INFINITY],
    [false, true, Number.POSITIVE_INFINITY],
    // A page ends after each block.
    [true, false, 0],
    [true, true, 0],
  ])('pages hold all that match, once (slow: %s, oldest first: %s, budget: %s)', (isSlow, oldestFirst, budgetMs) => {
    const [start, end] = [BLOCK_ROWS - 100, ROWS];
    const selection = select(start, end, isSlow);
    const keys: number[] = [];
    let [pages, after] = [0, null as number | null];
    do {
      const page = findPage(selection, rows, {after, oldestFirst, limit: 3}, budgetMs);
      expect(page.keys.length).toBeLessThanOrEqual(3);
      keys.push(...page.keys);
      after = page.next === null ? null : decodeCursor(page.next);
      pages++;
    } while (after !== null);
    const wanted = Array.from({length: end - start}, (_, index) => start + index).filter(isHit);
    if (!oldestFirst) wanted.reverse();
    expect(keys).toEqual(wanted.map((row) => row * 3));
    expect(pages).toBeGreaterThanOrEqual(budgetMs === 0 ? 5 : 2);
  });

  test('what a list looked at is no part of the sample that is counted', () => {
    const selection = select(0, ROWS, true);
    findPage(selection, rows, {after: null, oldestFirst: false, limit: 3}, 0);
    expect(selection.matches().length).toBe(0);
    selection.workFor(1000);
    expect(selection.isWhole).toBe(true);
    expect(selection.matches().length).toBe(Array.from({length: ROWS}, (_, row) => row).filter(isHit).length);
  });

  test('is empty where nothing lies within the bounds', () => {
    expect(findPage(select(7, 7, false), rows, {after: null, oldestFirst: true, limit: 3}, 9)).toEqual({
      keys: [],
      next: null,
    });
  });
});
