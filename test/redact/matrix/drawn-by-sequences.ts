/** What terminals can do with text beside printing it: each of these ways is used by some program. */
import type {Sample} from './kinds.ts';
import type {Presentation} from './presentation.ts';
import type {Recorded, Timed} from './recorded.ts';

const group = 'sequences of terminals';
const COLUMNS = 60;
const ROWS = 24;
/** Between two pieces; programs that draw do not wait. */
const PACE_US = 2_000;

type Draw = (lines: readonly string[]) => string[];

const stream = (pieces: readonly string[], columns = COLUMNS, paceUs = PACE_US): Recorded => ({
  columns,
  rows: ROWS,
  inputs: pieces.map((text, at): Timed => ({kind: 'output', elapsedUs: at * paceUs, bytes: Buffer.from(text)})),
});

/** The program writes the file in its own way. */
const drawn = (name: string, draw: Draw, options: {columns?: number; paceUs?: number} = {}): Presentation => ({
  group,
  name,
  show: async (_stage, sample) => ({
    recorded: stream(draw(linesOf(sample)), options.columns, options.paceUs),
  }),
});

const linesOf = ({text}: Sample): string[] => [
  '# settings of the shop',
  'user = joe',
  ...text.split('\n'),
  'last line',
];
const CLEAR = '\x1b[?1049h\x1b[H\x1b[2J';
const LEAVE = '\x1b[?1049l';
const at = (row: number, column: number) => `\x1b[${row + 1};${column + 1}H`;
const rowsOf = (line: string, columns: number) => line.match(new RegExp(`.{1,${columns}}`, 'g')) ?? [''];
const between = (text: string, noise: string, every = 5) =>
  text.replace(new RegExp(`(.{${every}})`, 'g'), `$1${noise}`);
const written = (lines: readonly string[]) => lines.map((line) => `${line}\r\n`);

/** Rows of a box as wide as half of the screen, as dialogs draw it. */
const boxed: Draw = (lines) => {
  const width = 26;
  const rows = lines.flatMap((line) => rowsOf(line, width));
  const frame = rows.map((row, n) => `${at(n + 2, 10)}│ ${row.padEnd(width)} │`);
  const edge = '─'.repeat(width + 2);
  return [CLEAR, `${at(1, 10)}┌${edge}┐`, ...frame, `${at(rows.length + 2, 10)}└${edge}┘`, LEAVE];
};

