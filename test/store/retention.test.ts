import {DEFAULT_CONFIG} from '../../src/config/config.ts';
import {type HomePaths, homePaths} from '../../src/config/home.ts';
import {RecordingWriter, recordingPathOf} from '../../src/store/recording-files.ts';
import type {SessionRecord} from '../../src/store/records.ts';
import {enforceLimits} from '../../src/store/retention.ts';
import {openStore} from '../../src/store/sqlite-store.ts';
import type {Store} from '../../src/store/store.ts';
import {makeLog, makeSession, SOME_TIME_MS} from '../support/records.ts';
import {createSandbox, type Sandbox} from '../support/sandbox.ts';

const DAY_MS = 86_400_000;
const NOW_MS = SOME_TIME_MS + 100 * DAY_MS;

let sandbox: Sandbox;
let paths: HomePaths;
let store: Store;

beforeEach(async () => {
  sandbox = createSandbox('retention');
  paths = homePaths(sandbox.env);
  store = await openStore(paths, {access: 'write'});
});

afterEach(async () => {
  await store.close();
  sandbox.remove();
});

async function addSession(ageDays: number, fields: Partial<SessionRecord> = {}): Promise<string> {
  const startedAtMs = NOW_MS - ageDays * DAY_MS;
  const session = makeSession({startedAtMs, endedAtMs: startedAtMs + 1000, ...fields});
  await store.createSession(session);
  return session.id;
}

const remaining = async (): Promise<string[]> =>
  (await store.listSessions({query: null, limit: 1000})).items.map(({id}) => id);

const limitsOf = (storeBytes: number) => ({...DEFAULT_CONFIG, limits: {...DEFAULT_CONFIG.limits, storeBytes}});

describe('enforceLimits', () => {
  test('deletes what ended longer ago than the retention, oldest first, with tombstones', async () => {
    const ancient = await addSession(99);
    const old = await addSession(91);
    const young = await addSession(89);
    const deleted = await enforceLimits(store, DEFAULT_CONFIG, NOW_MS);
    expect(deleted.map(({sessionId, reason}) => [sessionId, reason])).toEqual([
      [ancient, 'retention'],
      [old, 'retention'],
    ]);
    expect(await remaining()).toEqual([young]);
    expect((await store.listTombstones(10)).map(({sessionId}) => sessionId).sort()).toEqual([ancient, old].sort());
  });

  test('keeps live sessions, those that ended lately, and those that wait for their upload', async () => {
    await addSession(99, {state: 'live', endedAtMs: null});
    await addSession(98, {endedAtMs: NOW_MS - DAY_MS});
    const pending = await addSession(97);
    const deleted = await enforceLimits(store, DEFAULT_CONFIG, NOW_MS, ({id}) => id === pending);
    expect(deleted).toEqual([]);
  });

  test('deletes the oldest until recordings and database fit', async () => {
    const sessions = [];
    for (const ageDays of [5, 4, 3, 2, 1]) sessions.push(await addSession(ageDays, {recordingBytes: 10_000_000}));
    const live = await addSession(6, {state: 'live', recordingBytes: 10_000_000});
    const deleted = await enforceLimits(store, limitsOf(35_000_000), NOW_MS);
    expect(deleted.map(({sessionId, reason}) => [sessionId, reason])).toEqual(
      sessions.slice(0, 3).map((id) => [id, 'store-limit']),
    );
    expect(await remaining()).toEqual([sessions[4], sessions[3], live]);
  });

  test('counts log text, too', async () => {
    for (let index = 0; index < 60; index++) {
      const id = await addSession(60 - index);
      const session = (await store.getSession(id))!;
      await store.write({sessionId: id, logs: [makeLog(session, `${index} some words `.repeat(4000))]});
    }
    const {databaseBytes} = await store.stats();
    const deleted = await enforceLimits(store, limitsOf(databaseBytes / 2), NOW_MS);
    expect(deleted.length).toBeGreaterThan(10);
    expect(deleted.length).toBeLessThan(50);
    expect((await store.stats()).databaseBytes).toBeLessThanOrEqual(databaseBytes / 2);
  });

  test('ends when nothing that may go is left', async () => {
    const live = await addSession(1, {state: 'live', recordingBytes: 10_000_000});
    await addSession(2);
    await enforceLimits(store, limitsOf(1), NOW_MS);
    expect(await remaining()).toEqual([live]);
  });

  test('removes recordings', async () => {
    const id = '01900000-0000-7000-8000-000000000001';
    const recordingPath = recordingPathOf(id, NOW_MS - 99 * DAY_MS);
    const writer = await RecordingWriter.open(paths, recordingPath);
    await writer.close();
    await addSession(99, {id, recordingPath});
    await enforceLimits(store, DEFAULT_CONFIG, NOW_MS);
    await expect(RecordingWriter.open(paths, recordingPath, 1)).rejects.toMatchObject({code: 'RECORDING_BROKEN'});
  });
});
