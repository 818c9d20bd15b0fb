import {createTextMatcher} from '../../src/store/text-matcher.ts';

describe('createTextMatcher', () => {
  test.each([
    ['err', false, 'an error', false],
    ['err', false, 'an Err!', true],
    ['a.b', false, 'x a.b y', true],
    ['a.b', false, 'x a.bc y', false],
    ['a b', true, 'a, b', true],
    ['a, b', true, 'a b', false],
    ['a  b', true, 'a\nb', true],
    ['=>', true, 'x=>y', true],
    ['日本', false, '私は日本人です', true],
    ['ä', false, 'a', false],
    ['*', false, 'x', true],
    ['*', false, ' \n', false],
    ['fo*', false, 'a foo', true],
    ['fo*', false, 'xfoo', false],
    ['*oo', false, 'foo', true],
    ['*oo', false, 'foox', false],
    ['f*o*r', false, 'foo-bar', true],
    ['f*o', false, 'f b o', false],
    ['?oo', false, 'foo', true],
    ['?oo', false, 'oo', false],
    ['a\\*?', false, 'a*b', true],
    ['a\\*?', false, 'axb', false],
    ['*.log', false, '(/var/x.log)', true],
    ['*.log', false, '/var/x.logs', false],
    ['*=>?', false, 'a=>b', true],
    ['*🎉?', false, 'x🎉🎉', true],
  ])('%j (phrase: %s) in %j: %s', (value, quoted, text, expected) => {
    expect(createTextMatcher(value, quoted).test(text)).toBe(expected);
  });

  test.each([
    ['b', false, 'a\nb\n\nb b\nc', [1, 3]],
    ['a b', true, 'x\na\nb a\nb', [1, 2, 3]],
    ['b*', false, 'a\nbc\nabc', [1]],
    ['x', false, '', []],
    ['"', true, '"\n"', [0, 1]],
  ])('lines of %j (phrase: %s) in %j', (value, quoted, text, lines) => {
    expect(createTextMatcher(value, quoted).lines(text)).toEqual(lines);
  });

  // A backtracking matcher would take years.
  test.each([
    ['*a*a*a*a*a*a*a*a*a*b', false],
    [`${'a'.repeat(50)}*b`, false],
    ['a '.repeat(50), true],
    ['-'.repeat(100), true],
  ])('is quick with %j on a long line', (value, quoted) => {
    const matcher = createTextMatcher(value, quoted);
    const start = performance.now();
    for (const text of ['a'.repeat(300_000), 'a '.repeat(150_000), '-'.repeat(300_000)]) {
      matcher.test(text);
      matcher.lines(text);
    }
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
