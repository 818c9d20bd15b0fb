import {actionOf} from '../../../src/review/player/actions.ts';
import {KeyDecoder} from '../../../src/review/player/keys.ts';

const actions = (...chunks: string[]) => {
  const decoder = new KeyDecoder();
  return chunks.flatMap((chunk) => decoder.push(chunk)).map(actionOf);
};

test.each([
  [' ', {kind: 'pause'}],
  ['\x1b[C', {kind: 'seek-by', us: 5_000_000}],
  ['\x1bOD', {kind: 'seek-by', us: -5_000_000}],
  ['\x1b[1;2C', {kind: 'seek-by', us: 10_000_000}],
  ['j', {kind: 'seek-by', us: -10_000_000}],
  ['7', {kind: 'seek-part', tenths: 7}],
  ['\x1b[H', {kind: 'seek-part', tenths: 0}],
  ['[', {kind: 'command', direction: -1}],
  ['\x03', {kind: 'quit'}],
  ['\x1b[A', null],
  ['\x1b[15~', null],
  ['é', null],
])('a key that sends %j', (bytes, action) => {
  expect(actions(bytes)).toEqual([...(bytes === '\x1b[15~' ? [] : [action])]);
});

test('keys come out whole, wherever the input is cut', () => {
  const input = 'q\x1b[1;2Dx\x1bOC.';
  for (let cut = 0; cut <= input.length; cut++) {
    expect(actions(input.slice(0, cut), input.slice(cut))).toEqual(actions(input));
  }
});

test('a sequence without an end is given up', () => {
  expect(actions(`\x1b[${'1'.repeat(100)}`, 'q')).toEqual([{kind: 'quit'}]);
});
