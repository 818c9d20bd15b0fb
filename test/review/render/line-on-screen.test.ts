import {hasJustWritten, pieceEnd, shows} from '../../../src/review/render/line-on-screen.ts';
import {Screen} from '../../../src/terminal/screen.ts';

const screenWith = (text: string, columns = 20, rows = 10): Screen => {
  const screen = new Screen(columns, rows);
  screen.write(text);
  return screen;
};

describe('pieceEnd', () => {
  test('is behind each line, and before the screen goes', () => {
    const text = 'one\r\n\r\ntwo\x1b[2Jthree\x1b[?1049hfour';
    const pieces: string[] = [];
    for (let start = 0; start < text.length; ) {
      const end = pieceEnd(text, start);
      pieces.push(text.slice(start, end));
      start = end;
    }
    expect(pieces).toEqual(['one\r\n', '\r\n', 'two', '\x1b[2Jthree', '\x1b[?1049hfour']);
  });
});

describe('hasJustWritten', () => {
  test('looks at the rows that end at the cursor', () => {
    const screen = screenWith('first\r\n2\r\n3\r\n4\r\n5\r\n6\r\n7');
    expect([hasJustWritten(screen, '6'), hasJustWritten(screen, 'first'), shows(screen, 'first')]).toEqual([
      true,
      false,
      true,
    ]);
  });

  test('takes the begin of a row: what was typed to have it printed is not it', () => {
    expect(hasJustWritten(screenWith('$ echo hello'), 'hello')).toBe(false);
    expect(hasJustWritten(screenWith('$ echo hello\r\nhello'), 'hello')).toBe(true);
  });

  test('finds a line that was wrapped, and one with tabs', () => {
    expect(hasJustWritten(screenWith('abcdefghij\r\n', 5), 'abcdefghij')).toBe(true);
    expect(hasJustWritten(screenWith('a\tb\r\n'), 'a b')).toBe(true);
  });

  test('finds nothing for a blank line', () => {
    expect(hasJustWritten(screenWith('\r\n'), ' ')).toBe(false);
  });
});
