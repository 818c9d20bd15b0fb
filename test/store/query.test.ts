import fc from 'fast-check';
import {homePaths} from '../../src/config/home.ts';
import {parseQuery} from '../../src/review/query/parse.ts';
import {fitsPattern, parsePattern} from '../../src/store/pattern.ts';
import type {QueryNode} from '../../src/store/query.ts';
import {compileQuery} from '../../src/store/query-sql.ts';
import {createTextTest} from '../../src/store/query-words.ts';
import type {LogRecord} from '../../src/store/records.ts';
import {openStore} from '../../src/store/sqlite-store.ts';
import type {Store} from '../../src/store/store.ts';
import {query as anyQuery, queryOf} from '../support/query-arbitrary.ts';
import {makeEvent, makeLog, makeSession, redacted, SOME_TIME_MS} from '../support/records.ts';
import {createSandbox, type Sandbox} from '../support/sandbox.ts';

let sandbox: Sandbox;
let store: Store;

beforeAll(async () => {
  sandbox = createSandbox('query');
  store = await openStore(homePaths(sandbox.env), {access: 'write'});
  await fill();
});

afterAll(async () => {
  await store.close();
  sandbox.remove();
});

/** Two sessions, three events, four logs; their names are what the tests expect to find. */
async function fill(): Promise<void> {
  const get = makeSession({
    id: '01900000-0000-7000-8000-00000000000a',
    title: redacted('Deploy Größe'),
    tags: {
      'kubectl.context': redacted('prod'),
      team: redacted('core'),
      'weird key': redacted('a:b'),
      replicas: redacted('12'),
    },
    sshClient: '10.0.0.7',
  });
  const shell = makeSession({
    id: '01900000-0000-7000-8000-00000000000b',
    startedAtMs: SOME_TIME_MS + 60_000,
    origin: 'shell',
    command: 'bash',
    executable: redacted('/bin/bash'),
    argv: [redacted('bash'), redacted('-l')],
    cwd: redacted('/root'),
    user: 'root',
    effectiveUser: 'root',
    host: 'db1',
    tty: '/dev/pts/9',
    author: {kind: 'agent', name: 'claude'},
    state: 'interrupted',
    exitStatus: null,
    signal: 'SIGKILL',
    durationUs: 3_600_000_000,
    tags: {team: redacted('data'), 'kubectl.context': redacted('staging'), replicas: redacted('3')},
    redactionCount: 2,
    parentName: 'sshd',
  });
  for (const session of [get, shell]) await store.createSession(session);
  const getEvent = makeEvent(get, {commandLine: redacted('kubectl get pods'), endUs: 1_500_000});
  const fails = makeEvent(shell, {
    startedAtMs: shell.startedAtMs + 1000,
    commandLine: redacted("psql -c 'SELECT 1'"),
    name: 'psql',
    argv: [redacted('psql'), redacted('-c'), redacted('SELECT 1')],
    cwd: redacted('/srv/My App'),
    exitStatus: 2,
    endUs: 10_400_000,
    pid: 777,
  });
  const runs = makeEvent(shell, {
    startedAtMs: shell.startedAtMs + 2000,
    kind: 'process',
    commandLine: redacted('sleep 100'),
    name: 'sleep',
    argv: null,
    executable: null,
    cwd: null,
    exitStatus: null,
    endUs: null,
    pid: null,
    uid: 0,
  });
  await store.write({
    sessionId: get.id,
    events: [getEvent],
    logs: [makeLog(get, 'NAME READY\nweb-abc-1 Running\nweb-abc-2 CrashLoopBackOff', {eventId: getEvent.id})],
  });
  await store.write({
    sessionId: shell.id,
    events: [fails, runs],
    logs: [
      makeLog(shell, 'ERROR: connection to 10.0.0.12:5432 refused\nCaused by: connection refused', {
        eventId: fails.id,
        startedAtMs: shell.startedAtMs + 1000,
      }),
      makeLog(shell, '日本語のテスト\ncafé 100% done => ok', {startedAtMs: shell.startedAtMs + 3000}),
    ],
    redactions: [{ruleId: 'aws-access-key', elapsedUs: 5, place: 'output'}],
  });
}

