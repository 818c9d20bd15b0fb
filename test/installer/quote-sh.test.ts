import {spawnSync} from 'node:child_process';
import fc from 'fast-check';
import {quoteGlob, quoteSh} from '../../installer/quote-sh.ts';

/** What a shell makes of the words. */
function readBack(words: string): string {
  return spawnSync('/bin/sh', ['-c', `printf '%s\\0' ${words}`]).stdout.toString();
}

function matches(pattern: string, text: string): boolean {
  return spawnSync('/bin/sh', ['-c', `case $1 in ${pattern}) exit 0 ;; *) exit 1 ;; esac`, 'sh', text]).status === 0;
}

const TEXTS = [
  '',
  ' ',
  "'",
  '"',
  '$HOME',
  '`id`',
  '\\',
  '*',
  '~',
  '#',
  'a\nb',
  'esac',
  'ü €',
  "it's $5 `x` \\",
  '-n',
  '!',
  '[',
  ';&|<>(){}',
];

describe('quoteSh', () => {
  test.each(TEXTS)('gives a word that the shell reads back as %j', (text) => {
    expect(readBack(quoteSh(text))).toBe(`${text}\0`);
  });

  test('leaves a plain word as it is', () => {
    expect(quoteSh('ansible-playbook')).toBe('ansible-playbook');
  });

  test('gives a word that the shell reads back, whatever the text', () => {
    const text = fc.string({unit: 'grapheme'}).filter((value) => !value.includes('\0'));
    fc.assert(
      fc.property(fc.array(text, {minLength: 1, maxLength: 5}), (texts) => {
        expect(readBack(texts.map(quoteSh).join(' '))).toBe(texts.map((value) => `${value}\0`).join(''));
      }),
      {numRuns: 100},
    );
  });

  test('throws RangeError when the text holds a NUL', () => {
    expect(() => quoteSh('a\0b')).toThrow(RangeError);
  });
});

describe('quoteGlob', () => {
  test.each([
    ['*', 'anything at all', true],
    ['--help=*', '--help=commands', true],
    ['--help=*', '--helpless', false],
    ['-[?]', '-?', true],
    ['-[?]', '-x', false],
    ['-\\?', '-?', true],
    ['-\\?', '-x', false],
    ['?', 'x', true],
    ['?', 'xy', false],
    ['[a-z]*', 'apply', true],
    ['[!a-z]*', 'apply', false],
    ['[', '[', true],
    ['[$(id)]', '[$(id)]', true],
    ['a b*', 'a b c', true],
    ["it's *", "it's so", true],
    ['$HOME', '$HOME', true],
    ['`id`', '`id`', true],
    ['esac', 'esac', true],
    ['', '', true],
    ['a|b', 'a', false],
    ['a|b', 'a|b', true],
    ['a) exit 0 ;; b', 'a', false],
    ['\\', '\\', true],
  ])('%j matches %j: %p', (pattern, text, expected) => {
    expect(matches(quoteGlob(pattern), text)).toBe(expected);
  });

  test('lets a pattern without live characters match itself alone', () => {
    const text = fc.string({unit: 'grapheme', maxLength: 12}).filter((value) => !/[*?[\\\0]/.test(value));
    fc.assert(
      fc.property(text, (value) => {
        expect(matches(quoteGlob(value), value)).toBe(true);
        expect(matches(quoteGlob(value), `${value}x`)).toBe(false);
      }),
      {numRuns: 60},
    );
  });
});
