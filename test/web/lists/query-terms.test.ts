import fc from 'fast-check';
import {excludeTerm, hasTerm, toggleTerm} from '../../../src/web/lists/query-terms.ts';

describe('toggleTerm', () => {
  test.each([
    ['', '@command:psql', '@command:psql'],
    ['error', '@command:psql', 'error @command:psql'],
    ['@command:psql', '@command:psql', ''],
    ['@command:psql', '@command:ls', '@command:psql OR @command:ls'],
    ['x @command:psql', '@command:ls', 'x (@command:psql OR @command:ls)'],
    ['x (@command:psql OR @command:ls)', '@command:psql', 'x @command:ls'],
    ['@command:(psql OR ls)', '@command:ls', '@command:psql'],
    ['@exit_code:0', 'host:web-1', '@exit_code:0 host:web-1'],
    ['a OR b', 'host:web-1', '(a OR b) host:web-1'],
    ['', '@tag:"two words"', '@tag:"two words"'],
  ])('%j and %s give %j', (query, term, next) => {
    expect(toggleTerm(query, term)).toBe(next);
  });

  test('leaves a query that cannot be read to the reader', () => {
    expect(toggleTerm('(', '@command:psql')).toBeNull();
  });

  test('twice is as before', () => {
    const word = fc.constantFrom('a', 'b', '-c', '@x:1', 'host:h', '(d OR e)', '@y:[1 TO 5]');
    fc.assert(
      fc.property(fc.array(word, {maxLength: 4}), (words) => {
        const query = words.join(' ');
        const once = toggleTerm(query, '@command:psql')!;
        expect(hasTerm(once, '@command:psql')).toBe(true);
        expect(toggleTerm(toggleTerm(once, '@command:psql')!, '@command:psql')).toBe(once);
      }),
    );
  });
});

test('excludeTerm narrows to the others', () => {
  expect(excludeTerm('x', '@command:psql')).toBe('x -@command:psql');
});

test('hasTerm does not take what is excluded for included', () => {
  expect(hasTerm('-@command:psql', '@command:psql')).toBe(false);
});
