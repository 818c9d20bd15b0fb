import {charWidth, clipToWidth, narrowRunEnd, textWidth} from '../../src/terminal/width.ts';

const widthOf = (char: string) => charWidth(char.codePointAt(0)!);

describe('charWidth', () => {
  test.each(['a', '~', 'é', 'ﬀ', '─', '☎', '✓', '\u00ad', '\u{10330}', '🇩', '\udcff'])('is 1 for %j', (char) => {
    expect(widthOf(char)).toBe(1);
  });

  test.each(['漢', '가', 'ᄀ', '！', '⌚', '✅', '⭐', '😀', '🫩', '\u{20000}', '\u{323af}'])('is 2 for %j', (char) => {
    expect(widthOf(char)).toBe(2);
  });

  test.each(['\u0301', '\u200d', '\ufe0f', '\u1161', '\ufeff', '\u{e0100}', '\0', '\x7f', '\x9f'])(
    'is 0 for %j',
    (char) => {
      expect(widthOf(char)).toBe(0);
    },
  );
});

describe('textWidth', () => {
  test('adds what the characters take', () => {
    expect(textWidth('e\u0301漢😀x')).toBe(6);
  });
});

describe('clipToWidth', () => {
  test.each([
    ['漢字', 3, '漢'],
    ['ae\u0301b', 2, 'ae\u0301'],
    ['ab', 5, 'ab'],
    ['ab', 0, ''],
  ])('clips %j to %i cells', (text, width, clipped) => {
    expect(clipToWidth(text, width)).toBe(clipped);
  });
});

describe('narrowRunEnd', () => {
  test.each([
    ['é─✓漢', 3],
    ['ab😀', 2],
    ['a\u0301', 1],
    ['\udc80x', 2],
  ])('ends in %j at %i', (text, end) => {
    expect(narrowRunEnd(text, 0, text.length)).toBe(end);
  });
});
