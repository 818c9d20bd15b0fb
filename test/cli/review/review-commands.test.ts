import {existsSync} from 'node:fs';
import {homePaths} from '../../../src/config/home.ts';
import {makeEvent, redacted} from '../../support/records.ts';
import {type CliResult, type RunCliOptions, runCli} from '../../support/run-cli.ts';
import {createSandbox, type Sandbox} from '../../support/sandbox.ts';
import {type SessionBuilder, StoreBuilder} from '../../support/store-builder.ts';

const SECOND = 1_000_000;
/** 2026-11-24 12:00 local time. */
const NOON = new Date(2026, 10, 24, 12, 0, 0).getTime();
const HOUR_MS = 3_600_000;

let sandbox: Sandbox;
let builder: StoreBuilder;

beforeEach(async () => {
  sandbox = createSandbox('review');
  builder = await StoreBuilder.create(homePaths(sandbox.env));
});

afterEach(async () => {
  await builder.close();
  sandbox.remove();
});

const run = (args: string[], options: Partial<RunCliOptions> = {}): Promise<CliResult> =>
  runCli(args, {env: sandbox.env, now: () => NOON, ...options});

const onTerminal = (columns: number) => ({isTty: {stdin: false, stdout: true, stderr: true}, columns});

/** A kubectl of an agent, a day ago; a live shell with a build; a psql that was cut off. */
async function threeSessions(): Promise<{kubectl: SessionBuilder; shell: SessionBuilder; psql: SessionBuilder}> {
  const kubectl = await builder.addSession({
    startedAtMs: NOON - 24 * HOUR_MS,
    author: {kind: 'agent', name: 'claude-code'},
    tags: {'kubectl.context': redacted('prod')},
  });
  kubectl.output(SECOND, 'No resources found\r\n');
  kubectl.command('kubectl get pods', {startUs: 0, exitStatus: 1, text: 'No resources found\nin default namespace.'});
  await kubectl.end(1);

  const shell = await builder.addSession({
    startedAtMs: NOON - HOUR_MS,
    origin: 'shell',
    command: 'bash',
    argv: [redacted('bash')],
    commandCount: 1,
    sshClient: '192.0.2.7',
  });
  shell.output(SECOND, '$ make\r\n');
  const make = shell.command('make -j8', {
    startUs: 2 * SECOND,
    endUs: 5 * SECOND,
    exitStatus: 2,
    text: 'cc -c a.c\nfatal error: a.h missing\nmake: *** Error 1',
    lineTimes: [
      [0, 2 * SECOND],
      [1, 4_300_000],
    ],
  });
  await shell.cut();
  const compiler = makeEvent(shell.session, {
    kind: 'process',
    parentId: make.id,
    pid: 300,
    parentPid: 299,
    commandLine: redacted('cc -c a.c'),
    startUs: 3 * SECOND,
    endUs: 4 * SECOND,
    exitStatus: 1,
  });
  await builder.store.write({
    sessionId: shell.id,
    events: [compiler],
    redactions: [{ruleId: 'aws-access-key', elapsedUs: SECOND, place: 'output'}],
  });

  const psql = await builder.addSession({
    startedAtMs: NOON - 60_000,
    state: 'interrupted',
    command: 'psql',
    argv: [redacted('psql'), redacted('-c'), redacted('select \x1b]0;owned\x07 1')],
  });
  psql.output(10, 'x');
  await psql.cut();
  return {kubectl, shell, psql};
}

describe('an empty store', () => {
  test.each(['ls', 'logs', 'events'])('%s says what to do next', async (command) => {
    const {exitCode, stdout, stderr} = await run([command]);
    expect({exitCode, stdout}).toEqual({exitCode: 0, stdout: ''});
    expect(stderr).toContain('Nothing is recorded yet');
    expect(stderr).toContain('ddcoterm shim add');
  });

  test.each(['ls', 'logs', 'events'])('%s --json gives an empty array', async (command) => {
    expect(await run([command, '--json'])).toMatchObject({exitCode: 0, stdout: '[]\n', stderr: ''});
  });

  test('nothing was ever recorded, not even a database', async () => {
    const fresh = createSandbox('fresh');
    expect(await runCli(['ls'], {env: fresh.env})).toMatchObject({exitCode: 0, stdout: ''});
    expect(existsSync(homePaths(fresh.env).database)).toBe(false);
    fresh.remove();
  });

  test('show tells that there is no such session', async () => {
    expect(await run(['show', 'last'])).toMatchObject({exitCode: 1, stderr: expect.stringContaining('ddcoterm ls')});
  });
});

