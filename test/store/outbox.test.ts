import {homePaths} from '../../src/config/home.ts';
import {parseQuery} from '../../src/review/query/parse.ts';
import type {OutboxKind, OutboxReadOptions} from '../../src/store/outbox.ts';
import type {EventRecord, SessionRecord} from '../../src/store/records.ts';
import {openStore} from '../../src/store/sqlite-store.ts';
import type {Store} from '../../src/store/store.ts';
import {makeEvent, makeLog, makeSession, redacted} from '../support/records.ts';
import {createSandbox, type Sandbox} from '../support/sandbox.ts';

const ALL: OutboxKind[] = ['log', 'process-log', 'process-event'];
const NOTHING = {delivered: [], progressed: [], refused: []};

let sandbox: Sandbox;
let store: Store;
let queued: number;

beforeEach(async () => {
  sandbox = createSandbox('outbox');
  store = await openStore(homePaths(sandbox.env), {access: 'write', now: () => 1_000});
  queued = 0;
});

afterEach(async () => {
  await store.close();
  sandbox.remove();
});

const subscribe = (kinds: OutboxKind[] = ALL, ...destinations: string[]) =>
  store.outbox.subscribe(
    (destinations.length > 0 ? destinations : ['main']).map((destination) => ({destination, kinds})),
    () => {
      queued++;
    },
  );

const startSession = async (fields: Partial<SessionRecord> = {}) => {
  const session = makeSession({state: 'live', endedAtMs: null, ...fields});
  await store.createSession(session);
  return session;
};

const write = async (session: SessionRecord, fields: Partial<EventRecord> = {}, text = 'output') => {
  const event = makeEvent(session, fields);
  const logs = event.endUs === null ? [] : [makeLog(session, text, {eventId: event.id})];
  await store.write({sessionId: session.id, events: [event], logs});
  return event;
};

const read = async (lane: 'logs' | 'events' = 'logs', options: Partial<OutboxReadOptions> = {}, destination = 'main') =>
  store.outbox.read(destination, lane, {after: 0, limit: 100, maxChars: 1_000_000, filter: null, ...options});

const waiting = async () => (await store.outbox.listDestinations(['main']))[0]!.waiting;

