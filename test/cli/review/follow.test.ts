/** `--follow` of logs and events, as it is read line by line from a pipe. */

import {createPalette} from '../../../src/cli/ansi.ts';
import {homePaths} from '../../../src/config/home.ts';
import {type FollowOptions, followList} from '../../../src/review/follow.ts';
import {followEvents} from '../../../src/review/list-events.ts';
import {followLogs, type LogRequest} from '../../../src/review/list-logs.ts';
import type {Viewing} from '../../../src/review/viewing.ts';
import {makeLog, SOME_TIME_MS} from '../../support/records.ts';
import {createSandbox, type Sandbox} from '../../support/sandbox.ts';
import {StoreBuilder} from '../../support/store-builder.ts';

let sandbox: Sandbox;
let builder: StoreBuilder;
let abort: AbortController;

const VIEWING: Viewing = {
  nowMs: SOME_TIME_MS,
  width: Number.POSITIVE_INFINITY,
  palette: createPalette(false),
  viewer: '',
};
const REQUEST: LogRequest = {words: [], limit: '10', json: true, context: '0', full: false};

beforeEach(async () => {
  sandbox = createSandbox('follow');
  builder = await StoreBuilder.create(homePaths(sandbox.env));
  abort = new AbortController();
});

afterEach(async () => {
  abort.abort();
  await builder.close();
  sandbox.remove();
});

describe('followEvents', () => {
  test('tells a command when it starts and when it has ended', async () => {
    const session = await builder.addSession();
    session.command('make', {endUs: null});
    await session.cut();
    const told = followEvents(builder.store, REQUEST, VIEWING, abort.signal);
    const next = async () => JSON.parse((await told.next()).value as string) as {endUs: number | null; id: string};
    const started = await next();
    expect(started).toMatchObject({commandLine: 'make', endUs: null});
    const {items} = await builder.store.listEvents({query: null, limit: 1});
    await builder.store.write({sessionId: session.id, events: [{...items[0]!.event, endUs: 5, exitStatus: 3}]});
    expect(await next()).toMatchObject({id: started.id, endUs: 5, exitStatus: 3});
    abort.abort();
    expect(await told.next()).toMatchObject({done: true});
  });

  test('prints the head of the table once', async () => {
    const session = await builder.addSession();
    session.command('one', {startUs: 1});
    await session.cut();
    const told = followEvents(builder.store, {...REQUEST, json: false}, VIEWING, abort.signal);
    expect((await told.next()).value).toMatch(/^STARTED.*\n.*one\n$/);
    session.command('two', {startUs: 2});
    await session.cut();
    expect((await told.next()).value).toMatch(/^[^\n]*two\n$/);
  });
});

describe('followLogs', () => {
  test('tells of an entry that grows only the lines that are new', async () => {
    const session = await builder.addSession();
    const log = makeLog(session.session, 'one\ntwo');
    await builder.store.write({sessionId: session.id, logs: [log]});
    const told = followLogs(builder.store, {...REQUEST, json: false}, VIEWING, abort.signal);
    expect((await told.next()).value).toMatch(/one\n.*two\n/);
    const grown = {...log, endUs: log.endUs + 1, text: makeLog(session.session, 'one\ntwo\nthree').text};
    await builder.store.write({sessionId: session.id, logs: [grown]});
    const {value} = await told.next();
    expect(value).toContain('three');
    expect(value).not.toMatch(/│ (one|two)/);
  });

  test('tells what matches and nothing else', async () => {
    const session = await builder.addSession();
    const told = followLogs(builder.store, {...REQUEST, words: ['error']}, VIEWING, abort.signal);
    const first = told.next();
    session.command('quiet', {text: 'all is well'});
    session.command('loud', {text: 'an error'});
    await session.cut();
    expect(JSON.parse((await first).value as string)).toMatchObject({commandLine: 'loud'});
  });
});

describe('followList', () => {
  test('yields what is there at first, the newest of it, oldest first', async () => {
    const items = Array.from({length: 500}, (_, index) => `item ${500 - index}`);
    const list: FollowOptions<string>['list'] = async ({limit, cursor}) => {
      const start = Number(cursor ?? 0);
      const end = start + limit;
      return {items: items.slice(start, end), next: end < items.length ? String(end) : null};
    };
    const options = {query: null, limit: 2};
    const told = followList({list, options, keyOf: (item) => item, signal: abort.signal});
    expect((await told.next()).value).toEqual(['item 499', 'item 500']);
    items.unshift('item 501');
    expect((await told.next()).value).toEqual(['item 501']);
  });
});
