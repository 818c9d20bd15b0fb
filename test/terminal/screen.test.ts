import {Screen, type ScreenListener} from '../../src/terminal/screen.ts';
import {createOracle, oracleRows, writeOracle} from './support/oracle.ts';

function screenOf(columns: number, rows: number, text: string, listener: ScreenListener = {}): Screen {
  const screen = new Screen(columns, rows, listener);
  screen.write(text);
  return screen;
}

const rowsOf = (screen: Screen) => Array.from({length: screen.rows}, (_, row) => screen.rowText(row));

describe('Screen.write', () => {
  test('wraps when the character after the last column comes, and says which rows go on', () => {
    const screen = screenOf(4, 3, 'abcd');
    expect([screen.cursorRow, screen.cursorColumn]).toEqual([0, 4]);
    screen.write('ef\r\nx');
    expect(rowsOf(screen)).toEqual(['abcd', 'ef', 'x']);
    expect([0, 1, 2].map((row) => screen.rowWrapped(row))).toEqual([true, false, false]);
  });

  test.each([
    ['emoji take two cells', '😀x', '😀x', 3],
    ['a variation selector and a joiner take none', '❤\ufe0f\u200dx', '❤\ufe0f\u200dx', 2],
    ['bytes that are not UTF-8 take one', '\udcff\udc80x', '\udcff\udc80x', 3],
    ['a mark joins its character across a change of colour', 'e\x1b[31m\u0301x', 'e\u0301x', 2],
    ['a mark at the start of a row has nothing to join', '\u0301x', 'x', 1],
    ['a byte order mark is nothing', '\ufeffx', 'x', 1],
    ['line drawing', '\x1b(0lqk\x1b(Blqk', '┌─┐lqk', 6],
  ])('%s', (_, text, row, column) => {
    const screen = screenOf(10, 2, text);
    expect(screen.rowText(0)).toBe(row);
    expect(screen.cursorColumn).toBe(column);
  });

  test('shows the same, cut at every place', () => {
    const text = 'a\x1b[31mb\x1b]0;title\x07漢😀\x1b[2;3Hé\x1b[?1049hx\x1b[?1049l\x1bPq#0\x1b\\z\x9b4mend';
    const whole = screenOf(10, 3, text).serialize();
    const cut = new Screen(10, 3);
    for (let at = 0; at < text.length; at++) cut.write(text[at]!);
    expect(cut.serialize()).toBe(whole);
  });

  test('moves relative to the screen, and places the cursor relative to the region, in origin mode', () => {
    const screen = screenOf(6, 5, '\x1b[2;4r\x1b[?6h\x1b[1;1Ha\x1b[3;3Hb\x1b[9;1Hc\x1b[Ad\x1b[1Ge');
    expect(rowsOf(screen)).toEqual(['', 'a', 'ed', 'c b', '']);
  });

  test('keeps the title, in one line and not longer than 1,024 characters', () => {
    const screen = screenOf(10, 2, `\x1b]2;${'t'.repeat(5_000)}\x1b\\`);
    expect(screen.title).toBe('t'.repeat(1_024));
    screen.write('\x1b]0;va\nlue\x07');
    expect(screen.title).toBe('value');
  });

  test('knows whether the cursor is visible', () => {
    const screen = screenOf(10, 2, '\x1b[?25l');
    expect(screen.isCursorVisible).toBe(false);
    screen.write('\x1b[?25h');
    expect(screen.isCursorVisible).toBe(true);
  });

  test.each([
    ['parameters', `\x1b[${'9999999999;'.repeat(300)}H`],
    [
      'counts',
      ['@', 'P', 'X', 'L', 'M', 'S', 'T', 'I', 'Z', 'b', 'A', 'B', 'C', 'D']
        .map((final) => `x\x1b[2147483647${final}`)
        .join(''),
    ],
    ['marks', `e${'\u0301'.repeat(10_000)}`],
    ['an OSC without end', `\x1b]52;c;${'A'.repeat(3_000_000)}`],
    ['tab stops', '\x1b[I\x1bH'.repeat(10_000)],
    ['screens', '\x1b[?1049h\x1b[?1049l'.repeat(10_000)],
  ])('takes little time and memory for hostile %s', (_, text) => {
    const screen = new Screen(200, 50);
    const startedAt = performance.now();
    screen.write(text);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(screen.serialize().length).toBeLessThan(100_000);
  });
});

