import {buildEventTree} from '../../src/review/event-tree.ts';
import {type OutlineLine, outline} from '../../src/review/outline.ts';
import type {EventRecord} from '../../src/store/records.ts';
import {makeEvent, makeSession, redacted} from '../support/records.ts';

const session = makeSession();
const make = makeEvent(session, {commandLine: redacted('make')});

let clock = 0;
const process = (line: string, fields: Partial<EventRecord> = {}): EventRecord =>
  makeEvent(session, {
    kind: 'process',
    parentId: make.id,
    commandLine: redacted(line),
    startUs: ++clock,
    pid: ++clock + 1000,
    parentPid: 1,
    ...fields,
  });

const lines = (processes: EventRecord[], ...limits: [number, number?]): string[] =>
  outline(buildEventTree([make, ...processes])[0]!, ...limits).map(textOf);

function textOf(line: OutlineLine): string {
  const indent = '-'.repeat(line.depth);
  if (line.kind === 'omitted') return `${indent}${line.count} more, ${line.failed} failed`;
  if (line.kind === 'repeated') return `${indent}${line.nodes[0]!.event.commandLine} x${line.nodes.length}`;
  return `${indent}${line.node.event.commandLine}`;
}

describe('outline', () => {
  test('indents what a process started', () => {
    const sh = process('sh');
    expect(lines([sh, process('cc', {parentPid: sh.pid}), process('ld')], 10)).toEqual(['make', '-sh', '--cc', '-ld']);
  });

  test('folds processes that are alike, from three on, where the first stands', () => {
    const loop = [1, 2, 3].flatMap(() => [process('true'), process('sleep 1')]);
    expect(lines([...loop, process('ls'), process('ls')], 10)).toEqual([
      'make',
      '-true x3',
      '-sleep 1 x3',
      '-ls',
      '-ls',
    ]);
  });

  test('folds the copies that a shell makes of itself, and theirs, if they started no program', () => {
    const fork = (fields: Partial<EventRecord> = {}) =>
      process('bash', {remarks: ['forked'], endUs: clock + 9, ...fields});
    const [prompt, substitution, subshell, long] = [fork(), fork(), fork(), fork({endUs: clock + 5_000_000})];
    const events = [
      prompt,
      fork({parentPid: prompt.pid}),
      substitution,
      subshell,
      process('ls', {parentPid: subshell.pid}),
      long,
    ];
    expect(lines(events, 10)).toEqual(['make', '-bash x3', '-bash', '--ls', '-bash']);
  });

  test.each<[string, Partial<EventRecord>]>([
    ['failed', {exitStatus: 1}],
    ['was killed', {exitStatus: null, signal: 'SIGKILL'}],
    ['ran as somebody else', {effectiveUid: 0}],
    ['still runs', {endUs: null}],
  ])('does not fold one that %s among those that did not', (_, fields) => {
    expect(lines([process('a'), process('a', fields), process('a'), process('a')], 10)).toEqual([
      'make',
      '-a x3',
      '-a',
    ]);
  });

  test('lists no more than fit, and counts the rest with all that it started', () => {
    const before = [process('a'), process('b')];
    const deep = process('deep');
    const inner = process('inner', {parentPid: deep.pid, exitStatus: 2});
    expect(lines([...before, deep, inner], 2)).toEqual(['make', '-a', '-b', '-2 more, 1 failed']);
    expect(lines([process('a'), process('b'), process('c')], 100, 1)).toEqual(['make', '-a', '-2 more, 0 failed']);
  });

  test('takes 20,000 processes', () => {
    const many = Array.from({length: 20_000}, (_, index) => process(`cc ${index}`));
    expect(lines(many, 50)).toHaveLength(52);
  });
});
