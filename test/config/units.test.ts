import fc from 'fast-check';
import {editDistance, nearestNames} from '../../src/config/nearest.ts';
import {formatDuration, formatSize, parseDuration, parseSize} from '../../src/config/units.ts';

describe('parseSize', () => {
  test.each([
    ['0', 0],
    ['4096', 4096],
    ['500MB', 500_000_000],
    ['500MiB', 500 * 1024 ** 2],
    ['500m', 500 * 1024 ** 2],
    ['1.5 GiB', 1.5 * 1024 ** 3],
    ['1gib', 1024 ** 3],
    ['2T', 2 * 1024 ** 4],
    ['10b', 10],
  ])('reads %j', (text, bytes) => expect(parseSize(text)).toBe(bytes));

  test.each(['', 'GiB', '-1', '1e3', '1 GiBs', '1,5GiB', 'NaN', 'Infinity', '99999999999TiB', '1constructor'])(
    'refuses %j',
    (text) => expect(parseSize(text)).toBeNull(),
  );

  test('gives back what formatSize wrote', () => {
    fc.assert(fc.property(fc.maxSafeNat(), (bytes) => parseSize(formatSize(bytes)) === bytes));
  });
});

describe('parseDuration', () => {
  test.each([
    ['90d', 90 * 86_400_000],
    ['1h30m', 5_400_000],
    ['1h 30m', 5_400_000],
    ['250ms', 250],
    ['1.5h', 5_400_000],
    ['2w', 14 * 86_400_000],
  ])('reads %j', (text, ms) => expect(parseDuration(text)).toBe(ms));

  test.each(['', '90', 'd', '-1d', '1x', '1h!', '1h,30m', 'h1', '1 h 30'])('refuses %j', (text) =>
    expect(parseDuration(text)).toBeNull(),
  );

  test('gives back what formatDuration wrote', () => {
    fc.assert(fc.property(fc.nat({max: 1e12}), (ms) => parseDuration(formatDuration(ms)) === ms));
  });
});

describe('nearestNames', () => {
  test.each([
    ['shmis', ['shims', 'store'], ['shims']],
    ['hlep', ['help', 'ls'], ['help']],
    ['exp', ['export', 'events'], ['export']],
    ['xyz', ['shims', 'store'], []],
  ])('for %j of %j gives %j', (word, names, nearest) => expect(nearestNames(word, names)).toEqual(nearest));
});

describe('editDistance', () => {
  test('is 0 for equal words only, symmetric, and at most the longer length', () => {
    fc.assert(
      fc.property(fc.string({maxLength: 12}), fc.string({maxLength: 12}), (a, b) => {
        const distance = editDistance(a, b);
        expect(distance === 0).toBe(a === b);
        expect(distance).toBe(editDistance(b, a));
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });
});
