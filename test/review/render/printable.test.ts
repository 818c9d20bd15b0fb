import fc from 'fast-check';
import {printable, printableLines} from '../../../src/review/render/printable.ts';

describe('printable', () => {
  test.each([
    ['plain, ünï, 日本語, 👩‍🚀', 'plain, ünï, 日本語, 👩‍🚀'],
    ['\x1b]0;evil\x07', '␛]0;evil␇'],
    ['a\r\nb\tc', 'a␍␊b␉c'],
    ['del \x7f csi \x9b31m', 'del ␡ csi \\u009b31m'],
    ['abc\u202edef\u2066', 'abc\\u202edef\\u2066'],
    ['byte \udcff, half \ud83d', 'byte \ufffd, half \ufffd'],
  ])('shows %j as %j', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  test('lets no control character through', () => {
    const anything = fc.array(fc.integer({min: 0, max: 0xffff})).map((codes) => String.fromCharCode(...codes));
    fc.assert(
      fc.property(anything, (text) => {
        expect(printable(text)).not.toMatch(/\p{Cc}|\p{Surrogate}|[\u2028-\u202e\u2066-\u2069]/u);
      }),
    );
  });
});

describe('printableLines', () => {
  test('keeps line ends and spreads tabs', () => {
    expect(printableLines('a\tb\r\nabcdefgh\tc\n')).toEqual(['a       b', 'abcdefgh        c', '']);
    expect(printableLines('日本\tx')).toEqual(['日本    x']);
  });
});
