import {redactFrames} from './support/stream.ts';

const TOKEN = 'ghp_x7Kq2mNvR4tYw8ZpA1cE3gI5kM7oQ9sUbD0f';
const SCREEN = '\x1b[?1049h\x1b[H\x1b[2J';
const size = {columns: 30, rows: 8};

/** Each row drawn where it belongs. */
const draw = (rows: readonly string[]) => SCREEN + rows.map((row, at) => `\x1b[${at + 1};1H${row}`).join('');
const shown = (text: string) => text.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '');

/** The rows as they look with stars for the secret; the cells before it and behind it stay. */
function masked(rows: readonly string[]): string[] {
  const out = redactFrames([draw(rows)], size).slice(SCREEN.length);
  return out.split(/\x1b\[\d+;1H/).slice(1);
}

describe('SessionRedactor on a screen', () => {
  test('reads a row that is full together with the next', () => {
    const rows = [`using the token ${TOKEN.slice(0, 14)}`, `${TOKEN.slice(14)} ok`];
    expect(masked(rows)).toEqual([`using the token ${'*'.repeat(14)}`, `${'*'.repeat(26)} ok`]);
  });

  test('reads on behind a column of line numbers, in blanks or the same again', () => {
    const first = `  7 hub ${TOKEN.slice(0, 22)}`;
    for (const gutter of ['    ', '  7 ']) {
      expect(masked([first, `${gutter}${TOKEN.slice(22)}`])[1]).toBe(`${gutter}${'*'.repeat(18)}`);
    }
    expect(masked([first, `  8 ${TOKEN.slice(22)}`])[1]).toBe(`  8 ${TOKEN.slice(22)}`);
  });

  test('reads panes beside each other each for itself', () => {
    const left = ['1', '2', '3', '4'];
    const right = ['hub is', TOKEN.slice(0, 16), TOKEN.slice(16, 32), TOKEN.slice(32)];
    const rows = left.map((text, at) => `${text.padEnd(13)}│${right[at]!}`);
    expect(masked(rows)).toEqual(
      rows.map((row, at) => (at === 0 ? row : row.slice(0, 14) + '*'.repeat(right[at]!.length))),
    );
    const mirrored = left.map((text, at) => `${right[at]!.padEnd(16)}│${text}`);
    expect(shown(masked(mirrored).join('\n'))).not.toContain(TOKEN.slice(16, 24));
  });

  test('reads on in a box that keeps a column free before its border', () => {
    const texts = ['the hub token is', TOKEN.slice(0, 22), TOKEN.slice(22), 'thanks'];
    const rows = texts.map((text) => ` │ ${text.padEnd(22)} │`);
    const stars = texts.map((text, at) => (at % 3 === 0 ? text : '*'.repeat(text.length)));
    expect(masked(rows)).toEqual(stars.map((text) => ` │ ${text.padEnd(22)} │`));
  });

  test('masks a token that the edge of the screen cuts', () => {
    expect(masked([`${'words '.repeat(3)}${TOKEN.slice(0, 12)}`])).toEqual([`${'words '.repeat(3)}${'*'.repeat(12)}`]);
  });

  test('masks a token of which a pager shows a part', () => {
    const shownPart = `${'words '.repeat(2)}${TOKEN.slice(0, 17)}>`;
    expect(masked([shownPart, 'last line'])).toEqual([`${'words '.repeat(2)}${'*'.repeat(17)}>`, 'last line']);
  });

  test('reads on behind the mark that an editor puts at the margin', () => {
    const rows = [`the hub token ${TOKEN.slice(0, 15)}\\`, `${TOKEN.slice(15)} ok`];
    expect(masked(rows)).toEqual([`the hub token ${'*'.repeat(15)}\\`, `${'*'.repeat(25)} ok`]);
  });

  test('leaves rows that are full by chance', () => {
    const rows = ['a table of passwords and token', 'names that nobody would ever m', 'ask, however full the rows are'];
    expect(masked(rows)).toEqual(rows);
  });
});
