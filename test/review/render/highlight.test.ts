import {parseQuery} from '../../../src/review/query/parse.ts';
import {highlightPattern} from '../../../src/review/render/highlight.ts';

const mark = (query: string, text: string): string => {
  const pattern = highlightPattern(parseQuery(query));
  return pattern === null ? text : text.replace(pattern, (match) => `<${match}>`);
};

test.each([
  ['error', 'an Error, errors, terror', 'an <Error>, errors, terror'],
  ['err*', 'an error in terror', 'an <error> in terror'],
  ['*ror', 'terror error rorty', '<terror> <error> rorty'],
  ['e?ror', 'error erroR', '<error> <erroR>'],
  ['"connection refused"', 'connection: refused, connection  refused', '<connection: refused>, <connection  refused>'],
  ['one OR two', 'one two three', '<one> <two> three'],
  ['one -two', 'one two', '<one> two'],
  ['@user:alice host:web one', 'alice web one', 'alice web <one>'],
  ['a.h', 'a.h a-h', '<a.h> a-h'],
  ['漢字', 'これは漢字です', 'これは<漢字>です'],
  ['"a*b"', 'a*b axb', '<a*b> axb'],
])('the query %s marks %j as %j', (query, text, marked) => {
  expect(mark(query, text)).toBe(marked);
});

test('a query without text marks nothing', () => {
  expect(highlightPattern(parseQuery('@exit_code:>0'))).toBeNull();
  expect(highlightPattern(null)).toBeNull();
});

test('many stars and a megabyte without a blank take no time', () => {
  const startMs = performance.now();
  mark('a*b*c*d*e* a*x', 'a'.repeat(1_000_000));
  expect(performance.now() - startMs).toBeLessThan(2_000);
});
