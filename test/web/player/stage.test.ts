import {rowRuns} from '../../../src/web/player/row-runs.ts';
import {Stage} from '../../../src/web/player/stage.ts';
import {redacted} from '../../support/records.ts';

const stageWith = (text: string, columns = 20, rows = 3): Stage => {
  const stage = new Stage(columns, rows, false);
  stage.apply({kind: 'output', elapsedUs: 0, text: redacted(text)});
  return stage;
};

describe('Stage', () => {
  test('shows what was written at once', () => {
    expect(stageWith('one\r\ntwo').text()).toBe('one\ntwo');
  });

  test('shows a keyframe on a fresh terminal', () => {
    const stage = stageWith('\x1b[31mold\x1b[?25l');
    stage.show({columns: 10, rows: 2, screen: 'new'});
    expect([stage.columns, stage.rows, stage.text(), stage.cursor]).toEqual([10, 2, 'new', {row: 0, column: 3}]);
  });

  test('hides the cursor where the program did', () => {
    expect(stageWith('a\x1b[?25l').cursor).toBeNull();
  });

  test.each([
    ['漢字', 4],
    ['✓', 1],
    ['e\u0301', 1],
    ['👍', 2],
  ])('counts the cells of %s as the recorder does', (text, width) => {
    expect(stageWith(text).cursor).toEqual({row: 0, column: width});
  });

  test.each([Number.NaN, 0, 65_535, 1e9])('bears a window of %d columns', (columns) => {
    const stage = new Stage(columns, columns, false);
    expect(stage.columns).toBeLessThanOrEqual(1000);
    stage.dispose();
  });

  test('tells the link of cells that have one, and of no others', () => {
    const stage = stageWith('a\x1b]8;;https://example.com\x1b\\bc\x1b]8;;\x1b\\d');
    expect(rowRuns(stage, 0).map(({text, uri}) => [text, uri])).toEqual([
      ['a', null],
      ['bc', 'https://example.com'],
      ['d', null],
    ]);
  });

  test('answers nobody, and sets no title', () => {
    const stage = stageWith('\x1b[c\x1b[6n\x1b]0;title\x07\x1b]52;c;aGFja2Vk\x07ok');
    expect(stage.text()).toBe('ok');
  });

  test('tells where the cursor is also while it is hidden', () => {
    expect(stageWith('first\r\nsecond\r\n\x1b[?25l').cursorRow).toBe(2);
  });
});