describe('ls', () => {
  test('lists newest first, with outcome, author and command', async () => {
    await threeSessions();
    const {stdout} = await run(['ls']);
    const [head, psql, shell, kubectl] = stdout.split('\n');
    expect(head).toMatch(/^ID +STARTED +TIME +EXIT +BY +WHERE +TAGS +COMMAND$/);
    expect(psql).toMatch(/ 11:59:00 .* interrupted .* psql -c 'select ␛\]0;owned␇ 1'$/);
    expect(shell).toMatch(/ 11:00:00 +1h00m +live +person +alice@web1 +bash \(1 command\)$/);
    expect(kubectl).toMatch(
      / 2026-11-23 12:00 +1\.0s +1 +claude-code +alice@web1 +kubectl\.context=prod +kubectl get pods$/,
    );
  });

  test.each([40, 60, 80, 120])('fits %i columns', async (columns) => {
    await threeSessions();
    const {stdout} = await run(['ls'], onTerminal(columns));
    for (const line of stdout.split('\n')) {
      expect(line.replace(/\x1b\[\d+m/g, '').length).toBeLessThanOrEqual(columns);
    }
    expect(stdout).toContain('COMMAND');
  });

  test('has colour on a terminal, none with NO_COLOR or in a pipe', async () => {
    await threeSessions();
    expect((await run(['ls'], onTerminal(100))).stdout).toContain('\x1b[31m1\x1b[39m');
    expect((await run(['ls'])).stdout).not.toContain('\x1b');
    const env = {...sandbox.env, NO_COLOR: '1'};
    expect((await run(['ls'], {...onTerminal(100), env})).stdout).not.toContain('\x1b');
  });

  test.each([
    [
      ['--since', '2h'],
      ['psql', 'bash'],
    ],
    [['--until', '2h'], ['kubectl']],
    [
      ['--since', '2026-11-23', '--until', '11:30'],
      ['bash', 'kubectl'],
    ],
    [['--limit', '1'], ['psql']],
    [['kubectl'], ['kubectl']],
    [['kubectl', 'get'], ['kubectl']],
    [['@kubectl.context:prod'], ['kubectl']],
  ])('filters by %j', async (args, commands) => {
    await threeSessions();
    const {stdout} = await run(['ls', '--json', ...args]);
    expect((JSON.parse(stdout) as {command: string}[]).map(({command}) => command)).toEqual(commands);
  });

  test('gives IDs that name their sessions, also where two began in the same millisecond', async () => {
    const twins = [await builder.addSession({startedAtMs: NOON}), await builder.addSession({startedAtMs: NOON})];
    const {stdout} = await run(['ls']);
    const ids = stdout
      .split('\n')
      .slice(1, 3)
      .map((line) => line.split(' ')[0]!);
    const found = await Promise.all(ids.map((id) => builder.store.resolveSession(id)));
    expect(found.map(({id}) => id).sort()).toEqual(twins.map(({id}) => id).sort());
    for (const twin of twins) await twin.close();
  });

  test('gives JSON with times in UTC', async () => {
    await threeSessions();
    const [newest] = JSON.parse((await run(['ls', '--json'])).stdout) as Record<string, unknown>[];
    expect(newest).toMatchObject({
      state: 'interrupted',
      startedAt: new Date(NOON - 60_000).toISOString(),
      argv: ['psql', '-c', 'select \x1b]0;owned\x07 1'],
    });
  });

  test.each([
    ['--since', 'soon', '--since "soon"'],
    ['--limit', '0', '--limit "0"'],
    ['--limit', 'x', '--limit "x"'],
  ])('refuses %s %s', async (option, value, told) => {
    expect(await run(['ls', option, value])).toMatchObject({exitCode: 2, stderr: expect.stringContaining(told)});
  });

  test('points at a mistake in a query', async () => {
    const {exitCode, stderr} = await run(['ls', 'kubectl (get']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/kubectl \(get\n {10}\^/);
  });
});

describe('show', () => {
  test('tells person and machine, commands with their processes, redactions and the file', async () => {
    const {shell} = await threeSessions();
    const {stdout} = await run(['show', shell.id]);
    for (const told of ['alice', 'web1', '/dev/pts/3, 80×24', '192.0.2.7', '/home/alice', 'bash (99)', 'person']) {
      expect(stdout).toContain(told);
    }
    expect(stdout).toMatch(/#1 {2}0:02\.0 {2}3\.0s {2}2 {2}make -j8\n +300 {2}0:03\.0 {2}1\.0s {2}1 {2}└ cc -c a\.c\n/);
    expect(stdout).toMatch(/Redactions \(1\)\n {2}aws-access-key {2}1× {2}output at 0:01\.0/);
    expect(stdout).toContain(`${shell.id}.cast.gz`);
  });

  test('makes what a recording disclosed visible, not effective', async () => {
    const session = await builder.addSession();
    await session.end(0, {
      title: redacted('\x1b[2J\u202e'),
      env: {TERM: redacted('x\x07')},
      tags: {'a\x1bb': redacted('c\x9bd')},
      disclosures: [{kind: 'title', value: redacted('\x1b]52;c;eA==\x07'), elapsedUs: 1}],
      notes: [{code: 'note', detail: '\x1bc', elapsedUs: 2}],
    });
    const {stdout} = await run(['show', session.id]);
    expect(stdout).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]/);
    expect(stdout).toContain('␛]52;c;eA==␇');
  });

  test.each([
    ['last', 'psql'],
    ['-1', 'psql'],
    ['-2', 'bash'],
    ['-3', 'kubectl'],
  ])('takes %s for a session', async (reference, command) => {
    await threeSessions();
    expect(JSON.parse((await run(['show', reference, '--json'])).stdout)).toMatchObject({command});
  });

  test('tells of a removed session when and why it went', async () => {
    const {kubectl} = await threeSessions();
    await builder.store.deleteSession(kubectl.id, 'retention');
    expect((await run(['show', kubectl.id.slice(0, 13)])).stdout).toMatch(
      /is deleted\n +Command +kubectl\n.*by the retention time/s,
    );
    expect(JSON.parse((await run(['show', kubectl.id, '--json'])).stdout)).toMatchObject({state: 'deleted'});
  });

  test('counts, and does not list, thousands of processes', async () => {
    const session = await builder.addSession();
    const make = session.command('make', {startUs: 0});
    await session.cut();
    const events = Array.from({length: 120}, (_, index) =>
      makeEvent(session.session, {
        kind: 'process',
        parentId: make.id,
        commandLine: redacted(`cc -c ${index}.c`),
        exitStatus: index < 100 ? 0 : 1,
        pid: index + 1000,
        startUs: index,
        parentPid: 1,
      }),
    );
    await builder.store.write({sessionId: session.id, events});
    expect((await run(['show', session.id])).stdout).toMatch(/└ … 70 more, 20 failed/);
    expect((await run(['events', '--session', session.id])).stdout).toMatch(/ {2}… 100 more, 20 failed/);
    await session.close();
  });
});

describe('logs', () => {
  test('shows the lines that match, marked, with the moment of each', async () => {
    const {shell} = await threeSessions();
    const {stdout} = await run(['logs', 'fatal'], onTerminal(100));
    expect(stdout).toContain('\x1b[1m\x1b[33mfatal\x1b[39m\x1b[22m error: a.h missing');
    expect(stdout).toContain(`ddcoterm play ${shell.id.slice(0, 13)} --at 0:04.3`);
    expect(stdout).toMatch(/0:04\.3 │/);
  });

  test('shows as much context as asked for', async () => {
    await threeSessions();
    expect((await run(['logs', 'fatal', '--context', '0'])).stdout).toMatch(/⋮ {3}1 line\n.*fatal.*\n.*⋮ {3}1 line\n/);
    expect((await run(['logs', 'fatal'])).stdout).toContain('make: *** Error 1');
  });

  test('gives JSON with the moments', async () => {
    const {shell} = await threeSessions();
    expect(JSON.parse((await run(['logs', 'fatal', '--json'])).stdout)).toMatchObject([
      {
        sessionId: shell.id,
        commandLine: 'make -j8',
        exitStatus: 2,
        matchedLines: [{line: 1, elapsedUs: 4_300_000}],
        replay: `ddcoterm play ${shell.id} --at 0:04.3`,
      },
    ]);
  });

  test('keeps to a session', async () => {
    await threeSessions();
    const {stdout} = await run(['logs', '--session', '-3', '--json']);
    expect(JSON.parse(stdout)).toMatchObject([{commandLine: 'kubectl get pods'}]);
  });

  test('makes control characters of log text visible', async () => {
    const session = await builder.addSession();
    session.command('printf', {text: 'a\x1b]0;x\x07b\u202ec'});
    await session.end();
    expect((await run(['logs'])).stdout).toContain('a␛]0;x␇b\\u202ec');
  });
});

describe('events', () => {
  test('lists commands and processes with outcome, duration, folder and author', async () => {
    await threeSessions();
    const lines = (await run(['events'])).stdout.split('\n');
    expect(lines[0]).toMatch(/^STARTED +SESSION +AT +TIME +EXIT +BY +WHERE +CWD +COMMAND$/);
    expect(lines).toContainEqual(expect.stringMatching(/0:02\.0 +3\.0s +2 +person +\S+ +\/home\/alice +make -j8$/));
    expect(lines).toContainEqual(expect.stringMatching(/1\.0s +1 .* · cc -c a\.c$/));
    expect(lines).toContainEqual(expect.stringMatching(/1 +claude-code .* kubectl get pods$/));
  });

  test('gives JSON', async () => {
    await threeSessions();
    expect(JSON.parse((await run(['events', 'make', '--json'])).stdout)).toMatchObject([
      {kind: 'command', commandLine: 'make -j8', exitStatus: 2, durationUs: 3_000_000, session: {user: 'alice'}},
    ]);
  });
});

describe('rm', () => {
  test('asks nobody in a script: refuses without --yes', async () => {
    const {kubectl} = await threeSessions();
    expect(await run(['rm', kubectl.id])).toMatchObject({exitCode: 1, stderr: expect.stringContaining('--yes')});
    expect(await builder.store.getSession(kubectl.id)).not.toBeNull();
  });

  test('removes what is named, with its recording', async () => {
    const {kubectl} = await threeSessions();
    expect(await run(['rm', '-3', '--yes'])).toMatchObject({exitCode: 0, stdout: 'Removed 1 session\n'});
    expect(await builder.store.getSession(kubectl.id)).toBeNull();
    expect(existsSync(`${homePaths(sandbox.env).recordings}/${kubectl.session.recordingPath}`)).toBe(false);
  });

  test('refuses a live session that is named, passes over one that matches', async () => {
    const {shell} = await threeSessions();
    expect(await run(['rm', shell.id, '--yes'])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('still being recorded'),
    });
    expect(await run(['rm', '--before', 'now', '--yes'])).toMatchObject({stdout: 'Removed 2 sessions\n'});
    expect(await builder.store.getSession(shell.id)).not.toBeNull();
  });

  test.each([
    [['--query', 'psql'], 1],
    [['--before', '2h'], 1],
    [['--query', 'kubectl', '--before', '2d'], 0],
  ])('removes by %j', async (args, count) => {
    await threeSessions();
    const {stdout, stderr} = await run(['rm', '--yes', ...args]);
    expect(stdout + stderr).toBe(count === 0 ? 'No sessions match\n' : 'Removed 1 session\n');
  });

  test('removes nothing when nothing is named', async () => {
    await threeSessions();
    expect(await run(['rm', '--yes'])).toMatchObject({exitCode: 2, stderr: expect.stringContaining('--query')});
  });

  test.each([
    ['y\n', 0],
    ['\n', 1],
    ['n\n', 1],
  ])('on a terminal the answer %j gives %i', async (stdin, exitCode) => {
    await threeSessions();
    const result = await run(['rm', '-3'], {stdin, isTty: true, columns: 80});
    expect(result.exitCode).toBe(exitCode);
    expect(result.stderr).toContain('kubectl get pods\nRemove 1 session for good? [y/N] ');
  });
});

