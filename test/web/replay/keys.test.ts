import {actionOf} from '../../../src/web/replay/keys.ts';

const press = (key: string, modifiers = {}) =>
  actionOf({key, shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, ...modifiers});

describe('actionOf', () => {
  test.each([
    [' ', {kind: 'toggle'}],
    ['k', {kind: 'toggle'}],
    ['j', {kind: 'skip', seconds: -10}],
    ['l', {kind: 'skip', seconds: 10}],
    ['ArrowLeft', {kind: 'skip', seconds: -5}],
    [',', {kind: 'step', direction: -1}],
    ['.', {kind: 'step', direction: 1}],
    ['f', {kind: 'full-screen'}],
    ['0', {kind: 'jump', share: 0}],
    ['9', {kind: 'jump', share: 0.9}],
  ])('%j does what it does on a video', (key, action) => {
    expect(press(key)).toEqual(action);
  });

  test.each(['x', 'Tab', 'Enter', 'toString', '__proto__'])('%s is left to the page', (key) => {
    expect(press(key)).toBeNull();
  });

  test('shortcuts of the browser are left alone', () => {
    expect([press('f', {ctrlKey: true}), press('l', {metaKey: true}), press('ArrowLeft', {altKey: true})]).toEqual([
      null,
      null,
      null,
    ]);
  });
});
