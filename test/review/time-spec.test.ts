import {
  type PositionScope,
  parseDuration,
  parseMoment,
  parsePosition,
  splitPosition,
} from '../../src/review/time-spec.ts';

/** 15:00:00 local time. */
const NOW = new Date(2026, 10, 24, 15, 0, 0).getTime();

describe('parseDuration', () => {
  test.each([
    ['500ms', 500],
    ['90s', 90_000],
    ['1h30m', 5_400_000],
    ['1.5d', 129_600_000],
    ['2w', 1_209_600_000],
  ])('reads %s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test.each(['', '5', 'h', '1x', '-1h', '1h ', '1e3s'])('gives null for %j', (text) => {
    expect(parseDuration(text)).toBeNull();
  });
});

describe('parseMoment', () => {
  test.each([
    ['1h', new Date(2026, 10, 24, 14, 0, 0)],
    ['now', new Date(2026, 10, 24, 15, 0, 0)],
    ['today', new Date(2026, 10, 24)],
    ['yesterday', new Date(2026, 10, 23)],
    ['14:05', new Date(2026, 10, 24, 14, 5, 0)],
    ['16:00', new Date(2026, 10, 23, 16, 0, 0)],
    ['2026-11-20', new Date(2026, 10, 20)],
    ['2026-11-20 08:30', new Date(2026, 10, 20, 8, 30)],
    ['2026-11-20T08:30:00Z', new Date(Date.UTC(2026, 10, 20, 8, 30))],
  ])('reads %s', (text, at) => {
    expect(parseMoment('--since', text, NOW)).toBe(at.getTime());
  });

  test.each(['', 'soon', '25:00', '2026-13-01', '2026'])('throws TIME_MALFORMED for %j', (text) => {
    expect(() => parseMoment('--since', text, NOW)).toThrow(expect.objectContaining({code: 'TIME_MALFORMED'}));
  });
});

describe('parsePosition', () => {
  /** Twenty minutes from 15:00. */
  const scope: PositionScope = {
    startedAtMs: NOW,
    durationUs: 1_200_000_000,
    commandStartsUs: [0, 5_000_000, 60_000_000],
  };

  test.each([
    ['1:23', 83_000_000],
    ['0:12.3', 12_300_000],
    ['0:01:23', 83_000_000],
    ['83', 83_000_000],
    ['83.5s', 83_500_000],
    ['5m1s', 301_000_000],
    ['50%', 600_000_000],
    ['200%', 1_200_000_000],
    ['#3', 60_000_000],
    ['@15:05', 300_000_000],
    ['15:05:30', 330_000_000],
    [new Date(NOW + 60_000).toISOString(), 60_000_000],
    ['1h', 1_200_000_000],
  ])('reads %s', (text, us) => {
    expect(parsePosition(text, scope)).toBe(us);
  });

  test.each(['', 'x', '1:2:3:4', '%', '-5'])('throws TIME_MALFORMED for %j', (text) => {
    expect(() => parsePosition(text, scope)).toThrow(expect.objectContaining({code: 'TIME_MALFORMED'}));
  });

  test.each(['#0', '#4', '#x', '@18:00', '2020-01-01'])('throws POSITION_OUTSIDE for %s', (text) => {
    expect(() => parsePosition(text, scope)).toThrow(expect.objectContaining({code: 'POSITION_OUTSIDE'}));
  });

  test('finds a clock time after midnight', () => {
    const late = {...scope, startedAtMs: new Date(2026, 10, 24, 23, 55, 0).getTime()};
    expect(parsePosition('@0:05', late)).toBe(600_000_000);
  });
});

describe('splitPosition', () => {
  test.each([
    ['1:23', '1:23', ''],
    ['0:08.9/pod-1 is ready', '0:08.9', 'pod-1 is ready'],
    ['#2/ /etc/passwd ', '#2', '/etc/passwd'],
  ])('reads %j', (at, moment, line) => {
    expect(splitPosition(at)).toEqual({moment, line});
  });
});
