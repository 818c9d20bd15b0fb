import {endingOf, signalName, startFailure} from '../../src/host/ending.ts';
import {encodeEnding} from '../../src/protocol/end.ts';

describe('startFailure', () => {
  test.each([
    [2, 127],
    [20, 127],
    [13, 126],
    [8, 126],
    [7, 126],
  ])('errno %i is status %i, as in a shell', (errno, status) => {
    expect(startFailure(errno)).toEqual({kind: 'exit', status});
  });
});

describe('endingOf', () => {
  test('tells an exit from a signal', () => {
    expect(endingOf(130, null)).toEqual({kind: 'exit', status: 130});
    expect(endingOf(null, 'SIGINT')).toEqual({kind: 'signal', signal: 2});
  });
});

describe('encodeEnding', () => {
  test('is a kind and a value', () => {
    expect([...encodeEnding({kind: 'exit', status: 255})]).toEqual([0, 255]);
    expect([...encodeEnding({kind: 'signal', signal: 9})]).toEqual([1, 9]);
  });
});

describe('signalName', () => {
  test('knows the system’s signals and no other', () => {
    expect(signalName(15)).toBe('SIGTERM');
    expect(signalName(6)).toBe('SIGABRT'); // not SIGIOT, its old name
    expect(signalName(64)).toBeNull();
  });
});
