import fc from 'fast-check';
import {readPlainLines} from '../../src/terminal/plain-lines.ts';

/** Readers take units in windows of this size. */
const WINDOW = 16 * 1024;

const LINE = 'one \x1b[1;31mred\x1b[m and \x1b[38;5;208mmore\x1b[0m\tof it\r\n';

test.each([
  ['a carriage return', '\r\n'],
  ['a colour', '\x1b[38;5;208m'],
  ['a character of two units', '😀'],
])('reads on where %s stands across windows', (_name, piece) => {
  for (let shift = -piece.length - 1; shift <= 1; shift++) {
    const filler = 'x'.repeat(80).concat('\r\n').repeat(400);
    const start = filler.slice(0, WINDOW + shift).replace(/\r?\n?$/, '--');
    const text = `${start}${piece}rest\r\n`;
    const lines = text.match(/\r\n/g)!.length;
    expect(readPlainLines(text)).toEqual({lines, linesEnd: text.length, end: text.length});
  }
});

test('a text may end within a sequence or a line end', () => {
  const text = LINE.repeat(1000);
  fc.assert(
    fc.property(fc.integer({min: 1, max: text.length}), (length) => {
      const part = text.slice(0, length);
      const linesEnd = part.lastIndexOf('\r\n') + (part.includes('\r\n') ? 2 : 1);
      const cut = /(?:\x1b(?:\[[\d;]*)?|\r)$/.exec(part)?.index ?? length;
      expect(readPlainLines(part)).toEqual({lines: part.split('\r\n').length - 1, linesEnd, end: cut});
    }),
  );
});

test.each(['\b', '\x1b[2J', '\x1b[3A', '\r.', '\x9b1m', '\x7f'])('%j anywhere is a case for the screen', (strange) => {
  const text = LINE.repeat(1000);
  for (const at of [0, LINE.length, WINDOW - 1, WINDOW, 2 * WINDOW + 1]) {
    const end = text.lastIndexOf('\n', at) + 1;
    expect(readPlainLines(text.slice(0, end) + strange + text.slice(end))).toBeNull();
  }
});
