/** Counts and lists from the columns in memory, against the lists of the database. */
import fc from 'fast-check';
import {homePaths} from '../../src/config/home.ts';
import {parseQuery} from '../../src/review/query/parse.ts';
import {ChangeLog} from '../../src/store/change-log.ts';
import {Database} from '../../src/store/database.ts';
import type {QueryNode} from '../../src/store/query.ts';
import {openStore} from '../../src/store/sqlite-store.ts';
import type {CountOptions, ListKind, ListOptions, Store} from '../../src/store/store.ts';
import {query as anyQuery} from '../support/query-arbitrary.ts';
import {makeEvent, makeLog, makeSession, redacted, SOME_TIME_MS} from '../support/records.ts';
import {createSandbox, type Sandbox} from '../support/sandbox.ts';

const KINDS = ['sessions', 'events', 'logs'] as const;
const HOUR_MS = 3_600_000;

let sandbox: Sandbox;
let writer: Store;
let store: Store;

beforeAll(async () => {
  sandbox = createSandbox('facts');
  const paths = homePaths(sandbox.env);
  writer = await openStore(paths, {access: 'write'});
  for (let number = 0; number < 40; number++) await addSession(number);
  store = await openStore(paths, {access: 'read'});
});

afterAll(async () => {
  await store.close();
  await writer.close();
  sandbox.remove();
});

const pick = <T>(values: readonly T[], number: number): T => values[number % values.length]!;

/** Every combination of what is there and what is missing, a few rows of each. */
async function addSession(number: number): Promise<void> {
  const session = makeSession({
    startedAtMs: SOME_TIME_MS + number * HOUR_MS,
    command: pick(['kubectl', 'bash', 'psql'], number),
    origin: pick(['shim', 'command', 'shell'], number),
    host: pick(['web1', 'web2', 'db\u0000\udc80'], number),
    user: pick(['alice', 'root'], number),
    title: pick([null, redacted('Deploy *'), redacted('größe 😀')], number),
    author: pick(
      [
        {kind: 'person', name: null},
        {kind: 'agent', name: 'claude'},
      ],
      number,
    ),
    exitStatus: pick([0, 1, 127, null], number),
    signal: pick([null, null, null, null, 'SIGKILL'], number),
    tty: pick([null, '/dev/pts/3'], number),
    sshClient: pick([null, '10.1.2.3', '192.168.0.9', '2001:db8::7', 'no address'], number),
    argv: pick([['kubectl', 'get', "it's"], ['bash'], ['psql', 'a"b\\c', 'größe']], number).map(redacted),
    redactionCount: number % 3,
    outputBytes: number * 1000,
    durationUs: pick([0, 1_500_000, 3_600_000_000], number),
    tags: pick<Record<string, ReturnType<typeof redacted>>>(
      [{}, {team: redacted('core'), 'kubectl.context': redacted('prod')}, {team: redacted('7'), host: redacted('odd')}],
      number,
    ),
  });
  await writer.createSession(session);
  const events = Array.from({length: number % 4}, (_, index) =>
    makeEvent(session, {
      startedAtMs: session.startedAtMs + index,
      kind: pick(['command', 'process'], index),
      name: pick(['kubectl', 'ls', 'ps'], number + index),
      commandLine: redacted(pick(['kubectl get pods', "ls '/a b'", 'ps'], number + index)),
      argv: pick([null, [redacted('kubectl'), redacted('get')]], number + index),
      exitStatus: pick([0, 2, null], number + index),
      signal: pick([null, null, 'SIGTERM'], index),
      endUs: pick([1000, 12_000_000, null], number + index),
      cwd: pick([null, redacted('/srv')], index),
      uid: pick([0, 1000, null], index),
    }),
  );
  const logs = ['error: 10', 'pods are ready', 'größe 日本'].map((text, index) =>
    makeLog(session, text, {startedAtMs: session.startedAtMs + index, eventId: events[index]?.id ?? null}),
  );
  const redactions =
    number % 3 === 0 ? [] : [{ruleId: pick(['aws-key', 'jwt'], number), elapsedUs: 1, place: 'output' as const}];
  await writer.write({sessionId: session.id, events, logs, redactions});
}