describe('Screen.stamp', () => {
  test('is noted by a row with its first character since it was blank', () => {
    const screen = new Screen(10, 3);
    screen.stamp = 5;
    screen.write('first');
    screen.stamp = 6;
    screen.write(' more\r\nsecond');
    expect([screen.rowStamp(0), screen.rowStamp(1)]).toEqual([5, 6]);
    screen.stamp = 7;
    screen.write('\r\x1b[K');
    screen.stamp = 8;
    screen.write('anew');
    expect(screen.rowStamp(1)).toBe(8);
  });

  test('moves with the rows when the screen scrolls', () => {
    const stamps: number[] = [];
    const screen = new Screen(10, 2, {onScrollOff: (_text, _wrapped, stamp) => stamps.push(stamp)});
    for (const stamp of [1, 2, 3, 4]) {
      screen.stamp = stamp;
      screen.write(`line ${stamp}\r\n`);
    }
    expect(stamps).toEqual([1, 2, 3]);
    expect(screen.rowStamp(0)).toBe(4);
  });
});

describe('ScreenListener', () => {
  test('hears of rows that scroll off the main screen, in order, wrapped ones as such', () => {
    const rows: [string, boolean][] = [];
    const screen = screenOf(4, 2, 'abcdefghij\r\n1\r\n2\r\n', {
      onScrollOff: (text, wrapped) => rows.push([text, wrapped]),
    });
    expect(rows).toEqual([
      ['abcd', true],
      ['efgh', true],
      ['ij', false],
      ['1', false],
    ]);
    expect(screen.scrolledOff).toBe(4);
    expect(screen.scrolledOff + screen.cursorRow).toBe(5);
  });

  test('hears of rows that SU moves off the top, and not of those inside a lower region or the alternate screen', () => {
    const rows: string[] = [];
    const screen = screenOf(4, 3, 'a\r\nb\r\nc\x1b[S\x1b[2;3r\x1b[3;1H\n\n\x1b[r\x1b[?1049h\n\n\n\n', {
      onScrollOff: (text) => rows.push(text),
    });
    expect(rows).toEqual(['a']);
    expect(screen.scrolledOff).toBe(1);
  });

  test.each(['\x1b[2J', '\x1b[3J', '\x1bc', '\x1b[H\x1b[J'])('hears of %j while the rows are still there', (clear) => {
    const seen: string[] = [];
    const screen = new Screen(10, 2, {onClear: () => seen.push(screen.text())});
    screen.write(`text${clear}`);
    expect(seen).toEqual(['text']);
  });

  test('hears of the alternate screen before the switch', () => {
    const seen: [boolean, string][] = [];
    const screen = new Screen(10, 2, {onAlternate: (entering) => seen.push([entering, screen.text()])});
    screen.write('main\x1b[?1049h\x1b[Hother\x1b[?1049l');
    expect(seen).toEqual([
      [true, 'main'],
      [false, 'other'],
    ]);
    expect(screen.text()).toBe('main');
  });

  test('hears OSC where it stands, line feeds before they are done, and the bell', () => {
    const heard: string[] = [];
    const screen = new Screen(10, 3, {
      onOsc: (code, payload) => heard.push(`osc ${code} ${payload} at ${screen.cursorColumn}`),
      onLineFeed: () => heard.push(`line feed in ${screen.cursorRow}`),
      onBell: () => heard.push('bell'),
    });
    screen.write('ab\x1b]133;C\x07cd\n\x07\x1bD\x1b]52;c;cut');
    screen.write('off\x18');
    expect(heard).toEqual(['osc 133 C at 2', 'line feed in 0', 'bell', 'line feed in 1']);
  });
});

