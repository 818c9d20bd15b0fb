import fc from 'fast-check';
import {PLAIN_LAUNCH, parseLaunchState} from '../../src/host/launch-state.ts';

describe('parseLaunchState', () => {
  test('reads what the launcher says', () => {
    expect(
      parseLaunchState('closed=0,2 open=3,63 ignored=0000000000001001 blocked=0000000000004200 files=1024:524288'),
    ).toEqual({
      closed: [0, 2],
      ignoredSignals: [1, 13],
      blockedSignals: '0000000000004200',
      openFiles: {soft: '1024', hard: '524288'},
      descriptors: [3, 63],
    });
  });

  test('believes an ignored SIGQUIT only beside SIGINT: some shells ignore it while they run a script', () => {
    expect(parseLaunchState('ignored=0000000000000004').ignoredSignals).toEqual([]);
    expect(parseLaunchState('ignored=0000000000000006').ignoredSignals).toEqual([2, 3]);
  });

  test.each([
    undefined,
    '',
    'closed= open= ignored= blocked=0000000000000000 files=',
    'files=unlimited:1 open=2,x,999 closed=7 ignored=zz blocked=zz new=1',
  ])('makes nothing of %j', (text) => {
    expect(parseLaunchState(text)).toEqual(PLAIN_LAUNCH);
  });

  test('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        parseLaunchState(text);
      }),
    );
  });
});
