import {mkdirSync, writeFileSync} from 'node:fs';
import {homePaths} from '../../../src/config/home.ts';
import {openStore} from '../../../src/store/sqlite-store.ts';
import {makeEvent, makeLog, makeSession} from '../../support/records.ts';
import {runCli} from '../../support/run-cli.ts';
import {createSandbox, type Sandbox} from '../../support/sandbox.ts';
import {INTAKE_KEY, Intake} from '../../upload/intake/intake.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
let sandbox: Sandbox;

beforeEach(() => {
  sandbox = createSandbox('upload-cli');
});

afterEach(() => sandbox.remove());

const paths = () => homePaths(sandbox.env);
const run = (args: string[], options: {isTty?: boolean; now?: () => number} = {}) =>
  runCli(args, {env: sandbox.env, now: () => NOW, ...options});
const configure = (settings: Record<string, unknown>) =>
  writeFileSync(paths().config, JSON.stringify(settings), {mode: 0o600});

const receiver = {connection_config: {api_key: INTAKE_KEY}, upload: {url: 'http://127.0.0.1:9'}};

/** So many commands wait; the first is set aside. */
async function queue(commands: number): Promise<void> {
  const store = await openStore(paths(), {access: 'write', now: () => NOW - 7_200_000});
  store.outbox.subscribe([{destination: 'main', kinds: ['log']}], () => undefined);
  const session = makeSession({startedAtMs: NOW - 7_200_000});
  await store.createSession(session);
  const events = Array.from({length: commands}, () => makeEvent(session));
  await store.write({
    sessionId: session.id,
    events,
    logs: events.map(({id}) => makeLog(session, 'text', {eventId: id})),
  });
  const page = await store.outbox.read('main', 'logs', {after: 0, limit: 1, maxChars: 1, filter: null});
  const {sequence} = page.entries[0]!;
  const refused = [{sequence, part: null, reason: 'HTTP 400, the format is not accepted: \u001b[31mbad'}];
  await store.outbox.settle(
    'main',
    {delivered: [sequence], progressed: [], refused},
    {sentEntries: 12, lastSuccessAtMs: NOW - 60_000},
  );
  await store.close();
}

describe('upload', () => {
  test('says that nothing is sent where there is no key', async () => {
    const {exitCode, stdout} = await run(['upload', 'status']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Nothing is sent');
    expect((await run(['upload', 'flush'])).stdout).toBe('Nothing waits\n');
  });

  test('status tells queue, age, failures and success of each destination', async () => {
    configure(receiver);
    await queue(4);
    const {exitCode, stdout} = await run(['upload', 'status']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^main\n/);
    expect(stdout).toContain('http://127.0.0.1:9/api/v2/logs (datadog)');
    expect(stdout).toContain('3 (3 logs, 0 events), the oldest for 2h');
    expect(stdout).toContain('set aside  1');
    expect(stdout).toContain('12, the last 1m ago');
    expect(stdout).not.toContain(INTAKE_KEY);
    expect(JSON.parse((await run(['upload', 'status', '--json'])).stdout)).toMatchObject([
      {
        name: 'main',
        keySource: 'config.yaml',
        waiting: {logs: 3, events: 0},
        failed: 1,
        problem: null,
        pauseReason: null,
      },
    ]);
  });

  test('status tells a destination that cannot be used, and gives 1', async () => {
    configure({connection_config: {api_key: INTAKE_KEY, site: 'datadog.eu'}});
    const {exitCode, stdout} = await run(['upload', 'status']);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('Cannot use Datadog site "datadog.eu"');
  });

  test('pause and resume are remembered without an agent', async () => {
    configure(receiver);
    await queue(1);
    expect((await run(['upload', 'pause'])).stdout).toBe('Pauses: main\n');
    expect((await run(['upload', 'status'])).stdout).toContain('paused by you');
    expect((await run(['upload', 'resume', 'main'])).stdout).toBe('Sends again: main\n');
    expect((await run(['upload', 'status'])).stdout).not.toContain('paused');
    expect(await run(['upload', 'pause', 'nobody'])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('Cannot find destination "nobody"'),
    });
  });

  test('failed shows what was refused without its control characters; retry and discard end that', async () => {
    configure(receiver);
    await queue(2);
    const {stdout} = await run(['upload', 'failed']);
    expect(stdout).toContain('kubectl get pods');
    expect(stdout).toContain('HTTP 400');
    expect(stdout).not.toContain('\u001b');
    expect((await run(['upload', 'retry', '1'])).stdout).toBe('Waiting again: 1\n');
    expect((await run(['upload', 'failed'])).stdout).toBe('Nothing was refused\n');
    expect((await run(['upload', 'discard', '--all'])).stdout).toBe('Given up: 0\n');
    for (const words of [['retry'], ['discard', 'x1'], ['retry', '--all', '1']]) {
      expect((await run(['upload', ...words])).exitCode).toBe(2);
    }
  });

  test('tells a notice of the agent once, at a terminal', async () => {
    await queue(1);
    const notice = () => writeFileSync(paths().notice, 'upload to "main" pauses: HTTP 403\n', {mode: 0o600});
    mkdirSync(paths().run, {recursive: true});
    notice();
    expect((await run(['ls'])).stderr).toBe('');
    expect((await run(['ls'], {isTty: true})).stderr).toBe('ddcoterm: upload to "main" pauses: HTTP 403\n');
    expect((await run(['ls'], {isTty: true})).stderr).toBe('');
  });
});