describe('Screen.resize', () => {
  test.each([
    [0, 0, 1, 1],
    [-5, Number.NaN, 1, 1],
    [100_000, 100_000, 2_048, 1_024],
    [80.9, 24, 80, 24],
  ])('brings %d × %d into bounds', (columns, rows, expectedColumns, expectedRows) => {
    const screen = new Screen(10, 10);
    screen.resize(columns, rows);
    screen.write('漢a\r\nb\x1b[5;5Hc');
    expect([screen.columns, screen.rows]).toEqual([expectedColumns, expectedRows]);
  });

  test('scrolls rows off the top when the cursor would be outside, after those below it are gone', () => {
    const off: string[] = [];
    const screen = screenOf(5, 4, 'a\r\nb\r\nc\x1b[7m', {onScrollOff: (text) => off.push(text)});
    screen.resize(5, 2);
    expect(rowsOf(screen)).toEqual(['b', 'c']);
    expect(off).toEqual(['a']);
    expect([screen.cursorRow, screen.scrolledOff]).toEqual([1, 1]);
  });

  test.each([
    ['higher', 10, 6],
    ['lower', 10, 2],
    ['one row', 10, 1],
  ])('makes the screen %s as xterm.js does', async (_, columns, rows) => {
    const text = 'one\r\ntwo\r\nthree\x1b7\x1b[2;2H';
    const more = 'X\x1b8Y\r\nZ';
    const screen = screenOf(10, 4, text);
    const oracle = createOracle({columns: 10, rows: 4});
    await writeOracle(oracle, text);
    screen.resize(columns, rows);
    oracle.resize(columns, rows);
    screen.write(more);
    await writeOracle(oracle, more);
    expect(rowsOf(screen)).toEqual(oracleRows(oracle));
  });

  test('cuts rows, wide characters included, and adds blank columns', () => {
    const screen = screenOf(6, 2, 'ab漢字\r\nplain');
    screen.resize(3, 2);
    expect(rowsOf(screen)).toEqual(['ab', 'pla']);
    screen.resize(8, 2);
    screen.write('\x1b[2;8Hx');
    expect(rowsOf(screen)).toEqual(['ab', 'pla    x']);
  });
});

describe('Screen.serialize', () => {
  test('is short for a screen that is blank', () => {
    expect(screenOf(80, 24, '').serialize()).toBe('\x1b[1;1H\x1b[0m\x1b7\x1b[1;1H\x1b[0m');
  });

  test('brings modes, title, cursor shape, tab stops and character sets back', () => {
    const text =
      '\x1b[?1h\x1b=\x1b[?7l\x1b[?1000h\x1b[?1002h\x1b[?1006h\x1b[?2004h\x1b[?25l\x1b[4 q\x1b[4h\x1b[20h\x1b)0\x0e\x1b]0;name\x07\x1b[3g\x1b[5G\x1bH';
    const serialized = screenOf(20, 3, text).serialize();
    const codes = [
      '\x1b[?1h',
      '\x1b=',
      '\x1b[?7l',
      '\x1b[?1002h',
      '\x1b[?1006h',
      '\x1b[?2004h',
      '\x1b[?25l',
      '\x1b[4 q',
      '\x1b[4h',
      '\x1b[20h',
    ];
    for (const code of codes) expect(serialized).toContain(code);
    expect(serialized).not.toContain('\x1b[?1000h');
    const copy = screenOf(20, 3, serialized);
    expect(copy.title).toBe('name');
    copy.write('\r\x1b[4l\tq');
    expect(copy.rowText(0)).toBe('    ─');
  });

  test('keeps rows that were wrapped one line', () => {
    const copy = screenOf(4, 4, screenOf(4, 4, 'abcd漢字漢\r\nx').serialize());
    expect([0, 1, 2, 3].map((row) => copy.rowWrapped(row))).toEqual([true, true, false, false]);
  });

  test('sets the column again after characters about whose width terminals disagree', async () => {
    const oracle = createOracle({columns: 10, rows: 2});
    await writeOracle(oracle, screenOf(10, 2, '😀a🇩🇪b').serialize());
    expect(oracleRows(oracle)[0]).toBe('😀 a🇩🇪b');
  });

  test('gives the main screen back when the alternate one is left', async () => {
    const screen = screenOf(10, 3, 'main\x1b[31m\x1b[?1049h\x1b[44m\x1b[2J\x1b[2;3Halt');
    const oracle = createOracle({columns: 10, rows: 3});
    await writeOracle(oracle, screen.serialize());
    expect(oracle.buffer.active.type).toBe('alternate');
    expect(oracleRows(oracle)).toEqual(['', '  alt', '']);
    await writeOracle(oracle, '\x1b[?1049lX');
    expect(oracleRows(oracle)).toEqual(['mainX', '', '']);
    expect(oracle.buffer.active.getLine(0)!.getCell(4)!.getFgColor()).toBe(1);
  });
});
