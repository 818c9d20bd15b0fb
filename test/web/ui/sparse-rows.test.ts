import fc from 'fast-check';
import {SparseRows} from '../../../src/web/ui/sparse-rows.ts';

/** A list of `times`, newest first, in pages of three. */
function listOf(times: readonly number[]) {
  let requests = 0;
  const sorted = [...times].sort((a, b) => b - a);
  const read = async ({beforeMs, cursor}: {beforeMs: number | null; cursor: string | null}) => {
    requests++;
    const rows = sorted.filter((time) => beforeMs === null || time < beforeMs);
    const start = Number(cursor ?? 0);
    const next = start + 3 < rows.length ? String(start + 3) : null;
    return {items: rows.slice(start, start + 3), next};
  };
  return {sorted, read, requests: () => requests};
}

/** As the server's histogram has it, oldest first. */
function bucketsOf(times: readonly number[], bucketMs: number) {
  const last = Math.max(0, ...times);
  return Array.from({length: Math.floor(last / bucketMs) + 1}, (_, index) => {
    const startMs = index * bucketMs;
    return {startMs, count: times.filter((time) => time >= startMs && time < startMs + bucketMs).length};
  });
}

const times = Array.from({length: 5000}, (_, index) => index * 10);

describe('SparseRows', () => {
  test('gets to the middle of a long list in few requests', async () => {
    const {sorted, read, requests} = listOf(times);
    const rows = new SparseRows(5000, SparseRows.anchorsOf(bucketsOf(times, 100), 100), read);
    await rows.ensure(2500, 2510);
    expect([rows.get(2500), rows.get(2510)]).toEqual([sorted[2500], sorted[2510]]);
    expect(requests()).toBeLessThan(10);
    expect(rows.get(0)).toBeUndefined();
  });

  test('loads what is wanted now, not what was passed on the way', async () => {
    const {read, requests} = listOf(times);
    const rows = new SparseRows(5000, SparseRows.anchorsOf(bucketsOf(times, 100), 100), read);
    const passed = [1000, 2000, 3000].map((row) => rows.ensure(row, row + 5));
    await Promise.all([...passed, rows.ensure(4000, 4005)]);
    expect(rows.get(4000)).toBeDefined();
    expect(requests()).toBeLessThan(30);
  });

  test('begins with rows that are known already', async () => {
    const {sorted, read, requests} = listOf(times);
    const rows = new SparseRows(5000, [], read, {items: sorted.slice(0, 3), next: '3'});
    expect(rows.get(2)).toBe(sorted[2]);
    await rows.ensure(0, 5);
    expect([rows.get(5), requests()]).toEqual([sorted[5], 1]);
  });

  test('ends where the list is shorter than it was counted', async () => {
    const {read} = listOf([1, 2, 3, 4]);
    const rows = new SparseRows(10, [], read);
    await rows.ensure(0, 9);
    expect([rows.get(3), rows.get(4)]).toEqual([1, undefined]);
  });

  test('asks again after a failure', async () => {
    const {sorted, read} = listOf([1, 2, 3]);
    let fails = true;
    const rows = new SparseRows(3, [], async (from) => {
      if (fails) throw new Error('away');
      return read(from);
    });
    await expect(rows.ensure(0, 2)).rejects.toThrow('away');
    fails = false;
    await rows.ensure(0, 2);
    expect(rows.get(0)).toBe(sorted[0]);
  });

  test('has for every row what the whole list has there', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(500), {minLength: 1, maxLength: 80}),
        fc.integer({min: 5, max: 200}),
        fc.array(fc.tuple(fc.nat(79), fc.nat(10)), {minLength: 1, maxLength: 6}),
        async (some, bucketMs, looks) => {
          const {sorted, read} = listOf(some);
          const rows = new SparseRows(some.length, SparseRows.anchorsOf(bucketsOf(some, bucketMs), bucketMs), read);
          for (const [start, length] of looks) {
            const first = start % some.length;
            const last = Math.min(first + length, some.length - 1);
            await rows.ensure(first, last);
            for (let row = first; row <= last; row++) expect(rows.get(row)).toBe(sorted[row]);
          }
        },
      ),
    );
  });
});
