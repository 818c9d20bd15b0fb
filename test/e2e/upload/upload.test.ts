/**
 * The built agent with a host of the tests on one side and an intake on the other. What a host sent must arrive there, once,
 * whatever the receiver, the network and the agent do on the way.
 */
import {chmodSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {gunzipSync} from 'node:zlib';
import {homePaths} from '../../../src/config/home.ts';
import {AgentProcess} from '../../support/agent-process.ts';
import {FrameHost, makeHello} from '../../support/frame-host.ts';
import {runCli} from '../../support/run-cli.ts';
import {createSandbox, type Sandbox} from '../../support/sandbox.ts';
import {INTAKE_KEY, Intake, type IntakeOptions} from '../../upload/intake/intake.ts';

let sandbox: Sandbox;
let agent: AgentProcess;
let intake: Intake;

const open = async (options: IntakeOptions = {}, upload: Record<string, unknown> = {}) => {
  intake = await Intake.start(options);
  configure({url: intake.url, ...upload});
};

const configure = (upload: Record<string, unknown>, connection: Record<string, unknown> = {api_key: INTAKE_KEY}) => {
  const text = JSON.stringify({connection_config: connection, upload});
  writeFileSync(join(sandbox.ddcotermHome, 'config.yaml'), text, {mode: 0o600});
};

beforeEach(() => {
  sandbox = createSandbox('upload');
  agent = new AgentProcess(sandbox.env);
});

afterEach(async () => {
  await agent.stop();
  await intake.stop();
  sandbox.remove();
});

/** One command with a line of output, recorded and acknowledged. */
const record = async (name: string, fields: Parameters<typeof makeHello>[0] = {}) => {
  const host = new FrameHost(makeHello({name, argv: [name, 'run'], ...fields}));
  await host.connect(agent.socket);
  host.output(1000, `output of ${name}\r\n`);
  host.end(2000, 3);
  await host.acknowledged();
  return host.hello.session;
};

const cli = (...args: string[]) => runCli(args, {env: sandbox.env});

describe('upload', () => {
  test('sends a command with its output as a log, and as process log and event', async () => {
    await open();
    await agent.start();
    const session = await record('kubectl', {tags: {'kubectl.context': 'prod'}});
    await intake.until(({logs, events}) => logs.length === 2 && events.length === 1, 'log, process log and event');

    const log = intake.logs.find(({object}) => object.ddsource === 'ddcoterm')!.object;
    expect(log).toMatchObject({
      message: '$ kubectl run\noutput of kubectl',
      service: 'ddcoterm',
      hostname: 'web1',
      status: 'error',
      session,
      command: 'kubectl',
      argv: ['kubectl', 'run'],
      exit_code: 3,
      duration: 2_000_000,
      user: 'alice',
      author: ['person'],
      shim: 'kubectl',
      'kubectl.context': 'prod',
      redactions: 0,
      replay_url: `http://127.0.0.1:7117/sessions/${session}`,
    });
    expect(String(log.ddtags).split(',')).toEqual(expect.arrayContaining(['kubectl.context:prod', 'shim:kubectl']));
    const process = intake.logs.find(({object}) => object.ddsource === 'coterm_process_info')!.object;
    expect(process).toMatchObject({message: 'kubectl run', exit_code: 3});
    expect(intake.events[0]!.object).toMatchObject({
      title: 'kubectl run',
      alert_type: 'error',
      source_type_name: 'coterm_process_info',
    });
    expect(intake.violations).toEqual([]);
    expect(new Set(intake.requests.map(({headers}) => headers['dd-api-key']))).toEqual(new Set([INTAKE_KEY]));
  });

  test('keeps everything while nobody listens, and delivers it afterwards', async () => {
    await open();
    const port = await intake.vanish();
    await agent.start();
    await record('psql');
    await record('ssh');
    expect(JSON.parse((await cli('upload', 'status', '--json')).stdout)).toMatchObject([
      {name: 'main', waiting: {logs: 4, events: 2}},
    ]);

    await intake.listen(port);
    const flush = await cli('upload', 'flush');
    expect(flush).toMatchObject({exitCode: 0, stdout: 'Nothing waits any more\n'});
    expect(intake.ids.size).toBe(6);
    expect(intake.duplicates).toEqual([]);
  });

  test('never sends a session that must stay here', async () => {
    await open();
    await agent.start();
    await record('vault', {upload: false});
    await record('psql');
    await intake.until(({ids}) => ids.size === 3, 'the other session');
    expect(JSON.stringify(intake.logs)).not.toContain('vault');
  });

  test('sets the entry at fault aside with its reason, and the rest goes on', async () => {
    await open({isGuilty: ({command}) => command === 'bad'}, {processes: 'logs'});
    const port = await intake.vanish();
    await agent.start();
    for (const name of ['one', 'two', 'bad', 'three', 'four', 'five', 'six']) await record(name);
    await intake.listen(port);
    expect((await cli('upload', 'flush')).exitCode).toBe(0);

    expect(new Set(intake.logs.map(({object}) => object.command))).toEqual(
      new Set(['one', 'two', 'three', 'four', 'five', 'six']),
    );
    expect(intake.duplicates).toEqual([]);
    const failed = JSON.parse((await cli('upload', 'failed', '--json')).stdout);
    expect(failed).toMatchObject([
      {destination: 'main', kind: 'log', commandLine: 'bad run', reason: expect.stringMatching(/^HTTP 400/)},
      {destination: 'main', kind: 'process-log', commandLine: 'bad run'},
    ]);
    await cli('upload', 'discard', String(failed[0].id));
    await cli('upload', 'retry', '--all');
    expect((await cli('upload', 'flush')).exitCode).toBe(0);
    expect(JSON.parse((await cli('upload', 'failed', '--json')).stdout)).toMatchObject([{kind: 'process-log'}]);
  });

  test.each([401, 403])('pauses after %i, tells the user once, and goes on with another key', async (status) => {
    await open({fault: () => ({kind: 'status', status})}, {processes: 'logs'});
    await agent.start();
    await record('psql');
    const told = async () => (await runCli(['ls'], {env: sandbox.env, isTty: true})).stderr;
    await eventually(async () => (await told()).includes('ddcoterm upload resume main'));
    expect(await told()).toBe('');
    const requests = intake.requests.length;
    await record('ssh');
    expect(intake.requests.length).toBe(requests);
    const paused = await cli('upload', 'status');
    expect(paused.exitCode).toBe(1);
    expect(paused.stdout).toContain('paused: the key was refused');

    const other = 'ffeeddccbbaa99887766554433221100';
    intake.keys = [other];
    intake.fault = () => null;
    configure({url: intake.url, processes: 'logs'}, {api_key: other});
    await record('git');
    await intake.until(({ids}) => ids.size === 6, 'all three commands');
    expect(intake.duplicates).toEqual([]);
    expect(readAll(sandbox.ddcotermHome)).not.toContain(INTAKE_KEY);
  });

  test('tells what it may of an old entry: sent now, marked, with its true time', async () => {
    await open();
    await agent.start();
    const startedAtMs = Date.now() - 30 * 60 * 60 * 1000;
    await record('helm', {startedAtMs});
    await intake.until(({ids}) => ids.size === 3, 'log, process log and event');
    for (const {object} of intake.logs) {
      expect(object).toMatchObject({late: true, true_timestamp: new Date(startedAtMs).toISOString()});
      expect(object.timestamp).toBeGreaterThan(Date.now() - 60_000);
    }
    expect(intake.events[0]!.object.tags).toContain('late:true');
    expect(intake.violations).toEqual([]);
  });

  test('takes the key from the environment of a host, and keeps it out of everything that is written', async () => {
    intake = await Intake.start();
    configure({url: intake.url}, {});
    await agent.start();
    const env = {
      TERM: 'xterm',
      DD_API_KEY: INTAKE_KEY,
      DD_ENV: 'staging',
      DD_TAGS: 'team:db tier:1',
      DD_HOSTNAME: 'box7',
    };
    await record('psql', {env});
    await intake.until(({ids}) => ids.size === 3, 'everything');
    expect(intake.logs[0]!.object).toMatchObject({hostname: 'box7'});
    expect(String(intake.logs[0]!.object.ddtags).split(',')).toEqual(
      expect.arrayContaining(['env:staging', 'team:db', 'tier:1']),
    );
    // Another command's key changes nothing.
    await record('terraform', {env: {...env, DD_API_KEY: 'someone-elses-key-0000000000000'}});
    await intake.until(({ids}) => ids.size === 6, 'the other command');
    expect(new Set(intake.requests.map(({headers}) => headers['dd-api-key']))).toEqual(new Set([INTAKE_KEY]));
    await agent.stop();
    expect(readAll(sandbox.ddcotermHome)).not.toContain(INTAKE_KEY);
    expect(readAll(sandbox.ddcotermHome)).not.toContain('someone-elses-key');
  });

  test('keeps its own key out of titles, tags, arguments and output', async () => {
    await open();
    await agent.start();
    const said = `it is ${INTAKE_KEY} now`;
    const host = new FrameHost(makeHello({argv: ['echo', said], title: said, tags: {x: said}}));
    await host.connect(agent.socket);
    host.output(1000, `${said}\r\n`);
    host.end(2000);
    await host.acknowledged();
    await intake.until(({ids}) => ids.size === 3, 'everything');
    expect(JSON.stringify(intake.logs) + JSON.stringify(intake.events)).not.toContain(INTAKE_KEY);
    expect(JSON.stringify(intake.logs)).toContain(`it is ${'*'.repeat(INTAKE_KEY.length)} now`);
    await agent.stop();
    const {recordings} = homePaths(sandbox.env);
    const files = readdirSync(recordings, {recursive: true, encoding: 'utf8'}).filter((name) => name.endsWith('.gz'));
    const [recording] = files.map((name) => gunzipSync(readFileSync(join(recordings, name))).toString('utf8'));
    expect(recording).toContain('it is ***');
    expect(recording).not.toContain(INTAKE_KEY);
    writeFileSync(join(sandbox.ddcotermHome, 'config.yaml'), '');
    expect(readAll(sandbox.ddcotermHome)).not.toContain(INTAKE_KEY);
  });

  test('refuses the key of a config.yaml that others may read', async () => {
    await open();
    chmodSync(join(sandbox.ddcotermHome, 'config.yaml'), 0o640);
    await agent.start();
    await record('psql');
    await intake.until(({requests}) => requests.some(({status}) => status === 401), 'a request without a key');
    expect(intake.requests.every(({headers}) => headers['dd-api-key'] === undefined)).toBe(true);
    const {stdout} = await cli('doctor');
    expect(stdout).toContain('others may read the file (mode 0640)');
    expect(stdout).toContain('chmod 600');
  });
});

/** Everything below the folder as one text, compressed recordings unpacked. */
function readAll(folder: string): string {
  return readdirSync(folder, {recursive: true, withFileTypes: true})
    .filter((entry) => entry.isFile() && entry.name !== 'config.yaml')
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)))
    .map((bytes) => (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('latin1'))
    .join('\n');
}

async function eventually(isThere: () => Promise<boolean>, timeoutMs = 25_000): Promise<void> {
  const deadlineMs = Date.now() + timeoutMs;
  while (!(await isThere())) {
    if (Date.now() > deadlineMs) throw new Error(`Waited ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
