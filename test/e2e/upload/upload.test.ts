/**
 * The built agent with a host of the tests on one side and an intake on the other. What a host sent must arrive there, once,
 * whatever the receiver, the network and the agent do on the way.
 */
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
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
});
