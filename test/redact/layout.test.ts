/** Whatever a program draws, the masked stream draws the same, with asterisks in some of the cells. */
import fc from 'fast-check';
import {Screen} from '../../src/terminal/screen.ts';
import {redactFrames} from './support/stream.ts';

const COLUMNS = 40;
const ROWS = 8;

const move = fc
  .tuple(fc.constantFrom(...'ABCDEFGHJKLMPX@STdfrsu'), fc.nat(12), fc.nat(40))
  .map(([final, a, b]) => `\x1b[${a};${b}${final}`);
const piece = fc.oneof(
  fc.constantFrom(
    '\r',
    '\n',
    '\r\n',
    '\b',
    '\t',
    '\x1bM',
    '\x1bD',
    '\x1bE',
    '\x1b7',
    '\x1b8',
    '\x1b[m',
    '\x1b[31m',
    '\x1b[?1049h',
    '\x1b[?1049l',
    '\x1b[?7l',
    '\x1b[?7h',
  ),
  fc.constantFrom(
    'TOKEN=',
    'password: ',
    'ghp_',
    'x7Kq2mNvR4tYw8ZpA1cE3gI5kM7oQ9sU',
    '日本語',
    'é́',
    '"',
    'https://joe:pw@host ',
    '-----BEGIN PRIVATE KEY-----\r\n',
    'MIIEvQIBADANBgkq',
  ),
  fc.constantFrom(
    '\x1b]0;token=abcdefgh\x07',
    '\x1b]8;;https://a:secretword@x/\x1b\\',
    '\x1bP1$r0m\x1b\\',
    '\x1b',
    '\x9b',
  ),
  move,
  fc.string({maxLength: 6}),
);

describe('SessionRedactor', () => {
  test('changes nothing on the screen but cells into asterisks', () => {
    const stream = fc.array(piece, {maxLength: 60}).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(stream, fc.integer({min: 1, max: 50}), (text, size) => {
        const frames =
          Buffer.from(text)
            .toString('utf8')
            .match(new RegExp(`[\\s\\S]{1,${size}}`, 'g')) ?? [];
        const masked = redactFrames(frames, {columns: COLUMNS, rows: ROWS});
        const [before, after] = [text, masked].map(screenOf);
        const wanted = cellsOf(before!);
        // A blank at the end of a row is not told from none, so what is masked there stands behind the end.
        expect(
          cellsOf(after!).flatMap((row, at) =>
            row.filter((cell, column) => cell !== '*' && cell !== wanted[at]![column]),
          ),
        ).toEqual([]);
        expect(cellsOf(after!).every((row, at) => row.length >= wanted[at]!.length)).toBe(true);
      }),
      {numRuns: 400},
    );
  }, 60_000);
});

/** Our own screen, which is held against xterm.js elsewhere: that one throws at some of these sequences. */
function screenOf(text: string): string {
  const screen = new Screen(COLUMNS, ROWS);
  screen.write(text);
  return screen.text();
}

/** One character a cell, so that a wide character is as long as its two asterisks; marks take none. */
const cellsOf = (screen: string) =>
  screen
    .normalize('NFC')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[日本語]/gu, '$&$&')
    .split('\n')
    .map((row) => [...row]);