describe('stats', () => {
  test('counts sessions, events, logs, redactions and bytes', async () => {
    await threeSessions();
    const {stdout} = await run(['stats']);
    expect(stdout).toMatch(/^Sessions +3 \(1 live, 1 interrupted\)$/m);
    expect(stdout).toMatch(/^Redactions by rule\n {2}1 {2}aws-access-key$/m);
    expect(JSON.parse((await run(['stats', '--json'])).stdout)).toMatchObject({
      sessions: 3,
      events: 3,
      logs: 2,
      redactionsByRule: {'aws-access-key': 1},
      oldestStartedAt: new Date(NOON - 24 * HOUR_MS).toISOString(),
    });
  });
});

describe('play without a terminal', () => {
  test('prints the output at once, harmless', async () => {
    const session = await builder.addSession();
    session.output(0, 'one\r\n\x1b]0;title\x07').output(3600 * SECOND, '\x1b[31mtwo\x1b[m\r\n');
    await session.end();
    const {exitCode, stdout} = await run(['play', 'last']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^one\r\n\x1b\[31mtwo\x1b\[m\r\n\x1b\[!p/);
  });

  test('leaves plain text plain', async () => {
    const session = await builder.addSession();
    session.output(0, 'one\r\n');
    await session.end();
    expect((await run(['play', 'last'])).stdout).toBe('one\r\n');
  });

  test('begins with the screen at --at', async () => {
    const session = await builder.addSession();
    session
      .output(0, 'one\r\n')
      .output(10 * SECOND, 'two\r\n')
      .output(20 * SECOND, 'three\r\n');
    await session.end();
    const {stdout} = await run(['play', 'last', '--at', '15s']);
    expect(stdout).toMatch(/^one\r\ntwo.*three\r\n/s);
  });

  test('shows captured streams of a session without a terminal', async () => {
    const session = await builder.addSession({streams: ['pipe', 'pipe', 'file'], tty: null});
    session.write({kind: 'capture', elapsedUs: 1, descriptor: 0, text: redacted('in\n')});
    session.write({kind: 'capture', elapsedUs: 2, descriptor: 1, text: redacted('out\n')});
    await session.end();
    expect((await run(['play', 'last'])).stdout).toBe('out\r\n');
  });

  test('tells that nothing of a session was recorded', async () => {
    await builder.addSession({recordingPath: null});
    expect(await run(['play', 'last'])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('has no recording'),
    });
  });

  test.each([
    ['--at', 'soonish', 2],
    ['--at', '#9', 1],
  ])('refuses %s %s', async (option, value, exitCode) => {
    await threeSessions();
    expect(await run(['play', '-3', option, value])).toMatchObject({exitCode});
  });
});

test.each([
  ['ls', 'host:a (b', 7],
  ['events', '@command:psql @exit_code:>x', 26],
  ['logs', '日本 OR @duration:[1s TO soon]', 23],
])('%s points at the mistake in %j', async (command, query, place) => {
  const {exitCode, stderr} = await run([command, '--', query]);
  const [, shown, caret] = stderr.split('\n');
  // Each of these characters is two cells wide.
  const cells = place + (query.slice(0, place).match(/\p{Script=Han}/gu) ?? []).length;
  expect([exitCode, shown, caret]).toEqual([2, `  ${query}`, `  ${' '.repeat(cells)}^`]);
});