describe('doctor', () => {
  let intake: Intake;

  afterEach(() => intake.stop());

  const examine = async () => {
    const lines = JSON.parse((await run(['doctor', '--json'], {now: Date.now})).stdout) as {
      area: string;
      code: string;
      state: string;
      message: string;
      cure?: string;
    }[];
    return lines.filter(({area}) => area === 'upload');
  };

  const open = async (options: Parameters<typeof Intake.start>[0] = {}, key = INTAKE_KEY) => {
    intake = await Intake.start(options);
    configure({connection_config: {api_key: key}, upload: {url: intake.url}});
  };

  test('asks the receiver whether it takes the key', async () => {
    await open();
    expect(await examine()).toMatchObject([
      {state: 'ok', message: expect.stringMatching(/answers; key: config\.yaml$/)},
    ]);
    expect(intake.requests.map(({method, path}) => `${method} ${path}`)).toEqual(['GET /api/v1/validate']);
  });

  test('tells a key that is refused', async () => {
    await open({}, 'made-up-key');
    expect(await examine()).toMatchObject([{code: 'UPLOAD_KEY_REFUSED', state: 'fail'}]);
    expect(JSON.stringify(await examine())).not.toContain('made-up-key');
  });

  test.each([
    [30, 'warn'],
    [120, 'fail'],
  ])('tells a clock that is %i minutes off', async (minutes, state) => {
    await open({clockSkewMs: -minutes * 60_000});
    expect(await examine()).toMatchObject([
      {state: 'ok'},
      {code: 'CLOCK_SKEW', state, message: expect.stringContaining('ahead of')},
    ]);
  });

  test('tells a receiver that cannot be reached, and a proxy that is no URL', async () => {
    await open();
    await intake.stop();
    expect(await examine()).toMatchObject([
      {code: 'REQUEST_FAILED', state: 'fail', message: expect.stringContaining('nothing listens there')},
    ]);
    sandbox.env.HTTP_PROXY = 'socks5://127.0.0.1:1';
    expect(await examine()).toMatchObject([{code: 'PROXY_INVALID', state: 'fail'}]);
  });

  test('says that nothing leaves where there is nothing to send to', async () => {
    await open();
    configure({});
    expect(await examine()).toMatchObject([
      {state: 'ok', message: expect.stringContaining('Nothing leaves this machine')},
    ]);
    expect(intake.requests).toEqual([]);
  });
});
