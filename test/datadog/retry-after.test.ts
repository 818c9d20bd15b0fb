import {parseRetryAfter} from '../../src/datadog/retry-after.ts';

const NOW_MS = Date.parse('2026-01-02T03:04:05Z');

const parse = (
  retryAfter: string | null,
  rateReset: string | null = null,
  status = 429,
  rateRemaining: string | null = null,
) => parseRetryAfter({status, retryAfter, rateReset, rateRemaining}, NOW_MS);

describe('parseRetryAfter', () => {
  test.each([
    ['3', 3_000],
    ['0', 0],
    ['1.5', 1_500],
    ['Fri, 02 Jan 2026 03:04:35 GMT', 30_000],
    ['Fri, 02 Jan 2026 03:00:00 GMT', 0],
    ['soon', null],
    ['-5', null],
    ['', null],
    [null, null],
  ])('reads Retry-After %j as %j ms', (text, ms) => {
    expect(parse(text)).toBe(ms);
  });

  test('reads X-RateLimit-Reset with 429 only, and takes the longer of both', () => {
    expect(parse(null, '7')).toBe(7_000);
    expect(parse(null, '7', 503)).toBeNull();
    expect(parse('3', '7')).toBe(7_000);
    expect(parse('9', '7')).toBe(9_000);
  });

  test.each([
    ['0', 7_000],
    ['1', null],
    ['', null],
    ['none', null],
  ])('after an accepted request with X-RateLimit-Remaining %j it waits %j ms', (remaining, ms) => {
    expect(parse(null, '7', 202, remaining)).toBe(ms);
  });

  test('believes nobody who asks for more than an hour', () => {
    expect(parse('86400')).toBe(3_600_000);
  });
});
