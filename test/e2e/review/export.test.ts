/** Exports, read by the programs they are made for. */
import {spawnSync} from 'node:child_process';
import {readFileSync, statSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {homePaths} from '../../../src/config/home.ts';
import {describeWith} from '../../support/programs.ts';
import {PtySession} from '../../support/pty.ts';
import {redacted} from '../../support/records.ts';
import {type CliResult, runCli} from '../../support/run-cli.ts';
import {createSandbox, type Sandbox} from '../../support/sandbox.ts';
import {StoreBuilder} from '../../support/store-builder.ts';

const PLAYER_CORE = resolve(__dirname, '../../support/asciinema-player-core.mjs');

let sandbox: Sandbox;
let builder: StoreBuilder;

beforeEach(async () => {
  sandbox = createSandbox('export');
  builder = await StoreBuilder.create(homePaths(sandbox.env));
  const session = await builder.addSession({
    columns: 70,
    rows: 12,
    env: {TERM: redacted('xterm'), HOME: redacted('/root')},
  });
  session.command('echo ünï', {startUs: 0, endUs: 2_000_000, text: 'ünï\nbroken \udcff byte'});
  session.output(100_000, 'ünï\r\n').output(150_000, 'broken \udcff byte\r\n');
  session.write({kind: 'echo', elapsedUs: 200_000, on: false});
  session.write({kind: 'input', elapsedUs: 300_000, text: redacted('q')});
  await session.cut({keyframe: true});
  session.resize(1_000_000, 90, 20);
  session.command('false', {startUs: 2_500_000, exitStatus: 1, text: ''});
  session.output(2_600_000, '\x1b[31mlast line\x1b[m\r\n');
  await session.end(7);
});

afterEach(async () => {
  await builder.close();
  sandbox.remove();
});

const exportTo = (format: string, file: string): Promise<CliResult> =>
  runCli(['export', 'last', '--format', format, '-o', file], {env: sandbox.env, cwd: sandbox.home});

describeWith(['asciinema'], 'asciinema 2', () => {
  test('prints the output of a cast2 export', async () => {
    expect(await exportTo('cast2', 'a.cast')).toEqual({exitCode: 0, stdout: '', stderr: ''});
    const pty = new PtySession('asciinema', ['cat', join(sandbox.home, 'a.cast')], {env: sandbox.env});
    expect(await pty.waitForExit()).toMatchObject({exitCode: 0});
    expect(pty.text.replace(/\r+\n/g, '\n')).toBe('ünï\nbroken \ufffd byte\n\x1b[31mlast line\x1b[m\n');
  });

  test('plays a cast2 export', async () => {
    await exportTo('cast2', 'a.cast');
    const args = ['play', '-s', '100', '-i', '0.1', join(sandbox.home, 'a.cast')];
    const pty = new PtySession('asciinema', args, {env: sandbox.env, columns: 100, rows: 30});
    expect(await pty.waitForExit()).toMatchObject({exitCode: 0});
    expect(pty.screen()).toContain('last line');
  });
});

describe("asciinema's player", () => {
  test.each(['cast3', 'cast2'])('plays a %s export to its end', async (format) => {
    await exportTo(format, 'a.cast');
    const {status, stdout, stderr} = spawnSync(process.execPath, [PLAYER_CORE, join(sandbox.home, 'a.cast')], {
      encoding: 'utf8',
    });
    expect({status, stderr}).toEqual({status: 0, stderr: ''});
    const seen = JSON.parse(stdout) as {output: string; markers: [number, string][]; duration: number; size: unknown};
    expect(seen.output).toBe('ünï\r\nbroken \ufffd byte\r\n\x1b[31mlast line\x1b[m\r\n');
    expect(seen.markers).toEqual([
      [0, 'echo ünï'],
      [2.5, 'false'],
    ]);
    expect(seen.size).toEqual({cols: 70, rows: 12});
    expect(seen.duration).toBeCloseTo(2.6, 6);
  });
});

describe('a cast export', () => {
  test('is readable by its owner only, valid UTF-8, and holds nothing of ours', async () => {
    await exportTo('cast3', 'a.cast');
    const file = join(sandbox.home, 'a.cast');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    const [header, ...events] = lines.map((line) => JSON.parse(line) as unknown);
    expect(header).toEqual({
      version: 3,
      term: {cols: 70, rows: 12, type: 'xterm'},
      timestamp: 1_767_323_045,
      command: 'kubectl get pods',
      env: {TERM: 'xterm'},
    });
    expect(events).toEqual([
      [0, 'm', 'echo ünï'],
      [0.1, 'o', 'ünï\r\n'],
      [0.05, 'o', 'broken \ufffd byte\r\n'],
      [0.15, 'i', 'q'],
      [0.7, 'r', '90x20'],
      [1.5, 'm', 'false'],
      [0.1, 'o', '\x1b[31mlast line\x1b[m\r\n'],
      [0, 'x', '7'],
    ]);
    expect(lines.join('')).not.toMatch(/\\ud[89a-f]/i);
  });

  test('holds what there is of a session that still runs', async () => {
    const live = await builder.addSession();
    live.output(1000, 'so far');
    await live.cut();
    const {exitCode, stdout} = await runCli(['export', live.id, '--format', 'cast3'], {env: sandbox.env});
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/\n\[0\.001000, "o", "so far"\]\n$/);
    await live.close();
  });

  test('tells what of a recording is missing', async () => {
    const session = await builder.addSession();
    session.output(1000, 'one');
    await session.cut();
    session.output(2000, 'two');
    const record = await session.end();
    await builder.store.clearDerived(session.id);
    const {stdout, stderr, exitCode} = await runCli(['export', record.id], {env: sandbox.env});
    expect(exitCode).toBe(0);
    expect(stdout).toContain('two');
    expect(stderr).toMatch(/^ddcoterm: The index does not know/);
  });
});

describe('other exports', () => {
  test('txt is the transcript, command by command', async () => {
    const {stdout} = await runCli(['export', 'last', '--format', 'txt'], {env: sandbox.env});
    expect(stdout).toContain('[0:00.0] $ echo ünï\nünï\nbroken \ufffd byte\n');
    expect(stdout).toContain('[0:02.5] $ false\n[exit 1]\n');
  });

  test('json is the session with commands and log text', async () => {
    const {stdout} = await runCli(['export', 'last', '--format', 'json'], {env: sandbox.env});
    const {session, events, logs, redactions} = JSON.parse(stdout) as Record<string, unknown>;
    expect(session).toMatchObject({state: 'ended', exitStatus: 7, startedAt: '2026-01-02T03:04:05.000Z'});
    expect(events).toMatchObject([{commandLine: 'echo ünï'}, {commandLine: 'false', exitStatus: 1}]);
    expect(logs).toMatchObject([{text: 'ünï\nbroken \ufffd byte'}, {text: ''}]);
    expect(redactions).toEqual([]);
  });

  test('a format that does not exist, a folder that is not there', async () => {
    expect(await runCli(['export', 'last', '--format', 'gif3'], {env: sandbox.env})).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('The formats are cast3, cast2, txt'),
    });
    expect(await exportTo('cast3', 'no/folder.cast')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/Cannot write export ".*no\/folder.cast"/),
    });
  });
});