const LISTS = {sessions: 'listSessions', events: 'listEvents', logs: 'searchLogs'} as const;

async function listed(
  from: Store,
  kind: ListKind,
  options: CountOptions,
): Promise<{id: string; startedAtMs: number}[]> {
  const {items} = await from[LISTS[kind]]({...options, limit: 10_000});
  return items.map((item) => ('log' in item ? item.log : 'event' in item ? item.event : item));
}

describe.each(KINDS)('%s', (kind) => {
  test('total and histogram are those of the list, for any query', async () => {
    await fc.assert(
      fc.asyncProperty(anyQuery, async (query) => {
        try {
          const rows = await listed(store, kind, {query});
          const {total, isExact} = await store.countFacets(kind, {query}, ['host'], 10);
          expect({total, isExact}).toEqual({total: rows.length, isExact: true});
          const {buckets} = await store.countOverTime(kind, {query}, 20);
          expect(buckets.reduce((sum, {count}) => sum + count, 0)).toBe(rows.length);
        } catch (error) {
          expect(error).toMatchObject({code: 'QUERY_VALUE'});
        }
      }),
      {numRuns: 300},
    );
  });

  const terms = [
    ...['host:web1', 'host:web?', 'host:*', '-host:web1', 'service:ddcoterm', 'source:*', 'status:error', 'status:ok'],
    ...['status:info', '-status:error', 'status:*r', 'team:core', 'team:>5', 'team:[a TO d]', 'tags:team', 'tags:*od'],
    ...['@exit_code:0', '@exit_code:>0', '@exit_code:?', '-@exit_code:*', '@signal:SIG*', '@command:(ls OR psql)'],
    ...['@executable:*bin*', '@argv:get', '@cwd:/srv', '-@cwd:*', '@duration:>1s', '@duration:12s', '-@duration:*'],
    ...['@kind:process', '@uid:0', '@pid:101', '@session:0', '@origin:shim', '@shim:*', '@state:ended', '@title:*😀'],
    ...[
      '@title:"Deploy *"',
      '@user:root',
      '@author:agent',
      '@author:claude',
      '-@author:*a*',
      '@tty:*',
      '@redactions:>1',
    ],
    ...[
      '@rule:jwt',
      '@rule:*',
      '@output_bytes:>=20000',
      '@commands:1',
      '*:core',
      '*:pods',
      'pods',
      '"10"',
      'größe',
      'p*s',
    ],
    ...['kubectl OR host:web2', 'NOT (pods OR error)', 'error -host:web1', '@exit_code:<1 OR pods', '""', '日本'],
    ...['CIDR(@ssh_client,10.0.0.0/8)', '-CIDR(@ssh_client,10.0.0.0/8, 2001:db8::/32)', 'CIDR(team,0.0.0.0/0)'],
    ...['CIDR(@exit_code,0.0.0.0/0)', '@argv:"it\'s"', '@argv:*\\"*', '@argv:g*', '-@argv:*', '@processes:proc'],
    ...['host:odd', '@redactions:[1 TO 2]', '@host:"web1"', 'kubectl.context:prod status:error'],
  ];
  test.each(terms)('%s is found in memory as in the database', async (text) => {
    const query = parseQuery(text);
    const rows = await listed(store, kind, {query});
    const {total} = await store.countFacets(kind, {query}, ['host'], 10);
    expect(total).toBe(rows.length);
  });

  test('lists are the same from memory as from the database, page by page', async () => {
    // The writer has nothing in memory, as it counted nothing.
    await store.countFacets(kind, {query: null}, ['host'], 1);
    await fc.assert(
      fc.asyncProperty(anyQuery, fc.boolean(), fc.integer({min: 1, max: 30}), async (query, oldestFirst, limit) => {
        try {
          let cursor: string | null = null;
          for (let page = 0; page < 3; page++) {
            const options: ListOptions = {query, oldestFirst, limit, ...(cursor === null ? {} : {cursor})};
            const [here, there] = [await store[LISTS[kind]](options), await writer[LISTS[kind]](options)];
            expect(here).toEqual(there);
            cursor = here.next;
            if (cursor === null) break;
          }
        } catch (error) {
          expect(error).toMatchObject({code: 'QUERY_VALUE'});
        }
      }),
      {numRuns: 100},
    );
  });

  test('each value of a facet is selected by its term, and the values are all there', async () => {
    const fields = [
      'host',
      'command',
      'exit_code',
      'signal',
      'status',
      'user',
      'duration',
      'team',
      'rule',
      'redactions',
    ];
    const options = {query: parseQuery('host:web*')};
    const {total, facets} = await store.countFacets(kind, options, fields, 50);
    expect(facets.map(({field}) => field)).toEqual(fields);
    for (const {field, values} of facets) {
      for (const {value, count, query} of values) {
        const both: QueryNode = {type: 'and', children: [options.query!, query]};
        const rows = await listed(store, kind, {query: both});
        // `ok` is `info`, too.
        expect({field, value, count}).toEqual({field, value, count: rows.length});
      }
    }
    const hosts = facets[0]!.values.reduce((sum, {count}) => sum + count, 0);
    expect(hosts).toBe(total);
  });

  test('bounds of time and session hold', async () => {
    const bounds = {startedAfterMs: SOME_TIME_MS + 3 * HOUR_MS, startedBeforeMs: SOME_TIME_MS + 9 * HOUR_MS + 1};
    const rows = await listed(store, kind, {query: null, ...bounds});
    expect(rows.length).toBeGreaterThan(3);
    expect((await store.countFacets(kind, {query: null, ...bounds}, ['host'], 9)).total).toBe(rows.length);
    const {fromMs, toMs, bucketMs, buckets} = await store.countOverTime(kind, {query: null, ...bounds}, 6);
    expect(fromMs).toBeLessThanOrEqual(bounds.startedAfterMs);
    expect(toMs).toBeGreaterThanOrEqual(bounds.startedBeforeMs);
    for (const {startMs, count} of buckets) {
      const within = rows.filter(({startedAtMs}) => startedAtMs >= startMs && startedAtMs < startMs + bucketMs);
      expect(count).toBe(within.length);
    }
    const [session] = (await store.listSessions({query: null, limit: 1})).items;
    const ofSession = {query: null, sessionId: session!.id};
    const {total} = await store.countFacets(kind, ofSession, ['host'], 9);
    expect(total).toBe((await listed(store, kind, ofSession)).length);
    expect((await store.countFacets(kind, {query: null, sessionId: 'none'}, ['host'], 9)).total).toBe(0);
  });
});

