import {boundsOf, localInputValue, parseTimeRange, withTimeRange} from '../../../src/web/url/time-range.ts';

const read = (search: string) => parseTimeRange(new URLSearchParams(search));

describe('time ranges in addresses', () => {
  test('reach back from now where they are relative', () => {
    expect(boundsOf(read('range=4h'), 100_000_000)).toEqual({fromMs: 100_000_000 - 14_400_000, toMs: null});
  });

  test('have fixed bounds otherwise', () => {
    expect(read('from=1000&to=2000')).toEqual({relative: null, fromMs: 1000, toMs: 2000});
    expect(read('from=2026-01-01T00:00:00Z').fromMs).toBe(1_767_225_600_000);
  });

  test.each(['range=1y', 'range=', 'from=x', 'from=1e400', ''])('mean all time where %j cannot be read', (search) => {
    expect(boundsOf(read(search), 5)).toEqual({fromMs: null, toMs: null});
  });

  test('come back as they were set', () => {
    const params = withTimeRange(new URLSearchParams('range=1d&query=x'), {fromMs: 5.4, toMs: 10});
    expect(params.toString()).toBe('query=x&from=5&to=10');
    expect(withTimeRange(params, {relative: '7d'}).toString()).toBe('query=x&range=7d');
  });
});

test('localInputValue is what an input of local time takes', () => {
  const ms = new Date(2026, 10, 24, 14, 3).getTime();
  expect(localInputValue(ms)).toBe('2026-11-24T14:03');
});