const options = (text: string) => ({query: parseQuery(text), limit: 100});

async function findSessions(text: string): Promise<string[]> {
  return (await store.listSessions(options(text))).items.map(({command}) => command);
}

async function findEvents(text: string): Promise<string[]> {
  return (await store.listEvents(options(text))).items.map(({event}) => event.name);
}

async function findLogs(text: string): Promise<string[]> {
  return (await store.searchLogs(options(text))).items.map(({log}) => log.text.split('\n')[0]!);
}

describe('listSessions', () => {
  test.each([
    ['kubectl', ['kubectl']],
    ['ubectl', ['kubectl']],
    ['KUBECTL', ['kubectl']],
    ['"get pods"', ['kubectl']],
    ['get*pods', ['kubectl']],
    ['get?pods', ['kubectl']],
    ['"get?pods"', []],
    ['größe', ['kubectl']],
    ['DEPLOY', ['kubectl']],
    ['-kubectl', ['bash']],
    ['host:web1', ['kubectl']],
    ['host:WEB1', []],
    ['host:web*', ['kubectl']],
    ['host:(web1 OR db1)', ['bash', 'kubectl']],
    ['service:ddcoterm', ['bash', 'kubectl']],
    ['service:other', []],
    ['status:error', ['bash']],
    ['status:ok', ['kubectl']],
    ['status:info', ['kubectl']],
    ['-status:error', ['kubectl']],
    ['status:*', ['bash', 'kubectl']],
    ['@exit_code:0', ['kubectl']],
    ['@exit_code:*', ['kubectl']],
    ['-@exit_code:*', ['bash']],
    ['-@exit_code:0', ['bash']],
    ['@signal:SIGKILL', ['bash']],
    ['@signal:SIG*', ['bash']],
    ['@command:bash', ['bash']],
    ['command:bash', ['bash']],
    ['@executable:*/kubectl', ['kubectl']],
    ['@argv:-l', ['bash']],
    ['@argv:pod?', ['kubectl']],
    ['@argv:po', []],
    ['@cwd:/home/alice', ['kubectl']],
    ['@user:root', ['bash']],
    ['@duration:>10m', ['bash']],
    ['@duration:1.5', ['kubectl']],
    ['@duration:1s', ['kubectl']],
    ['@duration:<2s', ['kubectl']],
    ['@duration:[1s TO 2h]', ['bash', 'kubectl']],
    ['@duration:1h', ['bash']],
    ['@session:01900000-0000-7000-8000-00000000000b', ['bash']],
    ['@session:01900000', ['bash', 'kubectl']],
    ['@author:agent', ['bash']],
    ['@author:claude', ['bash']],
    ['@author:person', ['kubectl']],
    ['@shim:kubectl', ['kubectl']],
    ['@shim:*', ['kubectl']],
    ['@shim:bash', []],
    ['@origin:shell', ['bash']],
    ['@state:interrupted', ['bash']],
    ['@title:Deploy*', ['kubectl']],
    ['-@title:*', ['bash']],
    ['@tty:/dev/pts/9', ['bash']],
    ['@parent:sshd', ['bash']],
    ['@ssh_client:10.0.*', ['kubectl']],
    ['@redactions:>0', ['bash']],
    ['@rule:aws-*', ['bash']],
    ['@kubectl.context:prod', ['kubectl']],
    ['kubectl.context:prod', ['kubectl']],
    ['team:(core OR data)', ['bash', 'kubectl']],
    ['team:*', ['bash', 'kubectl']],
    ['-team:core', ['bash']],
    ['weird\\ key:a\\:b', ['kubectl']],
    ['tags:"team:data"', ['bash']],
    ['tags:"weird key"', ['kubectl']],
    ['replicas:>5', ['kubectl']],
    ['replicas:[1 TO 20]', ['bash', 'kubectl']],
    ['team:>a', ['bash', 'kubectl']],
    ['team:[d TO e]', ['bash']],
    ['replicas:>x', []],
    ['nothing:here', []],
    ['*:staging', ['bash']],
    ['*:sshd', ['bash']],
    ['@kind:command', []],
    ['kubectl OR bash', ['bash', 'kubectl']],
    ['kubectl bash', []],
    ['NOT (kubectl OR bash)', []],
    ['""', ['bash', 'kubectl']],
  ])('%s', async (text, expected) => {
    expect(await findSessions(text)).toEqual(expected);
  });
});

