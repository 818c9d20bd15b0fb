import {EventIds} from '../../src/recorder/event-ids.ts';
import {ProcessTree} from '../../src/recorder/process-tree.ts';
import type {RedactedEvent} from '../../src/redact/redacted.ts';
import {makeId, redacted, SOME_TIME_MS} from '../support/records.ts';

type Started = Extract<RedactedEvent, {kind: 'process-started'}>;

const tree = (): ProcessTree => {
  const id = makeId();
  return new ProcessTree(id, SOME_TIME_MS, new EventIds(id, SOME_TIME_MS), redacted);
};

const started = (fields: Partial<Started>): Started => ({
  kind: 'process-started',
  elapsedUs: 1000,
  pid: 10,
  parentPid: 9,
  executable: redacted('/usr/bin/cc'),
  argv: ['cc', '-c', 'a b.c'].map(redacted),
  cwd: redacted('/src'),
  uid: 1000,
  effectiveUid: 1000,
  ...fields,
});

const ended = (fields: Partial<Extract<RedactedEvent, {kind: 'process-ended'}>>) =>
  ({kind: 'process-ended', elapsedUs: 9000, pid: 10, exitStatus: 0, signal: null, ...fields}) as const;

describe('ProcessTree', () => {
  test('tells a process with its times as the kernel had them', () => {
    const processes = tree();
    const [record] = processes.start(started({atUs: 400}), 'the command');
    expect(record).toMatchObject({
      kind: 'process',
      parentId: 'the command',
      commandLine: "cc -c 'a b.c'",
      name: 'cc',
      startUs: 400,
      startedAtMs: SOME_TIME_MS + 0.4,
      endUs: null,
      remarks: null,
    });
    expect(processes.end(ended({atUs: 8000, exitStatus: null, signal: 'SIGSEGV'}))).toMatchObject({
      endUs: 8000,
      exitStatus: null,
      signal: 'SIGSEGV',
    });
  });

  test('a process that becomes another program is two events of one id', () => {
    const processes = tree();
    const [first] = processes.start(started({remarks: ['forked']}), null);
    const events = processes.start(
      started({elapsedUs: 5000, argv: [redacted('as')], executable: redacted('/bin/as')}),
      null,
    );
    expect(events).toHaveLength(2);
    expect(events[0]).toBe(first);
    expect(events[0]).toMatchObject({endUs: 5000, exitStatus: null, remarks: ['forked', 'replaced']});
    expect(events[1]).toMatchObject({name: 'as', startUs: 5000, endUs: null});
    expect(processes.end(ended({exitStatus: 3}))).toBe(events[1]);
  });

  test('what a process starts belongs to the command that the process belongs to, however late', () => {
    const processes = tree();
    processes.start(started({}), 'make');
    expect(processes.start(started({pid: 11, parentPid: 10}), 'a later command')[0]!.parentId).toBe('make');
    expect(processes.start(started({pid: 12, parentPid: 9}), 'a later command')[0]!.parentId).toBe('a later command');
    // Also once it has become another program.
    expect(processes.start(started({pid: 11, parentPid: 10}), 'a later command')[1]!.parentId).toBe('make');
  });

  test.each([
    [['true'], '[true]', 'true'],
    [[], '[?]', ''],
  ])('shows %j, whose command line nobody could read, as %s', (argv, commandLine, name) => {
    const [record] = tree().start(
      started({argv: argv.map(redacted), executable: redacted(''), cwd: redacted(''), remarks: ['argv-unknown']}),
      null,
    );
    expect(record).toMatchObject({commandLine, name, argv: null, executable: null, cwd: null});
  });

  test('ignores the end of what it has not seen begin', () => {
    expect(tree().end(ended({pid: 99}))).toBeNull();
  });
});
