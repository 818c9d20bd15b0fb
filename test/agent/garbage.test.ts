import {Garbage} from '../../src/agent/garbage.ts';

const MIB = 1024 * 1024;

/** @returns Whether an object that nobody has any more is there still, which V8 tells from the next turn on. */
async function litter(): Promise<() => boolean> {
  const reference = new WeakRef({});
  await new Promise((resolve) => setImmediate(resolve));
  return () => reference.deref() !== undefined;
}

test('what has passed is given back once it is much', async () => {
  const garbage = new Garbage();
  const isThere = await litter();
  for (let passed = 0; passed < 8; passed++) garbage.add(MIB);
  expect(isThere()).toBe(false);
});

test('what is needed stays', async () => {
  const kept = {};
  const reference = new WeakRef(kept);
  await new Promise((resolve) => setImmediate(resolve));
  new Garbage().add(8 * MIB);
  expect(reference.deref()).toBe(kept);
});
