import type {LogHitJson} from '../../../src/review/api/types.ts';
import {searchEntries} from '../../../src/web/exported/search.ts';

const entry = (id: string, text: string) =>
  ({
    id,
    text,
    startUs: 1000,
    lineTimes: [
      [0, 1000],
      [2, 5000],
    ],
    matchedLines: [],
  }) as unknown as LogHitJson;

const ENTRIES = [entry('one', 'alpha beta\ngamma\nalpha again'), entry('two', 'gamma delta')];

const found = (query: string) =>
  searchEntries(ENTRIES, query).map(({id, matchedLines}) => [id, ...matchedLines.map(({line}) => line)]);

describe('the search of an exported page', () => {
  test.each([
    ['', [['one'], ['two']]],
    [
      'gamma',
      [
        ['one', 1],
        ['two', 0],
      ],
    ],
    ['alpha gamma', [['one', 0, 1, 2]]],
    ['"alpha again"', [['one', 2]]],
    [
      'beta OR delta',
      [
        ['one', 0],
        ['two', 0],
      ],
    ],
    ['gamma -alpha', [['two', 0]]],
    [
      'gam*',
      [
        ['one', 1],
        ['two', 0],
      ],
    ],
    ['@exit_code:0', []],
    ['nowhere', []],
  ])('%s', (query, hits) => {
    expect(found(query)).toEqual(hits);
  });

  test('tells when a line was there', () => {
    expect(searchEntries(ENTRIES, 'again')[0]?.matchedLines).toEqual([{line: 2, elapsedUs: 5000}]);
  });

  test('refuses what is no query', () => {
    expect(() => found('(')).toThrow(/Cannot read query/);
  });
});
