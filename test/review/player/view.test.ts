import {Painter} from '../../../src/review/player/painter.ts';
import {type Size, View} from '../../../src/review/player/view.ts';
import {Screen} from '../../../src/terminal/screen.ts';

/** What a terminal of `size` shows after painting; the painting itself holds the styles. */
function paintOn(screen: Screen, size: Size): Screen {
  const terminal = new Screen(size.columns, size.rows);
  terminal.write(`\x1b[?7l${new Painter().paint(new View().render(screen, size), size)}`);
  return terminal;
}

/** Each cell; an empty one looks as a space does. */
function looks(screen: Screen): unknown[] {
  const cells = [];
  for (let row = 0; row < screen.rows; row++) {
    for (let column = 0; column < screen.columns; column++) {
      const {text, width, style} = screen.cellAt(row, column)!;
      cells.push([width === 1 ? text || ' ' : text, width, style]);
    }
  }
  return cells;
}

function screenOf(columns: number, rows: number, text: string): Screen {
  const screen = new Screen(columns, rows);
  screen.write(text);
  return screen;
}

describe('View', () => {
  test('shows the recorded screen with its styles and cursor', () => {
    const screen = screenOf(20, 4, 'a \x1b[1;31mred\x1b[m 日本 \u{1f680}!\r\n\x1b[44m  blue\x1b[K');
    const terminal = paintOn(screen, {columns: 20, rows: 4});
    expect(looks(terminal)).toEqual(looks(screen));
    expect([terminal.cursorRow, terminal.cursorColumn]).toEqual([1, 6]);
  });

  test('follows the cursor down and to the right', () => {
    const lines = Array.from({length: 10}, (_, line) => `line ${line} ${'.'.repeat(20)}`).join('\r\n');
    const terminal = paintOn(screenOf(40, 10, lines), {columns: 15, rows: 3});
    expect(terminal.text()).toBe('..............\n..............\n..............');
    expect([terminal.cursorRow, terminal.cursorColumn]).toEqual([2, 14]);
  });

  test('cuts a wide character at the edge without moving what is beside it', () => {
    const terminal = paintOn(screenOf(10, 1, 'ab日本\x1b[H'), {columns: 5, rows: 1});
    expect(terminal.rowText(0)).toBe('ab日');
  });

  test('lets no reordering and no broken characters through', () => {
    const {lines} = new View().render(screenOf(10, 1, 'a\u202eb\udcff'), {columns: 10, rows: 1});
    expect(lines[0]).not.toMatch(/[\u202a-\u202e]|\p{Surrogate}/u);
  });
});

describe('Painter', () => {
  const size = {columns: 10, rows: 3};

  test('writes only what changed', () => {
    const painter = new Painter();
    painter.paint({lines: ['one', 'two'], cursor: null}, size);
    expect(painter.paint({lines: ['one', 'two'], cursor: null}, size)).toBe('');
    const changes = painter.paint({lines: ['one', 'TWO'], cursor: {row: 1, column: 3}}, size);
    expect(changes).toContain('\x1b[2;1H\x1b[m\x1b[2KTWO');
    expect(changes).not.toContain('one');
    expect(changes).toContain('\x1b[2;4H\x1b[?25h');
  });

  test('writes everything after invalidate', () => {
    const painter = new Painter();
    painter.paint({lines: ['one'], cursor: null}, size);
    painter.invalidate();
    expect(painter.paint({lines: ['one'], cursor: null}, size)).toContain('one');
  });
});
