import {Garbage} from '../../src/agent/garbage.ts';

const MIB = 1024 * 1024;

/** A mebibyte on V8's heap. */
const makeLitter = (): number[] => new Array<number>(MIB / 8).fill(1.5);

const heapUsed = (): number => process.memoryUsage().heapUsed;

test('what has passed is given back once it is much', () => {
  const garbage = new Garbage();
  garbage.collect();
  const before = heapUsed();
  let kept = Array.from({length: 24}, makeLitter);
  garbage.add(24 * MIB);
  expect(heapUsed() - before).toBeGreaterThan(20 * MIB); // it is needed still
  kept = [];
  garbage.add(1);
  expect(heapUsed() - before).toBeGreaterThan(20 * MIB); // one byte is not worth it
  garbage.add(24 * MIB);
  expect(heapUsed() - before).toBeLessThan(4 * MIB);
  expect(kept).toEqual([]);
});

test('sessions of a few bytes never wait for it', () => {
  const garbage = new Garbage();
  const kept = makeLitter();
  const collecting = performance.now();
  garbage.collect();
  const once = performance.now() - collecting;
  const adding = performance.now();
  for (let session = 0; session < 1_000; session++) garbage.add(200);
  expect(performance.now() - adding).toBeLessThan(Math.max(once * 20, 50));
  expect(kept).toHaveLength(MIB / 8);
});