export const SEQUENCE_PRESENTATIONS: readonly Presentation[] = [
  drawn('repeated characters (REP)', (lines) =>
    written(lines.map((line) => line.replace(/(.)\1+/g, (run, one) => `${one}\x1b[${run.length - 1}b`))),
  ),
  drawn('in a scroll region', (lines) => [
    `${CLEAR}\x1b[5;12r${at(11, 0)}`,
    ...lines.flatMap((line) => rowsOf(line, COLUMNS)).map((row) => `\n\r${row}`),
    '\n\n\n',
    `\x1b[r${LEAVE}`,
  ]),
  drawn('scrolled back in from the top (RI)', (lines) => [
    CLEAR,
    ...[...lines]
      .reverse()
      .flatMap((line) => rowsOf(line, COLUMNS).reverse())
      .map((row) => `${at(0, 0)}\x1bM${row}`),
    LEAVE,
  ]),
  drawn(
    'characters inserted from the right (ICH)',
    (lines) => lines.flatMap((line) => [...[...line].reverse().map((one) => `\r\x1b[@${one}`), '\r\n']),
    {columns: 200},
  ),
  drawn(
    'innocent characters deleted in it (DCH)',
    (lines) =>
      lines.flatMap((line) => [
        `${between(line, '#')}\r`,
        ...(line.match(/.{5}/g) ?? []).map(() => '\x1b[5C\x1b[P'),
        '\r\n',
      ]),
    {columns: 200},
  ),
  drawn('lines inserted between (IL)', (lines) => [
    CLEAR,
    ...lines.flatMap((line, n) => [`${at(n, 0)}${line.slice(0, COLUMNS)}`, `${at(0, 0)}\x1b[L`, `${at(0, 0)}\x1b[M`]),
    LEAVE,
  ]),
  drawn('drawn column by column', (lines) => [
    CLEAR,
    ...Array.from({length: COLUMNS}, (_, column) =>
      lines.map((line, row) => (line[column] === undefined ? '' : at(row, column) + line[column])).join(''),
    ),
    LEAVE,
  ]),
  drawn(
    'every second character, then the others',
    (lines) =>
      lines.flatMap((line) => [line.replace(/(.)./g, '$1\x1b[C'), '\r', line.replace(/.(.?)/g, '\x1b[C$1'), '\r\n']),
    {columns: 120},
  ),
  drawn('8-bit controls (C1)', (lines) => written(lines.map((line) => between(line, '\x9b1m')))),
  drawn('DCS and APC inside', (lines) =>
    written(lines.map((line) => between(line, '\x1bP0;1q#0~~@@\x1b\\\x1b_Gi=1\x1b\\'))),
  ),
  drawn('titles and marks inside', (lines) =>
    written(lines.map((line) => between(line, '\x1b]0;shop\x07\x1b]133;A\x07\x1b]1337;SetMark\x07'))),
  ),
  drawn('links around pieces of it', (lines) =>
    written(lines.map((line) => between(line, '\x1b]8;;\x1b\\\x1b]8;;https://example.com/\x1b\\'))),
  ),
  drawn('wide characters around', (lines) => written(['設定', ...lines.map((line) => `\u3000${line}`), '終わり'])),
  drawn('combining marks inside', (lines) => written(lines.map((line) => between(line, '\u0301')))),
  drawn('zero-width spaces inside', (lines) => written(lines.map((line) => between(line, '\u200b')))),
  drawn('typed through \\b', (lines) => lines.flatMap((line) => [...[...line].map((one) => `~\b${one}`), '\r\n'])),
  drawn('bold by overstriking', (lines) => written(lines.map((line) => line.replace(/./g, '$&\b$&')))),
  drawn(
    'a progress line that grows (\\r)',
    (lines) => lines.flatMap((line) => [...Array.from(line, (_, n) => `\r\x1b[K${line.slice(0, n + 1)}`), '\r\n']),
    {columns: 120},
  ),
  drawn('a ticker that runs to the left', (lines) => [
    CLEAR,
    ...lines.flatMap((line) =>
      Array.from({length: line.length + 1}, (_, n) => `${at(3, 0)}${line.slice(n, n + 40).padEnd(40)}`),
    ),
    LEAVE,
  ]),
  drawn(
    'a ticker, slowly',
    (lines) => [
      CLEAR,
      ...lines.flatMap((line) =>
        Array.from({length: line.length + 1}, (_, n) => `${at(3, 0)}${line.slice(n, n + 40).padEnd(40)}`),
      ),
      LEAVE,
    ],
    {paceUs: 150_000},
  ),
  drawn('cursor saved and put back between halves', (lines) =>
    lines.flatMap((line) => [
      line.slice(0, line.length >> 1),
      `\x1b7${at(20, 0)}12:00:01\x1b8`,
      line.slice(line.length >> 1),
      `\x1b7${at(20, 0)}12:00:02\x1b8`,
      '\r\n',
    ]),
  ),
  drawn('a box of a dialog', boxed),
  drawn('two columns side by side', (lines) => {
    const rows = lines.flatMap((line) => rowsOf(line, 28));
    return [CLEAR, ...rows.map((row, n) => `${at(n, 0)}${row.padEnd(28)} │ ${`other text ${n}`.padEnd(28)}`), LEAVE];
  }),
  drawn('without automatic wrap', (lines) => ['\x1b[?7l', ...written(lines), '\x1b[?7h']),
  drawn('cut by other output', (lines) =>
    lines.flatMap((line) => [line.slice(0, 9), '\r\n[worker 2] ready\r\n', line.slice(9), '\r\n']),
  ),
];