describe('listEvents', () => {
  test.each([
    ['', ['sleep', 'psql', 'kubectl']],
    ['select', ['psql']],
    ['"psql -c select 1"', ['psql']],
    ['source:coterm_process_info', ['sleep', 'psql', 'kubectl']],
    ['source:ddcoterm', []],
    ['@exit_code:2', ['psql']],
    ['@exit_code:>0', ['psql']],
    ['@exit_code:[0 TO 1]', ['kubectl']],
    ['@exit_code:?', ['psql', 'kubectl']],
    ['status:error', ['psql']],
    ['status:ok', ['kubectl']],
    ['status:info', ['sleep', 'kubectl']],
    ['-status:ok', ['sleep', 'psql']],
    ['@command:psql', ['psql']],
    ['@kind:process', ['sleep']],
    ['@argv:"SELECT 1"', ['psql']],
    ['-@argv:*', ['sleep']],
    ['@cwd:/srv/My\\ App', ['psql']],
    ['@cwd:"/srv/my app"', []],
    ['@duration:10s', ['psql']],
    ['@duration:>1400ms', ['psql', 'kubectl']],
    ['-@duration:*', ['sleep']],
    ['@pid:777', ['psql']],
    ['@uid:0', ['sleep']],
    ['@user:alice', ['kubectl']],
    ['host:db1', ['sleep', 'psql']],
    ['team:core', ['kubectl']],
    ['@rule:*', ['sleep', 'psql']],
    ['@shim:kubectl', ['kubectl']],
    ['*:data', ['sleep', 'psql']],
  ])('%s', async (text, expected) => {
    expect(await findEvents(text)).toEqual(expected);
  });
});

describe('searchLogs', () => {
  const pods = 'NAME READY';
  const error = 'ERROR: connection to 10.0.0.12:5432 refused';
  const test_ = '日本語のテスト';

  test.each([
    ['', [test_, error, pods]],
    ['connection', [error]],
    ['Connection REFUSED', [error]],
    ['"connection refused"', [error]],
    ['"refused connection"', []],
    ['connect', []],
    ['connect*', [error]],
    ['*backoff', [pods]],
    ['crash*off', [pods]],
    ['crash*of', []],
    ['c?nnection', [error]],
    ['web-abc-1', [pods]],
    ['web-abc', [pods]],
    ['"web abc 1"', [pods]],
    ['"web/abc"', []],
    ['web-*-2', [pods]],
    ['10.0.0.12', [error]],
    ['10.0.0.1', []],
    ['10.0.0.1*', [error]],
    ['10.0.0.12:5432', [error]],
    ['"=>"', [test_]],
    ['"100% done"', [test_]],
    ['100%', [test_]],
    ['café', [test_]],
    ['cafe', []],
    ['日本語', [test_]],
    ['テスト', [test_]],
    ['"by: connection"', [error]],
    ['"5432 refused caused"', [error]],
    ['ready OR refused', [error, pods]],
    ['connection -refused', []],
    ['connection -web', [error]],
    ['-connection', [test_, pods]],
    ['-"=>"', [error, pods]],
    ['NOT (ready OR refused)', [test_]],
    ['connection host:db1', [error]],
    ['connection host:web1', []],
    ['connection OR @command:kubectl', [error, pods]],
    ['@exit_code:2', [error]],
    ['@exit_code:0', [pods]],
    ['@command:psql', [error]],
    ['@command:bash', [test_]],
    ['status:error', [test_, error]],
    ['@signal:SIGKILL', [test_]],
    ['@argv:pods', [pods]],
    ['@duration:10s', [error]],
    ['@kubectl.context:staging', [test_, error]],
    ['*:ready', [pods]],
    ['*:psql', [error]],
    ['*', [test_, error, pods]],
  ])('%s', async (text, expected) => {
    expect(await findLogs(text)).toEqual(expected);
  });

  test.each([
    ['connection', [0, 1]],
    ['"connection refused"', [1]],
    ['"refused caused"', [0, 1]],
    ['caused', [1]],
    ['conn* OR 5432', [0, 1]],
    ['connection -web', [0, 1]],
    ['host:db1 connection', [0, 1]],
    ['@exit_code:2', []],
  ])('the lines of %s', async (text, lines) => {
    const {items} = await store.searchLogs(options(text));
    expect(items.find(({log}) => log.text.startsWith('ERROR'))?.lines).toEqual(lines);
  });

  test('pages and time bounds hold for words, too', async () => {
    const first = await store.searchLogs({query: parseQuery('connection OR ready'), limit: 1});
    expect(first.items).toHaveLength(1);
    const second = await store.searchLogs({query: parseQuery('connection OR ready'), limit: 1, cursor: first.next!});
    expect(second).toMatchObject({items: [{log: {text: expect.stringContaining('NAME')}}], next: null});
    const after = {query: parseQuery('connection OR ready'), limit: 9, startedAfterMs: SOME_TIME_MS + 1};
    expect((await store.searchLogs(after)).items).toHaveLength(1);
    const before = {query: parseQuery('connection OR ready'), limit: 9, startedBeforeMs: SOME_TIME_MS + 1};
    expect((await store.searchLogs(before)).items).toHaveLength(1);
    const ofSession = {query: parseQuery('connection'), limit: 9, sessionId: '01900000-0000-7000-8000-00000000000a'};
    expect((await store.searchLogs(ofSession)).items).toEqual([]);
  });
});

