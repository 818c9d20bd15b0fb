import {readFileSync, statSync, writeFileSync} from 'node:fs';
import {homePaths} from '../../src/config/home.ts';
import {runCli} from '../support/run-cli.ts';
import {createSandbox, type Sandbox} from '../support/sandbox.ts';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = createSandbox('config');
});
afterEach(() => sandbox.remove());

const run = (...args: string[]) => runCli(['config', ...args], {env: sandbox.env});
const file = () => homePaths(sandbox.env).config;

describe('config set of a key', () => {
  const key = 'connection_config.api_key';

  test('reads it from stdin, and keeps the file for its owner alone', async () => {
    writeFileSync(file(), 'announce: false\n', {mode: 0o644});
    const {exitCode, stdout, stderr} = await runCli(['config', 'set', key], {
      env: sandbox.env,
      stdin: 'made-up-value\n',
    });
    expect({exitCode, stdout, stderr}).toEqual({exitCode: 0, stdout: '', stderr: ''});
    expect(readFileSync(file(), 'utf8')).toContain('made-up-value');
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect((await run('get', key)).stdout).toBe('********\n');
  });

  test('warns whoever typed it into the command line', async () => {
    expect(await runCli(['config', 'set', key, 'made-up-value'], {env: sandbox.env, isTty: true})).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('other programs can see'),
    });
  });
});

describe('config get', () => {
  test('prints what is in force, as YAML and as JSON', async () => {
    writeFileSync(file(), 'shims: [kubectl]\nlimits: {store: 5GiB}\n');
    sandbox.env.DDCOTERM_RETENTION = '7d';
    expect((await run('get', 'limits.store')).stdout).toBe('5GiB\n');
    expect((await run('get', 'retention')).stdout).toBe('7d\n');
    expect((await run('get', 'shims')).stdout).toBe('- kubectl\n');
    expect(JSON.parse((await run('get', 'limits', '--json')).stdout)).toEqual({
      recording: '1GiB',
      store: '5GiB',
      free_disk: '500MiB',
      log_text: '1MiB',
    });
    expect(JSON.parse((await run('get', '--json')).stdout)).toMatchObject({on_failure: 'open', retention: '7d'});
    expect((await run('get')).stdout).toContain('on_failure: open\n');
  });

  test('prints settings of single commands', async () => {
    writeFileSync(file(), 'commands: {psql: {record_input: true}}\n');
    expect((await run('get', 'commands.psql.record_input')).stdout).toBe('true\n');
    expect((await run('get', '--json', 'commands.ssh')).stdout).toBe('null\n');
  });

  test('masks keys', async () => {
    writeFileSync(file(), 'connection_config: {host: example.com, api_key: made-up-value}\n', {mode: 0o600});
    const {stdout} = await run('get');
    expect(stdout).not.toContain('made-up-value');
    expect((await run('get', 'connection_config.api_key')).stdout).toBe('********\n');
    expect((await run('get', 'connection_config.host')).stdout).toBe('example.com\n');
  });

  test('names the nearest setting for one that is not there', async () => {
    expect(await run('get', 'limits.stroe')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr:
        'ddcoterm: Cannot find setting "limits.stroe": there is no such setting\n  Did you mean "limits.store"?\n',
    });
  });

  test('tells on stderr what is wrong in the file, and works', async () => {
    writeFileSync(file(), 'announce: maybe\n');
    const {exitCode, stdout, stderr} = await run('get', 'announce');
    expect({exitCode, stdout}).toEqual({exitCode: 0, stdout: 'true\n'});
    expect(stderr).toBe(`ddcoterm: ${file()}:1:11: Cannot use setting "announce": "maybe" is not true or false\n`);
  });
});

describe('config set', () => {
  test.each([
    [['limits.store', '5GiB'], 'limits:\n  store: 5GiB\n'],
    [['limits.free_disk', '1000000'], 'limits:\n  free_disk: 1000000\n'],
    [['announce', 'false'], 'announce: false\n'],
    [['shims', '[kubectl, psql]'], 'shims:\n  - kubectl\n  - psql\n'],
    [['tags.team', 'infra'], 'tags:\n  team: infra\n'],
    [['tags.note', 'a: b'], 'tags:\n  note: "a: b"\n'],
    [['commands.psql.record', 'false'], 'commands:\n  psql:\n    record: false\n'],
    [['retention', '30d'], 'retention: 30d\n'],
    [['connection_config.api_key', 'made-up'], 'connection_config:\n  api_key: made-up\n'],
  ])('writes %j', async (args, text) => {
    expect(await run('set', ...args)).toEqual({exitCode: 0, stdout: '', stderr: ''});
    expect(readFileSync(file(), 'utf8')).toBe(text);
  });

  test.each([
    [['limits.store', 'much'], 'limits.store'],
    [['limits.store', '-5GiB'], 'limits.store'],
    [['announce', 'maybe'], 'announce'],
    [['anounce', 'true'], 'announce'],
    [['shims', 'a/b'], 'shims'],
  ])('refuses %j and writes nothing', async (args, named) => {
    writeFileSync(file(), '# mine\n');
    const {exitCode, stderr} = await run('set', ...(args[1]!.startsWith('-') ? [args[0]!, '--', args[1]!] : args));
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^ddcoterm: Cannot use setting "/);
    expect(stderr).toContain(named);
    expect(readFileSync(file(), 'utf8')).toBe('# mine\n');
  });
});

describe('config path', () => {
  test('prints the path', async () => expect((await run('path')).stdout).toBe(`${file()}\n`));
});
