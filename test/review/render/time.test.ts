import {formatBytes, formatDuration, formatOffset, formatStart} from '../../../src/review/render/time.ts';

test.each([
  [0, '0:00.0'],
  [12_399_999, '0:12.3'],
  [83_000_000, '1:23.0'],
  [3_723_450_000, '1:02:03.4'],
  [-5, '0:00.0'],
])('formatOffset turns %i µs into %s, never later than the moment', (us, text) => {
  expect(formatOffset(us)).toBe(text);
});

test.each([
  [400, '0ms'],
  [45_000, '45ms'],
  [999_600, '1.0s'],
  [3_210_000, '3.2s'],
  [59_960_000, '1m00s'],
  [245_000_000, '4m05s'],
  [7_620_000_000, '2h07m'],
  [97_200_000_000, '1d03h'],
])('formatDuration turns %i µs into %s', (us, text) => {
  expect(formatDuration(us)).toBe(text);
});

test.each([
  [1023, '1023 B'],
  [1024, '1.0 KiB'],
  [1024 * 1024 - 1, '1.0 MiB'],
  [5.25 * 1024 ** 3, '5.3 GiB'],
])('formatBytes turns %d into %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test('formatStart leaves the date out today', () => {
  const now = new Date(2026, 10, 24, 15, 0, 0).getTime();
  expect(formatStart(new Date(2026, 10, 24, 9, 5, 7).getTime(), now)).toBe('09:05:07');
  expect(formatStart(new Date(2026, 10, 23, 23, 59, 59).getTime(), now)).toBe('2026-11-23 23:59');
});
