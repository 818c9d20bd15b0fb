import {LogText} from '../../src/recorder/log-text.ts';

describe('LogText', () => {
  test('keeps every line below its limit, without blank lines at the end', () => {
    const log = new LogText(1_000);
    for (const line of ['one', '', 'two', '', '']) log.add(line, 5);
    expect(log.render()).toEqual({text: 'one\n\ntwo', lineTimes: [[0, 5]], omittedLines: 0});
  });

  test('keeps head and tail beyond its limit and says how many lines are missing', () => {
    const log = new LogText(40);
    for (let line = 0; line < 100; line++) log.add(`line ${line}`, line);
    const {text, omittedLines} = log.render();
    expect(text.split('\n')).toEqual([
      'line 0',
      'line 1',
      `[… ${omittedLines} lines left out …]`,
      'line 98',
      'line 99',
    ]);
    expect(omittedLines).toBe(96);
  });

  test('does not grow with what is added', () => {
    const log = new LogText(10_000);
    for (let line = 0; line < 200_000; line++) log.add('x'.repeat(50), line);
    expect(log.render().text.length).toBeLessThan(10_100);
  });

  test('breaks a line that never ends', () => {
    const log = new LogText(1_000_000);
    log.add('y'.repeat(40_000), 0);
    expect(
      log
        .render()
        .text.split('\n')
        .map((line) => line.length),
    ).toEqual([16_384, 16_384, 7_232]);
  });

  test('notes a time for lines that are at least 100 ms apart', () => {
    const log = new LogText(1_000);
    for (const timeUs of [0, 50_000, 120_000, 130_000, 400_000]) log.add('line', timeUs);
    expect(log.render().lineTimes).toEqual([
      [0, 0],
      [2, 120_000],
      [4, 400_000],
    ]);
  });

  test('clone grows apart', () => {
    const log = new LogText(1_000);
    log.add('one', 0);
    const copy = log.clone();
    copy.add('two', 0);
    expect([log.render().text, copy.render().text]).toEqual(['one', 'one\ntwo']);
  });
});
