/**
 * Whatever bytes come, however cut: the redactor ends, keeps nothing, and another emulator shows the same of what leaves it
 * as of what came, but for asterisks. Wide characters are left to layout.test.ts: what is masked may end the row before them.
 */
import fc from 'fast-check';
import {encodeLossless} from '../../src/terminal/utf8.ts';
import {screensOf} from './support/screens.ts';
import {redactedText, redactFrames, runFrames} from './support/stream.ts';

const COLUMNS = 32;
const ROWS = 8;

const sequence = fc.oneof(
  fc
    .tuple(fc.constantFrom(...'@ABCDEFGHIJKLMPSTXZ`abdefghlmrsu'), fc.array(fc.nat(40), {maxLength: 3}))
    .map(([final, params]) => `\x1b[${params.join(';')}${final}`),
  fc
    .tuple(fc.constantFrom('h', 'l'), fc.constantFrom(1, 3, 5, 7, 25, 1000, 2004))
    .map(([on, mode]) => `\x1b[?${mode}${on}`),
  fc.constantFrom(
    '\x1b7',
    '\x1b8',
    '\x1bD',
    '\x1bE',
    '\x1bM',
    '\x1b(B',
    '\x1b=',
    '\x1b>',
    '\x1b[!p',
    '\x1b[2J',
    '\x1b[H',
  ),
  fc.constantFrom('\r', '\n', '\r\n', '\b', '\t', '\x07', '\0', '\x0b', '\x7f'),
  fc.constantFrom(
    '\x1b]0;title\x07',
    '\x1bP1;2q#0~~\x1b\\',
    '\x1b_Gi=1\x1b\\',
    '\x1b]52;c;aGVsbG8=\x1b\\',
    '\x1b[12',
    '\x1b',
    '\x1b]2;x',
  ),
);
const words = fc.constantFrom(
  'password=',
  'db_password: q7Kq2mNvR4',
  'ghp_x7Kq2mNvR4tYw8ZpA1cE3gI5kM7oQ9sUbD0f',
  'Authorization: Bearer ',
  'https://joe:pw7Kq2@host/',
  ' total 48 ',
  'é',
  '4111 1111 1111 1111',
);
const piece = fc.oneof({weight: 3, arbitrary: sequence}, {weight: 2, arbitrary: words}, fc.string({maxLength: 8}));
const stream = fc.array(piece, {maxLength: 40}).map((pieces) => pieces.join(''));

const cut = (text: string, size: number) => {
  const bytes = encodeLossless(text);
  return Array.from({length: Math.ceil(bytes.length / size)}, (_, at) => bytes.subarray(at * size, (at + 1) * size));
};

/** Cells of the two differ only where the second has an asterisk. */
function isMaskedVersion(before: string, after: string): boolean {
  const cells = [...after];
  return [...before].every((cell, at) => cells[at] === cell || cells[at] === '*');
}

describe('SessionRedactor and another emulator', () => {
  test('show the same, but for asterisks', async () => {
    const property = fc.asyncProperty(stream, fc.integer({min: 1, max: 40}), async (text, size) => {
      const masked = redactFrames(cut(text, size), {columns: COLUMNS, rows: ROWS});
      const [before] = await screensOf([text], COLUMNS, ROWS);
      const [after] = await screensOf([masked], COLUMNS, ROWS);
      expect(isMaskedVersion(before!, after!) || [before, after]).toBe(true);
    });
    await fc.assert(property, {seed: 20_261_124, numRuns: 150, interruptAfterTimeLimit: 8_000});
  }, 60_000);

  test('come through arbitrary bytes: all of them leave, as many as came', () => {
    const property = fc.property(fc.uint8Array({maxLength: 300}), fc.integer({min: 1, max: 64}), (bytes, size) => {
      const frames = Array.from({length: Math.ceil(bytes.length / size)}, (_, at) =>
        bytes.subarray(at * size, (at + 1) * size),
      );
      const batches = runFrames(frames, {columns: COLUMNS, rows: ROWS});
      expect(batches.at(-1)!.safeOffset).toBe(bytes.length);
      expect(encodeLossless(redactedText(batches)).length).toBeLessThanOrEqual(bytes.length);
    });
    fc.assert(property, {numRuns: 1_000, interruptAfterTimeLimit: 6_000});
  }, 60_000);
});