test('what changes afterwards is counted: new, changed, late and deleted rows', async () => {
  const count = async (kind: ListKind, text: string) =>
    (await store.countFacets(kind, {query: parseQuery(text)}, ['host'], 9)).total;
  const session = makeSession({state: 'live', host: 'new', startedAtMs: SOME_TIME_MS + 1, exitStatus: null});
  await writer.createSession(session);
  const event = makeEvent(session, {endUs: null, exitStatus: null});
  await writer.write({sessionId: session.id, events: [event], logs: [makeLog(session, 'first', {eventId: event.id})]});
  expect(await count('sessions', 'host:new @state:live')).toBe(1);
  expect(await count('logs', 'host:new -status:error')).toBe(1);

  // The command ends; its log is not written again.
  await writer.write({sessionId: session.id, events: [{...event, endUs: 5, exitStatus: 3}]});
  expect(await count('events', 'host:new @exit_code:3')).toBe(1);
  expect(await count('logs', 'host:new status:error')).toBe(1);

  await writer.write({
    sessionId: session.id,
    session: {state: 'ended', tags: {team: redacted('late')}},
    redactions: [{ruleId: 'fresh-rule', elapsedUs: 1, place: 'output'}],
  });
  expect(await count('logs', 'team:late @rule:fresh-rule @state:ended')).toBe(1);

  await writer.deleteSession(session.id, 'user');
  for (const kind of KINDS) expect(await count(kind, 'host:new')).toBe(0);
  for (const kind of KINDS) expect(await count(kind, '')).toBe((await listed(store, kind, {query: null})).length);
});

