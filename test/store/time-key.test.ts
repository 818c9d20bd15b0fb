import {firstKeyAt, KeyAllocator, keyLimitBefore} from '../../src/store/time-key.ts';

function createAllocator(): {taken: Set<number>; allocate: (startedAtMs: number) => number} {
  const taken = new Set<number>();
  const allocator = new KeyAllocator((key) => taken.has(key));
  return {
    taken,
    allocate: (startedAtMs) => {
      const key = allocator.allocate(startedAtMs);
      expect(taken.has(key)).toBe(false);
      taken.add(key);
      return key;
    },
  };
}

describe('KeyAllocator', () => {
  test('gives the key of the time', () => {
    const {allocate} = createAllocator();
    expect([allocate(1000), allocate(2000), allocate(1500)]).toEqual([1000, 2000, 1500].map(firstKeyAt));
  });

  test('keeps the order of calls within a millisecond', () => {
    const {allocate} = createAllocator();
    const keys = Array.from({length: 1000}, () => allocate(5));
    expect(keys).toEqual([...keys].sort((a, b) => a - b));
    expect(keys.at(-1)).toBeLessThan(keyLimitBefore(6));
  });

  test('finds a free key in the midst of taken ones', () => {
    const {taken, allocate} = createAllocator();
    for (let key = firstKeyAt(5); key < firstKeyAt(5) + 10_000; key++) taken.add(key);
    expect(allocate(5)).toBeGreaterThan(firstKeyAt(5));
  });

  test.each([-1, -1e300, Number.MAX_VALUE, 1e18, 0.5, 1e15])('makes a safe integer of the time %d', (startedAtMs) => {
    const {allocate} = createAllocator();
    const key = allocate(startedAtMs);
    expect(Number.isSafeInteger(key) && key >= 0).toBe(true);
    expect(Number.isSafeInteger(keyLimitBefore(startedAtMs))).toBe(true);
  });
});
