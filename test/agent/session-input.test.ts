import {parseSessionInput} from '../../src/agent/session-input.ts';
import {FrameType} from '../../src/protocol/frame.ts';

const read = (type: number, value: unknown) =>
  parseSessionInput({type, elapsedUs: 100, payload: Buffer.from(JSON.stringify(value))});

const FACTS = {pid: 3, parentPid: 2, uid: 1, effectiveUid: 0};

describe('EXEC frames', () => {
  test('tell what a process is', () => {
    const text = {executable: '/bin/a', argv: ['a', 'b'], cwd: '/'};
    expect(read(FrameType.Exec, {...FACTS, ...text, atUs: 99.6})).toEqual({
      kind: 'process-started',
      elapsedUs: 100,
      ...FACTS,
      ...text,
      atUs: 100,
    });
  });

  test.each([
    [
      {argv: ['a'], forked: true},
      {argv: ['a'], remarks: ['forked']},
    ],
    [
      {argv: ['a'], argvCut: true},
      {argv: ['a'], remarks: ['argv-cut']},
    ],
    [
      {argv: [], argvCut: true},
      {argv: [], remarks: ['argv-cut']},
    ],
    [
      {argv: [], name: 'true'},
      {argv: ['true'], remarks: ['argv-unknown']},
    ],
    [{forked: true}, {argv: [], remarks: ['forked', 'argv-unknown']}],
    [{command: true}, {argv: [], isCommand: true}],
  ])('%j says %j', (fields, expected) => {
    const base = {kind: 'process-started', elapsedUs: 100, executable: '', cwd: '', ...FACTS};
    expect(read(FrameType.Exec, {...FACTS, ...fields})).toEqual({...base, ...expected});
  });

  test.each([-1, 101, 'x', null])('a moment %j is not believed', (atUs) => {
    expect(read(FrameType.Exec, {...FACTS, argv: ['a'], atUs})).not.toHaveProperty('atUs');
  });

  test.each([{}, {...FACTS, pid: 'x'}, {...FACTS, uid: null}, []])('%j is none', (value) => {
    expect(() => read(FrameType.Exec, value)).toThrow(expect.objectContaining({code: 'FRAME_MALFORMED'}));
  });
});

describe('EXIT frames', () => {
  test.each([
    [{exitStatus: 3}, {exitStatus: 3, signal: null}],
    [{signal: 11}, {exitStatus: null, signal: 'SIGSEGV'}],
    [{signal: 40}, {exitStatus: null, signal: 'SIG40'}],
    [{signal: 'SIGKILL'}, {exitStatus: null, signal: 'SIGKILL'}],
    [{}, {exitStatus: null, signal: null}],
  ])('%j says %j', (fields, expected) => {
    expect(read(FrameType.Exit, {pid: 3, ...fields})).toEqual({
      kind: 'process-ended',
      elapsedUs: 100,
      pid: 3,
      ...expected,
    });
  });
});