test('a reader that missed changes starts afresh', async () => {
  const before = (await store.countFacets('sessions', {query: null}, ['host'], 9)).total;
  for (let number = 0; number < 3; number++) {
    await writer.createSession(makeSession({startedAtMs: SOME_TIME_MS + 2 + number}));
  }
  const database = Database.openForWriting(homePaths(sandbox.env).database);
  new ChangeLog(database, 1).cut();
  database.close();
  expect((await store.countFacets('sessions', {query: null}, ['host'], 9)).total).toBe(before + 3);
});

test('counts and lists hold while sessions come, grow, change and go', async () => {
  const own = createSandbox('facts-changes');
  const ownWriter = await openStore(homePaths(own.env), {access: 'write'});
  type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
  const step = fc.record({
    kind: fc.constantFrom('new', 'new', 'log', 'log', 'rewrite', 'end', 'retitle', 'delete', 'look'),
    session: fc.nat(5),
    hours: fc.nat(30),
    word: fc.constantFrom('alpha', 'beta', 'gamma delta'),
  });
  const texts = ['alpha', '"gamma delta" OR beta', '@argv:be*', '*:beta', '-alpha host:web1', 'be*', '@pid:7'];
  const ownReader = await openStore(homePaths(own.env), {access: 'read'});
  const live: {session: ReturnType<typeof makeSession>; logs: ReturnType<typeof makeLog>[]}[] = [];

  const apply = async ({kind, session: number, hours, word}: Step) => {
    const startedAtMs = SOME_TIME_MS + hours * HOUR_MS;
    const found = live[number % Math.max(1, live.length)];
    if (kind === 'new' || found === undefined) {
      const session = makeSession({startedAtMs, host: pick(['web1', 'web2'], number), argv: [redacted(word)]});
      await ownWriter.createSession(session);
      live.push({session, logs: []});
      return;
    }
    const {session, logs} = found;
    const sessionId = session.id;
    if (kind === 'log') {
      const event = makeEvent(session, {startedAtMs, pid: 7, argv: [redacted(word)], commandLine: redacted(word)});
      const log = makeLog(session, word, {startedAtMs, eventId: pick([event.id, null], number)});
      logs.push(log);
      await ownWriter.write({sessionId, events: [event], logs: [log]});
    }
    const [first] = logs;
    if (kind === 'rewrite' && first !== undefined) {
      await ownWriter.write({sessionId, logs: [{...first, text: redacted(word)}]});
    }
    if (kind === 'end') await ownWriter.write({sessionId, session: {state: 'ended', exitStatus: number}});
    if (kind === 'retitle') await ownWriter.write({sessionId, session: {title: redacted(word)}});
    if (kind === 'delete') {
      await ownWriter.deleteSession(sessionId, 'user');
      live.splice(live.indexOf(found), 1);
    }
  };
  const check = async () => {
    for (const kind of KINDS) {
      for (const text of texts) {
        const query = parseQuery(text);
        const wanted = await listed(ownWriter, kind, {query});
        const {total} = await ownReader.countFacets(kind, {query}, ['host'], 9);
        expect([kind, text, total]).toEqual([kind, text, wanted.length]);
        expect(await listed(ownReader, kind, {query})).toEqual(wanted);
      }
    }
  };
  await fc.assert(
    fc.asyncProperty(fc.array(step, {minLength: 1, maxLength: 12}), async (steps) => {
      for (const one of steps) {
        await apply(one);
        if (one.kind === 'look') await check();
      }
      await check();
    }),
    {numRuns: 20, endOnFailure: true},
  );
  await ownReader.close();
  await ownWriter.close();
  own.remove();
});
