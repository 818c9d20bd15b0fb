import {parseDuration} from '../../src/store/duration.ts';

describe('parseDuration', () => {
  test.each([
    ['10', 10_000_000, 1_000_000],
    ['1.5', 1_500_000, 100_000],
    ['10s', 10_000_000, 1_000_000],
    ['250ms', 250_000, 1_000],
    ['5us', 5, 1],
    ['5µs', 5, 1],
    ['2m', 120_000_000, 60_000_000],
    ['2min', 120_000_000, 60_000_000],
    ['1h30m', 5_400_000_000, 60_000_000],
    ['1d', 86_400_000_000, 86_400_000_000],
    ['0', 0, 1_000_000],
  ])('%s', (text, us, unitUs) => {
    expect(parseDuration(text)).toEqual({us, unitUs});
  });

  test.each(['', 's', '10x', '10 apples', '-5', '1h-', '1e3', 'NaN'])('is no duration: %j', (text) => {
    expect(parseDuration(text)).toBeNull();
  });
});
