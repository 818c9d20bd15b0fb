import {delayAfter} from '../../../src/upload/send/retry-policy.ts';

describe('delayAfter', () => {
  test('doubles with each failure, up to two minutes', () => {
    expect([1, 2, 3, 4, 8, 9, 1_000].map((failures) => delayAfter(failures, null, 1))).toEqual([
      1_000, 2_000, 4_000, 8_000, 120_000, 120_000, 120_000,
    ]);
  });

  test('leaves half to chance', () => {
    expect([0, 0.5, 1].map((random) => delayAfter(4, null, random))).toEqual([4_000, 6_000, 8_000]);
  });

  test('never comes back sooner than the server asks', () => {
    expect(delayAfter(1, 30_000, 0)).toBe(30_000);
    expect(delayAfter(1, 30_000, 1)).toBe(31_000);
    expect(delayAfter(9, 1_000, 1)).toBe(120_000);
  });
});
