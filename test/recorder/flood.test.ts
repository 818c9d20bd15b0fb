import fc from 'fast-check';
import {Flood} from '../../src/recorder/flood.ts';
import {Transcript} from '../../src/recorder/transcript.ts';
import {Screen} from '../../src/terminal/screen.ts';

const COLUMNS = 24;
const ROWS = 4;

interface Piece {
  text: string;
  timeUs: number;
}

/** Plays pieces on a terminal, with or without the short way. */
function play(pieces: readonly Piece[], isShort: boolean) {
  const screen: Screen = new Screen(COLUMNS, ROWS, {
    onScrollOff: (text, wrapped, stamp) => transcript.onScrollOff(text, wrapped, stamp),
    onClear: () => transcript.onClear(),
    onAlternate: (entering) => transcript.onAlternate(entering),
  });
  const upToDate = () => {
    flood.draw();
    return screen;
  };
  const transcript: Transcript = new Transcript(upToDate, 2_000);
  const flood = new Flood(screen, transcript);
  const {log} = transcript.begin();
  let taken = 0;
  for (const {text, timeUs} of pieces) {
    if (isShort && flood.take(text, timeUs)) {
      taken++;
      continue;
    }
    upToDate().stamp = timeUs;
    screen.write(text);
    transcript.noteCursor();
  }
  transcript.finish();
  return {taken, shown: {screen: screen.serialize(), log: log.render()}};
}

/** Pieces of a stream that is cut at these places, in percent of its length; each a millisecond later. */
function cut(stream: string, places: readonly number[]): Piece[] {
  const ends = [...places.map((place) => Math.floor((stream.length * place) / 100)), stream.length].sort(
    (a, b) => a - b,
  );
  return ends.map((end, at) => ({text: stream.slice(ends[at - 1] ?? 0, end), timeUs: at * 150_000}));
}

const numbered = (count: number) => Array.from({length: count}, (_, n) => `line ${n} of many\r\n`).join('');

describe('Flood', () => {
  const word = fc.constantFrom(
    'INFO',
    'request',
    'größe',
    '漢字',
    '✓',
    'a\tb',
    'x🚀',
    'e\u0301',
    'x'.repeat(30),
    '  ',
    '\udc80',
  );
  const style = fc.constantFrom('\x1b[31m', '\x1b[0m', '\x1b[m', '\x1b[1;44m', '\x1b[38;5;9m', 'x\x1b[K', 'x\x1b[0K');
  const line = fc
    .array(fc.oneof({weight: 5, arbitrary: word}, {weight: 1, arbitrary: style}), {maxLength: 8})
    .map((words) => `${words.join(' ')}\r\n`);
  const lines = fc.array(line, {minLength: 30, maxLength: 120}).map((many) => many.join(''));
  const other = fc.constantFrom(
    ...[
      '\r50 %\r',
      '\x1b[2J\x1b[H',
      '\x1b[?1049hfull\x1b[?1049l',
      '\x1b[5A',
      'bare\nfeed',
      '\x1b[2;3r',
      '\x1b[r',
      '\x07',
    ],
    ...['\x1b[?7l', '\x1b[?7h', '\x1b(0', '\x1b(B', '$ ', '\x1b[3g'],
  );
  const stream = fc.array(fc.oneof({weight: 4, arbitrary: lines}, {weight: 1, arbitrary: other}), {
    minLength: 1,
    maxLength: 6,
  });

  test('shows and logs what drawing every line does', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.integer({min: 0, max: 100}), {maxLength: 8}), (parts, places) => {
        const pieces = cut(numbered(80) + parts.join(''), places);
        expect(play(pieces, true).shown).toEqual(play(pieces, false).shown);
      }),
      {numRuns: 150},
    );
  });

  test('takes what is only lines, once the head of the log is full', () => {
    const pieces = cut(numbered(1_000), [10, 20, 30, 40, 50, 60, 70, 80, 90]);
    const {taken, shown} = play(pieces, true);
    expect(taken).toBe(9);
    expect(shown.log.omittedLines).toBeGreaterThan(800);
    expect(shown.log.text.split('\n').at(-1)).toBe('line 999 of many');
  });

  test.each([
    ['a carriage return alone', '\r'],
    ['a movement', '\x1b[A'],
    ['a title', '\x1b]0;x\x07'],
    ['a line feed alone', '\n'],
    ['another screen', '\x1b[?1049h'],
    ['a C1 control', '\x9b1m'],
  ])('leaves %s to the screen', (_what, text) => {
    const {taken} = play(
      [
        {text: numbered(200), timeUs: 0},
        {text: numbered(100) + text + numbered(100), timeUs: 1},
      ],
      true,
    );
    expect(taken).toBe(0);
  });

  test('goes on with a colour that a line before has set', () => {
    const pieces = [numbered(200), `\x1b[31m${numbered(100)}`, numbered(50), 'red'].map((text, timeUs) => ({
      text,
      timeUs,
    }));
    const {taken, shown} = play(pieces, true);
    expect(taken).toBe(3);
    expect(shown.screen).toBe(play(pieces, false).shown.screen);
  });
});