test.each(['@exit_code:abc', '@exit_code:>x', '@duration:soon', '@duration:[1s TO x]', '@pid:"1 2"'])(
  'QUERY_VALUE tells what %s should be',
  async (text) => {
    await expect(store.listEvents(options(text))).rejects.toMatchObject({code: 'QUERY_VALUE'});
  },
);

describe('compileQuery', () => {
  test.each(['sessions', 'events', 'logs'] as const)(
    'makes SQL of its own words only, with a value for each ? (%s)',
    (scope) => {
      const known = new Set<string>();
      fc.assert(
        fc.property(anyQuery, (query) => {
          const marked = mark(query);
          let compiled: ReturnType<typeof compileQuery>;
          try {
            compiled = compileQuery(marked, scope);
          } catch (error) {
            expect(error).toMatchObject({code: 'QUERY_VALUE'});
            return;
          }
          expect(compiled.condition).not.toMatch(/zqx/i);
          expect(compiled.condition.split('?').length - 1).toBe(compiled.values.length);
          // Every literal in the SQL is one that stands in the source.
          for (const [literal] of compiled.condition.matchAll(/'[^']*'/g)) known.add(literal);
        }),
        {numRuns: 1000},
      );
      const ours = ["'!'", "':'", "'real'", "'integer'", "'shim'"];
      expect([...known].filter((literal) => !ours.includes(literal))).toEqual([]);
    },
  );

  test.each(['listSessions', 'listEvents', 'searchLogs'] as const)('any query runs (%s)', async (list) => {
    await fc.assert(
      fc.asyncProperty(anyQuery, async (query) => {
        try {
          await store[list]({query, limit: 5});
        } catch (error) {
          expect(error).toMatchObject({code: 'QUERY_VALUE'});
        }
      }),
      {numRuns: 200},
    );
  });

  test.each(['listSessions', 'listEvents', 'searchLogs'] as const)(
    'NOT finds the others, all of them (%s)',
    async (list) => {
      const keys = async (query: QueryNode | null) => (await store[list]({query, limit: 100})).items;
      const total = (await keys(null)).length;
      await fc.assert(
        fc.asyncProperty(anyQuery, async (query) => {
          try {
            const found = (await keys(query)).length;
            const others = (await keys({type: 'not', child: query})).length;
            expect(found + others).toBe(total);
          } catch (error) {
            expect(error).toMatchObject({code: 'QUERY_VALUE'});
          }
        }),
        {numRuns: 200},
      );
    },
  );
});

/** The query with a mark in every text of it that a user could have written. */
function mark(node: QueryNode): QueryNode {
  switch (node.type) {
    case 'and':
    case 'or':
      return {...node, children: node.children.map(mark)};
    case 'not':
      return {...node, child: mark(node.child)};
    case 'text':
      return {...node, value: `zqx${node.value}`};
    case 'match':
      return {...node, value: `zqx${node.value}`, key: node.key};
    case 'range':
    case 'cidr':
      return node;
  }
}

describe('free text in events', () => {
  const piece = fc.constantFrom('ku', 'kube', 'ctl', 'ä', 'Ö', ' ', '-', '/', '"', "'", '%', '日本', 'a', 'aaaa');
  const line = fc.array(piece, {minLength: 1, maxLength: 6}).map((pieces) => pieces.join(''));
  const leaf = fc.oneof(
    line.map((value): QueryNode => ({type: 'text', value, quoted: true})),
    fc
      .array(fc.oneof(piece, fc.constantFrom('*', '?')), {minLength: 1, maxLength: 5})
      .map((pieces): QueryNode => ({type: 'text', value: pieces.join(''), quoted: false})),
  );

  /** Any part of the line, in any case. */
  function isFound(text: string, query: QueryNode): boolean {
    switch (query.type) {
      case 'and':
        return query.children.every((child) => isFound(text, child));
      case 'or':
        return query.children.some((child) => isFound(text, child));
      case 'not':
        return !isFound(text, query.child);
      case 'text':
        return fitsPattern(text.toLowerCase(), [
          {wildcard: '*'},
          ...parsePattern(query.value.toLowerCase(), query.quoted),
          {wildcard: '*'},
        ]);
      default:
        return false;
    }
  }

  test('the index finds what a look at every command finds', async () => {
    const box = createSandbox('grams');
    const commands = await openStore(homePaths(box.env), {access: 'write'});
    const session = makeSession();
    await commands.createSession(session);
    const events = fc
      .sample(line, {numRuns: 300, seed: 7})
      .map((text) => makeEvent(session, {commandLine: redacted(text), argv: null}));
    await commands.write({sessionId: session.id, events});
    await fc.assert(
      fc.asyncProperty(queryOf(leaf), async (query) => {
        const {items} = await commands.listEvents({query, limit: 1000, oldestFirst: true});
        const expected = events.map(({commandLine}) => commandLine).filter((text) => isFound(text, query));
        expect(items.map(({event}) => event.commandLine)).toEqual(expected);
      }),
      {numRuns: 300},
    );
    await commands.close();
    box.remove();
  });
});

describe('free text in logs', () => {
  const vocabulary = [
    'a',
    'ab',
    'b',
    'ä',
    'foo',
    'foo_bar',
    'foo-bar',
    'bar',
    'x.y',
    '/a/b',
    '=>',
    '日本',
    'FOO',
    'a1',
  ];
  const line = fc.array(fc.constantFrom(...vocabulary), {maxLength: 5}).map((words) => words.join(' '));
  const text = fc.array(line, {minLength: 1, maxLength: 3}).map((lines) => lines.join('\n'));
  const wildcard = fc
    .array(fc.constantFrom('*', '?', 'a', 'b', 'foo', 'ar', '-', '_', 'x.', '日'), {minLength: 1, maxLength: 4})
    .map((pieces) => pieces.join(''))
    .filter((value) => /[*?]/.test(value));
  const leaf = fc.oneof(
    fc.constantFrom(...vocabulary).map((value): QueryNode => ({type: 'text', value, quoted: false})),
    line.map((value): QueryNode => ({type: 'text', value, quoted: true})),
    wildcard.map((value): QueryNode => ({type: 'text', value, quoted: false})),
  );

  test('the index finds what a look at every text finds', async () => {
    const box = createSandbox('words');
    const words = await openStore(homePaths(box.env), {access: 'write'});
    const session = makeSession();
    await words.createSession(session);
    const logs: LogRecord[] = fc.sample(text, {numRuns: 300, seed: 7}).map((value) => makeLog(session, value));
    await words.write({sessionId: session.id, logs});
    await fc.assert(
      fc.asyncProperty(queryOf(leaf), async (query) => {
        const {items} = await words.searchLogs({query, limit: 1000, oldestFirst: true});
        const test = createTextTest(query);
        expect(items.map(({log}) => log.text)).toEqual(
          logs.map(({text: value}) => value).filter((value) => test(value)),
        );
      }),
      {numRuns: 300},
    );
    await words.close();
    box.remove();
  });
});