describe('SqliteOutbox', () => {
  test('queues nothing where nobody wants it', async () => {
    await write(await startSession());
    expect(await waiting()).toEqual({logs: 0, events: 0});
    expect(queued).toBe(0);
  });

  test('queues a command when it has ended, once, however often it is written', async () => {
    subscribe();
    const session = await startSession();
    const event = await write(session, {endUs: null});
    expect(await waiting()).toEqual({logs: 0, events: 0});
    for (let count = 0; count < 3; count++) await write(session, {...event, endUs: 5_000});
    expect(await waiting()).toEqual({logs: 2, events: 1});
    expect(queued).toBe(1);
    const {entries} = await read();
    expect(entries.map(({kind, event: {id}, log}) => [kind, id, log?.text ?? null])).toEqual([
      ['log', event.id, 'output'],
      ['process-log', event.id, null],
    ]);
    expect(entries[0]!.session.id).toBe(session.id);
  });

  test('queues processes as such, without a log of their own', async () => {
    subscribe();
    await write(await startSession(), {kind: 'process'});
    expect(await waiting()).toEqual({logs: 1, events: 1});
  });

  test('queues what still ran when its session ended', async () => {
    subscribe(['process-log']);
    const session = await startSession();
    await write(session, {endUs: null, kind: 'process'});
    await store.write({sessionId: session.id, session: {state: 'interrupted'}});
    expect(await waiting()).toEqual({logs: 1, events: 0});
    await store.write({sessionId: session.id, session: {state: 'interrupted'}});
    expect(await waiting()).toEqual({logs: 1, events: 0});
  });

  test('never queues anything of a session that must stay here', async () => {
    subscribe();
    await write(await startSession({upload: false}));
    expect(await waiting()).toEqual({logs: 0, events: 0});
  });

  test('keeps a queue for each destination', async () => {
    subscribe(['log'], 'main', 'other');
    await write(await startSession());
    const sequence = (await read()).entries[0]!.sequence;
    await store.outbox.settle('main', {...NOTHING, delivered: [sequence]}, {sentEntries: 1, sentBytes: 10});
    await store.outbox.settle('main', NOTHING, {sentEntries: 2, sentBytes: 20, lastError: 'why'});
    expect((await read()).entries).toEqual([]);
    expect((await read('logs', {}, 'other')).entries).toHaveLength(1);
    expect(await store.outbox.listDestinations()).toMatchObject([
      {
        name: 'main',
        waiting: {logs: 0, events: 0},
        sentEntries: 3,
        sentBytes: 30,
        lastError: 'why',
        oldestQueuedAtMs: null,
      },
      {name: 'other', waiting: {logs: 1, events: 0}, sentEntries: 0, oldestQueuedAtMs: 1_000},
    ]);
  });

  test('reads page by page, bounded by entries and by text', async () => {
    subscribe(['log']);
    const session = await startSession();
    for (let count = 0; count < 5; count++) await write(session, {}, 'x'.repeat(1_000));
    const first = await read('logs', {limit: 2});
    expect(first.entries).toHaveLength(2);
    const second = await read('logs', {after: first.next!, limit: 3});
    expect(second).toMatchObject({next: null});
    expect(second.entries).toHaveLength(3);
    const short = await read('logs', {maxChars: 1_500});
    expect(short.entries).toHaveLength(2);
    expect(short.next).toBe(short.entries[1]!.sequence);
  });

  test('drops what a filter does not want, by the query language', async () => {
    subscribe(['log', 'process-log']);
    const session = await startSession({tags: {team: redacted('infra')}});
    await write(session, {name: 'psql', exitStatus: 0}, 'SELECT 1');
    const wanted = await write(session, {name: 'psql', exitStatus: 2}, 'ERROR: boom');
    await write(session, {name: 'ls', exitStatus: 2}, 'boom');
    const filter = parseQuery('@command:psql @exit_code:>0 team:infra');
    expect((await read('logs', {filter})).entries.map(({kind, event: {id}}) => [kind, id])).toEqual([
      ['log', wanted.id],
      ['process-log', wanted.id],
    ]);
    expect(await waiting()).toEqual({logs: 2, events: 0});
    expect((await read('logs', {filter: parseQuery('boom')})).entries.map(({kind}) => kind)).toEqual(['log']);
  });

  test('goes on at a part', async () => {
    subscribe(['log']);
    await write(await startSession());
    const sequence = (await read()).entries[0]!.sequence;
    await store.outbox.settle('main', {...NOTHING, progressed: [{sequence, firstPart: 3}]}, {});
    expect((await read()).entries).toMatchObject([{firstPart: 3, lastPart: null}]);
  });

  test('sets aside what is refused, and takes it back', async () => {
    subscribe(['log', 'process-log']);
    const session = await startSession();
    const event = await write(session);
    const [first, second] = (await read()).entries.map(({sequence}) => sequence) as [number, number];
    await store.outbox.settle(
      'main',
      {
        delivered: [second],
        progressed: [{sequence: first, firstPart: 2}],
        refused: [
          {sequence: first, part: 1, reason: 'HTTP 400'},
          {sequence: second, part: null, reason: 'HTTP 413'},
        ],
      },
      {},
    );
    const failed = await store.outbox.listFailed({limit: 10});
    expect(failed).toMatchObject([
      {id: 1, kind: 'log', part: 1, reason: 'HTTP 400', eventId: event.id, sessionId: session.id, failedAtMs: 1_000},
      {id: 2, kind: 'process-log', part: null, reason: 'HTTP 413', commandLine: 'kubectl get pods'},
    ]);
    expect(await store.outbox.retryFailed({ids: [1]})).toBe(1);
    expect((await read()).entries.map(({kind, firstPart, lastPart}) => [kind, firstPart, lastPart])).toEqual([
      ['log', 2, null],
      ['log', 1, 1],
    ]);
    expect(await store.outbox.discardFailed({destination: 'other'})).toBe(0);
    expect(await store.outbox.discardFailed({})).toBe(1);
    expect(await store.outbox.listFailed({limit: 10})).toEqual([]);
  });

  test('forgets what belongs to a session that is deleted', async () => {
    subscribe();
    const session = await startSession();
    await write(session);
    expect(await store.outbox.listPendingSessions(['main'])).toEqual(new Set([session.id]));
    expect(await store.outbox.listPendingSessions(['other'])).toEqual(new Set());
    await store.deleteSession(session.id, 'user');
    expect(await waiting()).toEqual({logs: 0, events: 0});
    expect((await read()).entries).toEqual([]);
  });

  test('remembers how a destination fares', async () => {
    await store.outbox.updateDestination('main', {pauseReason: 'user', pausedAtMs: 5, told: true});
    expect(await store.outbox.listDestinations()).toMatchObject([
      {name: 'main', pauseReason: 'user', pausedAtMs: 5, told: true},
    ]);
    await store.outbox.updateDestination('main', {pauseReason: null, pausedAtMs: null, told: false});
    expect(await store.outbox.listDestinations()).toMatchObject([{pauseReason: null, pausedAtMs: null, told: false}]);
  });

  test('tells what was masked while a command ran', async () => {
    subscribe(['log']);
    const session = await startSession({redactionCount: 3});
    await store.write({
      sessionId: session.id,
      redactions: [0, 500_000, 9_000_000].map((elapsedUs) => ({
        ruleId: `rule-${elapsedUs}`,
        elapsedUs,
        place: 'output',
      })),
    });
    await write(session);
    expect((await read()).entries).toMatchObject([{redactions: 2, rules: ['rule-0', 'rule-500000']}]);
  });
});
