import {playHit} from '../../../src/review/render/records-json.ts';
import type {LogRecord} from '../../../src/store/records.ts';
import {makeLog, makeSession} from '../../support/records.ts';

const SESSION = makeSession({rows: 24});

/** The command for a hit in the third line of a text of so many, written at these moments. */
function linkTo(text: string, lineTimes: LogRecord['lineTimes'], line = 2): string {
  return playHit('01a2', {log: makeLog(SESSION, text, {startUs: 0, lineTimes}), lines: [line], session: SESSION});
}

const flood = (line: string): string =>
  ['a', 'b', line, ...Array.from({length: 40}, (_, row) => `row ${row}`)].join('\n');

describe('playHit', () => {
  test('leads to a line that a flood pushed off the screen', () => {
    expect(linkTo(flood('pod-1'), [[0, 8_950_000]])).toBe('ddcoterm play 01a2 --at 0:08.9/pod-1');
  });

  test.each([
    ['it stays on the screen', 'a\nb\npod-1\nd', [[0, 8_950_000]]],
    [
      'others came later',
      flood('pod-1'),
      [
        [0, 8_950_000],
        [3, 9_950_000],
      ],
    ],
  ] as [string, string, LogRecord['lineTimes']][])('leads to the moment alone where %s', (_, text, lineTimes) => {
    expect(linkTo(text, lineTimes)).toBe('ddcoterm play 01a2 --at 0:08.9');
  });

  test('quotes what a shell would read, and shows what a terminal would obey', () => {
    expect(linkTo(flood(`it's $(rm) \x1b]0;x`), [[0, 0]])).toBe(
      `ddcoterm play 01a2 --at '0:00.0/it'\\''s $(rm) ␛]0;x'`,
    );
  });
});
