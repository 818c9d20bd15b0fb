import {buildEventTree, type EventNode} from '../../src/review/event-tree.ts';
import type {EventRecord} from '../../src/store/records.ts';
import {makeEvent, makeSession, redacted} from '../support/records.ts';

const session = makeSession();
const event = (line: string, fields: Partial<EventRecord>): EventRecord =>
  makeEvent(session, {commandLine: redacted(line), name: line, ...fields});

/** `name` or `#1 name`, children in brackets. */
const outline = (nodes: EventNode[]): string =>
  nodes
    .map(({event: {name}, number, children}) => {
      return `${number === null ? '' : `#${number} `}${name}${children.length > 0 ? `[${outline(children)}]` : ''}`;
    })
    .join(' ');

test('buildEventTree numbers commands by start and hangs processes below the process that started them', () => {
  const make = event('make', {startUs: 10});
  const sh = event('sh', {kind: 'process', parentId: make.id, pid: 20, parentPid: 2, startUs: 11});
  const cc = event('cc', {kind: 'process', parentId: make.id, pid: 21, parentPid: 20, startUs: 12});
  const ls = event('ls', {startUs: 5});
  expect(outline(buildEventTree([cc, make, sh, ls]))).toBe('#1 ls #2 make[sh[cc]]');
});

test('buildEventTree hangs statements below the command they were typed in', () => {
  const psql = event('psql', {startUs: 1});
  const select = event('select', {parentId: psql.id, startUs: 2});
  expect(outline(buildEventTree([select, psql]))).toBe('#1 psql[#2 select]');
});

test('buildEventTree lets a process id that is used again belong to the later process', () => {
  const first = event('first', {startUs: 1});
  const second = event('second', {startUs: 10});
  const events = [
    first,
    second,
    event('a', {kind: 'process', parentId: first.id, pid: 7, parentPid: 1, startUs: 2}),
    event('b', {kind: 'process', parentId: second.id, pid: 7, parentPid: 1, startUs: 11}),
    event('c', {kind: 'process', parentId: second.id, pid: 8, parentPid: 7, startUs: 12}),
  ];
  expect(outline(buildEventTree(events))).toBe('#1 first[a] #2 second[b[c]]');
});

test('buildEventTree puts at the top what has no parent, and survives an index that says nonsense', () => {
  const self = event('self', {startUs: 1});
  const a = event('a', {startUs: 2});
  const b = event('b', {startUs: 3, parentId: a.id});
  const events = [
    {...self, parentId: self.id},
    {...a, parentId: b.id},
    b,
    event('orphan', {kind: 'process', parentId: 'gone', pid: 1, parentPid: 1, startUs: 4}),
  ];
  expect(outline(buildEventTree(events))).toBe('#1 self #2 a[#3 b] orphan');
});
