import fc from 'fast-check';
import {contrast, readableOn} from '../../../src/web/player/colors.ts';
import {rowKey, rowRuns} from '../../../src/web/player/row-runs.ts';
import {Stage} from '../../../src/web/player/stage.ts';
import {redacted} from '../../support/records.ts';

const runsOf = (text: string) => {
  const stage = new Stage(30, 2, false);
  stage.apply({kind: 'output', elapsedUs: 0, text: redacted(text)});
  return rowRuns(stage, 0);
};

describe('rowRuns', () => {
  test('joins cells that look alike', () => {
    expect(runsOf('plain \x1b[31mred\x1b[m').map(({text}) => text)).toEqual(['plain ', 'red']);
  });

  test('names what is drawn by a class', () => {
    expect(runsOf('\x1b[1;3;4;9;53mx')[0]?.flags).toBe('bold italic underline strike overline');
  });

  test('swaps colours of inverse text', () => {
    const [run] = runsOf('\x1b[7mx');
    expect([run?.color, run?.background]).toEqual(['#16181d', '#d4d7dd']);
  });

  test('boxes what a font may draw in another width', () => {
    expect(runsOf('a漢b').map(({text, isBoxed}) => [text, isBoxed])).toEqual([
      ['a', false],
      ['漢', true],
      ['b', false],
    ]);
    expect(runsOf('漢')[0]?.width).toBe(2);
  });

  test('draws no blanks behind the text, unless they have a ground', () => {
    expect(runsOf('a   ')).toHaveLength(1);
    expect(runsOf('a\x1b[41m   ').at(-1)?.text).toBe('   ');
  });

  test('shows nothing of concealed text', () => {
    expect(runsOf('\x1b[8mhidden\x1b[m.').map(({text}) => text)).toEqual(['      .']);
  });

  test('stands a replacement for bytes that were no UTF-8', () => {
    expect(runsOf('\udcff\x1b[1m\udcfe').map(({text}) => text)).toEqual(['\ufffd', '\ufffd']);
  });

  test('has one key for rows that look the same, another for others', () => {
    expect(rowKey(runsOf('\x1b[31ma'))).toBe(rowKey(runsOf('\x1b[31ma')));
    expect(rowKey(runsOf('\x1b[31ma'))).not.toBe(rowKey(runsOf('\x1b[32ma')));
  });
});

describe('readableOn', () => {
  const color = fc.integer({min: 0, max: 0xffffff});

  test('keeps what is the very colour of its ground', () => {
    fc.assert(fc.property(color, (same) => readableOn(same, same) === same));
  });

  test('has enough contrast otherwise', () => {
    fc.assert(
      fc.property(color, color, (foreground, background) => {
        fc.pre(foreground !== background);
        expect(contrast(readableOn(foreground, background), background)).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });
});
