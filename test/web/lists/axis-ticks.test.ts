import {axisTicks} from '../../../src/web/lists/axis-ticks.ts';

const at = (hours: number, minutes = 0, seconds = 0): number =>
  new Date(2026, 10, 24, hours, minutes, seconds).getTime();
const labels = (fromMs: number, toMs: number): string[] => axisTicks(fromMs, toMs).map(({label}) => label);

describe('axisTicks', () => {
  test.each([
    [at(9), at(15), ['10:00', '11:00', '12:00', '13:00', '14:00']],
    [at(9), at(9, 1), ['09:00:15', '09:00:30', '09:00:45']],
    [at(0) - 86_400_000, at(0) + 2 * 86_400_000, ['12:00', '24 Nov', '12:00', '25 Nov', '12:00']],
  ])('are round times of the day', (fromMs, toMs, expected) => {
    expect(labels(fromMs, toMs)).toEqual(expected);
  });

  test('tell the time also where everything began in the same moment', () => {
    expect(labels(at(9, 5, 7) + 200, at(9, 5, 7) + 202)).toEqual(['09:05:07']);
  });

  test('are none where there is no time', () => {
    expect(axisTicks(at(9), at(9))).toEqual([]);
  });
});
