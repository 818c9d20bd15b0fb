import {existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {DatabaseSync} from '@photostructure/sqlite';
import fc from 'fast-check';
import {type HomePaths, homePaths} from '../../src/config/home.ts';
import type {SessionRecord} from '../../src/store/records.ts';
import {openStore, setAsideBrokenDatabase} from '../../src/store/sqlite-store.ts';
import type {ListOptions, Store} from '../../src/store/store.ts';
import {makeEvent, makeId, makeLog, makeSession, redacted, SOME_TIME_MS} from '../support/records.ts';
import {createSandbox, type Sandbox} from '../support/sandbox.ts';

let sandbox: Sandbox;
let paths: HomePaths;
let store: Store;

beforeEach(async () => {
  sandbox = createSandbox('store');
  paths = homePaths(sandbox.env);
  store = await openStore(paths, {access: 'write', now: () => SOME_TIME_MS + 1});
});

afterEach(async () => {
  await store.close();
  sandbox.remove();
});

const all = (fields: Partial<ListOptions> = {}): ListOptions => ({query: null, limit: 100, ...fields});

async function addSession(fields: Partial<SessionRecord> = {}): Promise<SessionRecord> {
  const session = makeSession(fields);
  await store.createSession(session);
  return session;
}

describe('sessions', () => {
  test('come back as they went in', async () => {
    const session = await addSession({
      argv: [redacted('a\0b'), redacted('\udc80\udcff'), redacted('\u{10fffe}x')],
      cwd: redacted('/tmp/\udcfe'),
      title: redacted('nul \0 title'),
      env: {TERM: redacted('xterm')},
      tags: {'kubectl.context': redacted('prod'), __proto__x: redacted('y')},
      author: {kind: 'agent', name: 'claude'},
      endedAtMs: SOME_TIME_MS + 0.25,
      outputBytes: 2 ** 45,
      disclosures: [{kind: 'cwd', value: redacted('/x'), elapsedUs: 4}],
      notes: [{code: 'c', detail: 'd', elapsedUs: 5}],
      streams: ['pipe', 'tty', 'closed'],
      signal: 'SIGINT',
      exitStatus: null,
      sshClient: '10.0.0.1',
    });
    expect(await store.getSession(session.id)).toEqual(session);
  });

  test('write changes the given fields and no others', async () => {
    const session = await addSession({state: 'live', endedAtMs: null, exitStatus: null});
    const changes = {
      state: 'ended' as const,
      exitStatus: 3,
      endedAtMs: SOME_TIME_MS + 10,
      title: redacted('new'),
      tags: {team: redacted('x')},
      author: {kind: 'script' as const, name: null},
    };
    await store.write({sessionId: session.id, session: changes});
    expect(await store.getSession(session.id)).toEqual({...session, ...changes});
  });

  test('createSession refuses an id that is there', async () => {
    const session = await addSession();
    await expect(store.createSession(session)).rejects.toMatchObject({code: 'SESSION_EXISTS'});
  });

  test('getSession knows no stranger', async () => {
    expect(await store.getSession(makeId())).toBeNull();
  });

  test('a batch that fails leaves nothing behind', async () => {
    const session = await addSession();
    const event = {...makeEvent(session), name: null as unknown as string};
    await expect(store.write({sessionId: session.id, session: {exitStatus: 9}, events: [event]})).rejects.toThrow();
    expect(await store.getSession(session.id)).toEqual(session);
  });

  test('write to a session that is not there says so', async () => {
    await expect(store.write({sessionId: makeId()})).rejects.toMatchObject({code: 'SESSION_NOT_FOUND'});
  });
});

describe('resolveSession', () => {
  test('takes ids, unique prefixes, last and -n', async () => {
    const older = await addSession({id: '01900000-aaaa-7000-8000-000000000001'});
    const newer = await addSession({id: '01900000-bbbb-7000-8000-000000000002', startedAtMs: SOME_TIME_MS + 1});
    const resolve = async (reference: string) => (await store.resolveSession(reference)).id;
    expect(await resolve(older.id)).toBe(older.id);
    expect(await resolve('01900000-A')).toBe(older.id);
    expect(await resolve('01900000-b')).toBe(newer.id);
    expect(await resolve('last')).toBe(newer.id);
    expect(await resolve('-1')).toBe(newer.id);
    expect(await resolve('-2')).toBe(older.id);
  });

  test('tells what is not there and what is ambiguous', async () => {
    await addSession({id: '01900000-aaaa-7000-8000-000000000001'});
    await addSession({id: '01900000-bbbb-7000-8000-000000000002'});
    for (const reference of ['', 'x', '%', '_', '-3', '-0', "' OR 1=1 --", '0190ffff']) {
      await expect(store.resolveSession(reference)).rejects.toMatchObject({code: 'SESSION_NOT_FOUND'});
    }
    await expect(store.resolveSession('0190')).rejects.toMatchObject({
      code: 'SESSION_AMBIGUOUS',
      hint: expect.stringContaining('01900000-aaaa-7000-8000-000000000001 (kubectl)'),
    });
  });

  test('an id that is the beginning of another one is still itself', async () => {
    await addSession({id: 'abc'});
    await addSession({id: 'abcd'});
    expect((await store.resolveSession('abc')).id).toBe('abc');
  });
});

describe('events and logs', () => {
  test('come back as they went in, and are replaced by id', async () => {
    const session = await addSession();
    const event = makeEvent(session, {
      commandLine: redacted('echo "\udc80\0"'),
      argv: null,
      executable: null,
      cwd: null,
      endUs: null,
      exitStatus: null,
    });
    const log = makeLog(session, 'first\0\n\udc99', {
      eventId: event.id,
      lineTimes: [
        [0, 1],
        [1, 2],
      ],
      omittedLines: 7,
    });
    await store.write({sessionId: session.id, events: [event], logs: [log]});
    expect((await store.listEvents(all())).items).toEqual([{event, session}]);
    expect((await store.searchLogs(all())).items).toEqual([{log, session, event, lines: []}]);

    const ended = {...event, endUs: 5, exitStatus: 1, commandLine: redacted('other')};
    const longer = {...log, text: redacted('second')};
    await store.write({sessionId: session.id, events: [ended], logs: [longer]});
    expect((await store.listEvents(all())).items).toEqual([{event: ended, session}]);
    expect((await store.searchLogs(all())).items).toEqual([{log: longer, session, event: ended, lines: []}]);
    const find = async (value: string) =>
      (await store.searchLogs(all({query: {type: 'text', value, quoted: false}}))).items.length;
    expect([await find('first'), await find('second')]).toEqual([0, 1]);
  });

  test('clearDerived takes all but the session', async () => {
    const session = await addSession();
    const other = await addSession();
    for (const owner of [session, other]) {
      await store.write({
        sessionId: owner.id,
        events: [makeEvent(owner)],
        logs: [makeLog(owner, 'word')],
        redactions: [{ruleId: 'jwt', elapsedUs: 1, place: 'output'}],
        members: [{sessionId: owner.id, sequence: 0, fileOffset: 0, bytes: 10, startUs: 0, endUs: 5, keyframe: true}],
      });
    }
    await store.clearDerived(session.id);
    expect(await store.stats()).toMatchObject({sessions: 2, events: 1, logs: 1, redactions: 1});
    expect(await store.listMembers(session.id)).toEqual([]);
    expect(await store.listRedactions(session.id)).toEqual([]);
    const found = await store.searchLogs(all({query: {type: 'text', value: 'word', quoted: false}}));
    expect(found.items.map((hit) => hit.session.id)).toEqual([other.id]);
  });

  test('members are listed in sequence and replaced by it', async () => {
    const session = await addSession();
    const member = {sessionId: session.id, fileOffset: 0, bytes: 10, startUs: 0, endUs: 5, keyframe: false};
    await store.write({
      sessionId: session.id,
      members: [
        {...member, sequence: 1},
        {...member, sequence: 0},
      ],
    });
    await store.write({sessionId: session.id, members: [{...member, sequence: 1, bytes: 20}]});
    expect(await store.listMembers(session.id)).toEqual([
      {...member, sequence: 0},
      {...member, sequence: 1, bytes: 20},
    ]);
  });
});

describe('lists', () => {
  test('go from the newest to the oldest, or back', async () => {
    const sessions = [];
    for (const startedAtMs of [3, 1, 2].map((offset) => SOME_TIME_MS + offset))
      sessions.push(await addSession({startedAtMs}));
    const times = async (fields: Partial<ListOptions>) =>
      (await store.listSessions(all(fields))).items.map((session) => session.startedAtMs - SOME_TIME_MS);
    expect(await times({})).toEqual([3, 2, 1]);
    expect(await times({oldestFirst: true})).toEqual([1, 2, 3]);
    expect(await times({startedAfterMs: SOME_TIME_MS + 2})).toEqual([3, 2]);
    expect(await times({startedBeforeMs: SOME_TIME_MS + 2})).toEqual([1]);
    expect(await times({sessionId: sessions[1]!.id})).toEqual([1]);
    expect(await times({sessionId: makeId()})).toEqual([]);
  });

  test('rows of one millisecond keep their order and their time bounds', async () => {
    const session = await addSession();
    const events = Array.from({length: 300}, (_, index) => makeEvent(session, {name: `c${index}`}));
    await store.write({sessionId: session.id, events: events.slice(0, 150)});
    await store.write({sessionId: session.id, events: events.slice(150)});
    const names = (await store.listEvents(all({oldestFirst: true, limit: 1000}))).items.map(({event}) => event.name);
    expect(names).toEqual(events.map(({name}) => name));
    expect((await store.listEvents(all({startedAfterMs: SOME_TIME_MS + 1}))).items).toEqual([]);
    expect((await store.listEvents(all({startedBeforeMs: SOME_TIME_MS + 1, limit: 1000}))).items).toHaveLength(300);
  });

  test.each([false, true])('pages are stable while rows come in (oldest first: %s)', async (oldestFirst) => {
    for (let index = 0; index < 10; index++) await addSession({startedAtMs: SOME_TIME_MS + 10 * index});
    const seen: number[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < 10; page++) {
      const {items, next} = await store.listSessions(
        all({limit: 3, oldestFirst, ...(cursor === undefined ? {} : {cursor})}),
      );
      seen.push(...items.map((session) => (session.startedAtMs - SOME_TIME_MS) / 10));
      if (next === null) break;
      cursor = next;
      // One before and one behind everything that was seen: neither may shift a page.
      await addSession({startedAtMs: SOME_TIME_MS + (oldestFirst ? -1 : 1000) * (page + 1)});
    }
    const expected = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    expect(seen).toEqual(oldestFirst ? expected : expected.reverse());
  });

  test('an exact last page has no next', async () => {
    await addSession();
    expect((await store.listSessions(all({limit: 1}))).next).toBeNull();
  });

  test.each(['', '!', 'zzzzzzzzzzzz', "1' OR 1"])('refuse the cursor %j', async (cursor) => {
    await expect(store.listSessions(all({cursor}))).rejects.toMatchObject({code: 'CURSOR_INVALID'});
  });
});

describe('deleteSession', () => {
  test('takes rows, words and recording, and leaves a tombstone', async () => {
    const recordingPath = '2026/01/02/gone.cast.gz';
    const file = join(paths.recordings, recordingPath);
    mkdirSync(dirname(file), {recursive: true});
    writeFileSync(file, 'x');
    const session = await addSession({recordingPath});
    await store.write({
      sessionId: session.id,
      events: [makeEvent(session)],
      logs: [makeLog(session, 'unrepeatableword')],
    });
    await store.deleteSession(session.id, 'user');
    expect(existsSync(file)).toBe(false);
    expect(await store.getSession(session.id)).toBeNull();
    expect(await store.stats()).toMatchObject({sessions: 0, events: 0, logs: 0, deletedSessions: 1});
    expect(await store.listTombstones(10)).toEqual([
      {
        sessionId: session.id,
        command: 'kubectl',
        startedAtMs: SOME_TIME_MS,
        deletedAtMs: SOME_TIME_MS + 1,
        reason: 'user',
      },
    ]);
    await expect(store.deleteSession(session.id, 'user')).rejects.toMatchObject({code: 'SESSION_NOT_FOUND'});
  });

  test('leaves nothing of the text in the files', async () => {
    const session = await addSession({
      argv: [redacted('cmd'), redacted('argumentxyzzy')],
      title: redacted('titlexyzzy'),
    });
    const event = makeEvent(session, {commandLine: redacted('linexyzzy')});
    const log = makeLog(session, 'wordxyzzy '.repeat(2000));
    await store.write({sessionId: session.id, events: [event], logs: [log]});
    await addSession();
    await store.deleteSession(session.id, 'user');
    const contents = readdirSync(paths.data)
      .map((name) => join(paths.data, name))
      .filter((file) => statSync(file).isFile())
      .map((file) => readFileSync(file).toString('latin1'));
    expect(contents.join('')).not.toContain('xyzzy');
  });

  test('gives space back', async () => {
    const session = await addSession();
    const logs = Array.from({length: 50}, (_, index) => makeLog(session, `${index} word `.repeat(5000)));
    await store.write({sessionId: session.id, logs});
    const before = (await store.stats()).databaseBytes;
    await store.deleteSession(session.id, 'retention');
    expect((await store.stats()).databaseBytes).toBeLessThan(before / 4);
  });

  test('never removes a file outside the recordings', async () => {
    const outside = join(paths.data, 'keep');
    writeFileSync(outside, 'x');
    const session = await addSession({recordingPath: '../keep'});
    await expect(store.deleteSession(session.id, 'user')).rejects.toMatchObject({code: 'RECORDING_PATH_INVALID'});
    expect(existsSync(outside)).toBe(true);
  });
});

describe('stats', () => {
  test('adds up', async () => {
    const session = await addSession({outputBytes: 5, recordingBytes: 7, state: 'live', command: '__proto__'});
    await addSession({outputBytes: 50, recordingBytes: 70, state: 'interrupted', startedAtMs: SOME_TIME_MS - 5});
    await store.write({
      sessionId: session.id,
      redactions: [
        {ruleId: 'jwt', elapsedUs: 1, place: 'output'},
        {ruleId: 'jwt', elapsedUs: 2, place: 'argv'},
      ],
    });
    const stats = await store.stats();
    expect(stats).toMatchObject({
      sessions: 2,
      liveSessions: 1,
      interruptedSessions: 1,
      redactions: 2,
      redactionsByRule: {jwt: 2},
      outputBytes: 55,
      recordingBytes: 77,
      oldestStartedAtMs: SOME_TIME_MS - 5,
    });
    expect(Object.entries(stats.sessionsByCommand)).toEqual([
      ['__proto__', 1],
      ['kubectl', 1],
    ]);
    expect(stats.databaseBytes).toBeGreaterThan(0);
  });
});

describe('openStore', () => {
  test('keeps files to their owner', async () => {
    await addSession();
    const modes = readdirSync(paths.data).map((name) => [name, statSync(join(paths.data, name)).mode & 0o777]);
    expect(modes.sort()).toEqual([
      ['ddcoterm.db', 0o600],
      ['ddcoterm.db-shm', 0o600],
      ['ddcoterm.db-wal', 0o600],
    ]);
    expect(statSync(paths.data).mode & 0o777).toBe(0o700);
  });

  test('readers see what was written, while it is open for writing', async () => {
    const session = await addSession();
    const reader = await openStore(paths, {access: 'read'});
    expect(await reader.getSession(session.id)).toEqual(session);
    const later = await addSession();
    expect(await reader.getSession(later.id)).toEqual(later);
    await expect(reader.createSession(makeSession())).rejects.toMatchObject({code: 'STORE_UNUSABLE'});
    await reader.close();
  });

  test('reading where nothing is finds an empty store and creates nothing', async () => {
    const empty = createSandbox('empty');
    const reader = await openStore(homePaths(empty.env), {access: 'read'});
    expect(await reader.listSessions(all())).toEqual({items: [], next: null});
    expect(await reader.stats()).toMatchObject({sessions: 0, databaseBytes: 0});
    await reader.close();
    expect(readdirSync(empty.ddcotermHome)).toEqual([]);
    empty.remove();
  });

  test.each(['write', 'read'] as const)(
    'with access to %s, names a file that is no database, and the cure',
    async (access) => {
      await store.close();
      writeFileSync(paths.database, 'not a database '.repeat(1000));
      await expect(openStore(paths, {access})).rejects.toMatchObject({
        code: 'STORE_BROKEN',
        message: expect.stringContaining(paths.database),
        hint: expect.stringContaining('rebuilds'),
      });
      store = await openStore({...paths, database: join(paths.data, 'other.db')}, {access: 'write'});
    },
  );

  test('a database with holes is broken, too', async () => {
    const session = await addSession();
    await store.write({
      sessionId: session.id,
      logs: Array.from({length: 200}, (_, index) => makeLog(session, `entry ${index} `.repeat(100))),
    });
    await store.close();
    const bytes = readFileSync(paths.database);
    bytes.fill(0xaa, bytes.length / 2);
    writeFileSync(paths.database, bytes);
    store = await openStore(paths, {access: 'read'});
    await expect(store.searchLogs(all())).rejects.toMatchObject({code: 'STORE_BROKEN'});
    await store.close();
    // Whoever wants to write learns of it at once, and can start anew.
    await expect(openStore(paths, {access: 'write'})).rejects.toMatchObject({code: 'STORE_BROKEN'});
    setAsideBrokenDatabase(paths);
    store = await openStore(paths, {access: 'write'});
    await addSession();
  });

  test.each(['write', 'read'] as const)('with access to %s, refuses a schema of the future', async (access) => {
    await store.close();
    const database = new DatabaseSync(paths.database);
    database.exec('PRAGMA user_version = 999');
    database.close();
    await expect(openStore(paths, {access})).rejects.toMatchObject({code: 'STORE_TOO_NEW'});
    store = await openStore({...paths, database: join(paths.data, 'other.db')}, {access: 'write'});
  });

  test('says when another process holds the lock', async () => {
    const other = new DatabaseSync(paths.database);
    other.exec('BEGIN IMMEDIATE');
    await expect(addSession()).rejects.toMatchObject({code: 'STORE_LOCKED'});
    other.close();
    await addSession();
  });

  test('says when a file stands where the folder should be', async () => {
    const blocked = createSandbox('blocked');
    const blockedPaths = homePaths(blocked.env);
    writeFileSync(blockedPaths.data, '');
    await expect(openStore(blockedPaths, {access: 'write'})).rejects.toMatchObject({code: 'STORE_UNUSABLE'});
    blocked.remove();
  });
});

describe('setAsideBrokenDatabase', () => {
  test('makes room for a new one and keeps the old one', async () => {
    await store.close();
    writeFileSync(paths.database, 'broken');
    const aside = setAsideBrokenDatabase(paths, SOME_TIME_MS);
    expect(aside).toBe(`${paths.database}.broken-2026-01-02T03-04-05.000Z`);
    expect(readFileSync(aside!, 'utf8')).toBe('broken');
    store = await openStore(paths, {access: 'write'});
    expect((await store.stats()).sessions).toBe(0);
  });

  test('finds nothing where there is nothing', () => {
    expect(setAsideBrokenDatabase({...paths, database: join(paths.data, 'none.db')})).toBeNull();
  });
});

test('any text comes back, in any field', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({unit: 'binary'}),
      fc.string({unit: fc.integer({min: 0, max: 0xffff}).map((unit) => String.fromCharCode(unit))}),
      async (plain, wild) => {
        const text = redacted(wild + plain);
        const session = await addSession({title: text, cwd: text, argv: [text], tags: {[text]: text}, command: text});
        expect(await store.getSession(session.id)).toEqual(session);
        const log = makeLog(session, text);
        await store.write({sessionId: session.id, logs: [log]});
        expect((await store.searchLogs(all({sessionId: session.id}))).items[0]?.log).toEqual(log);
      },
    ),
    {numRuns: 200},
  );
});
