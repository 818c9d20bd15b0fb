import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {homePaths} from '../../src/config/home.ts';
import {runCli} from '../support/run-cli.ts';
import {createSandbox, type Sandbox} from '../support/sandbox.ts';

let sandbox: Sandbox;
let bin: string;
beforeEach(() => {
  sandbox = createSandbox('shim');
  bin = join(sandbox.home, 'bin');
  mkdirSync(bin);
  for (const name of ['kubectl', 'psql', 'ssh']) writeFileSync(join(bin, name), '#!/bin/sh\n', {mode: 0o755});
  sandbox.env.PATH = `${homePaths(sandbox.env).overrides}:${bin}:${sandbox.env.PATH}`;
  sandbox.env.SHELL = '/bin/bash';
});
afterEach(() => sandbox.remove());

const paths = () => homePaths(sandbox.env);
const run = (line: string) => runCli(['shim', ...line.split(' ').filter(Boolean)], {env: sandbox.env});
const shims = () => (existsSync(paths().overrides) ? readdirSync(paths().overrides).filter((n) => n[0] !== '.') : []);
const config = () => readFileSync(paths().config, 'utf8');

describe('shim add', () => {
  test.each(['add', 'create'])('%s makes shims and brings config.yaml in step', async (verb) => {
    writeFileSync(paths().config, '# mine\nshims: # ours\n  - ssh\n');
    const {exitCode, stdout} = await run(`${verb} psql kubectl`);
    expect({exitCode, stdout}).toEqual({exitCode: 0, stdout: 'Added kubectl\nAdded psql\n'});
    expect(shims()).toEqual(['kubectl', 'psql']);
    expect(config()).toBe('# mine\nshims: # ours\n  - ssh\n  - psql\n  - kubectl\n');
  });

  test('twice equals once', async () => {
    await run('add psql');
    const before = config();
    expect((await run('add psql')).stdout).toBe('Nothing to do: psql up to date\n');
    expect(config()).toBe(before);
  });

  test('says how to make it effective, where the folder is not on PATH', async () => {
    sandbox.env.PATH = `${bin}:/usr/bin:/bin`;
    expect((await run('add psql')).stderr).toContain(`type: export PATH="${paths().overrides}:$PATH"`);
    sandbox.env.SHELL = '/usr/bin/fish';
    expect((await run('add ssh')).stderr).toContain(`type: set -gx PATH '${paths().overrides}' $PATH`);
    expect((await run('add ssh')).stderr).not.toContain('PATH');
  });

  test('speaks of what the shell remembers, where it is on PATH', async () => {
    const {stderr} = await run('add psql');
    expect(stderr).toContain('hash -r');
    expect(stderr).not.toContain('export PATH');
  });

  test('makes one for a command that is not there yet, and says so', async () => {
    const {exitCode, stderr} = await run('add nowhere-to-be-found');
    expect(exitCode).toBe(0);
    expect(stderr).toContain('There is no "nowhere-to-be-found" on PATH yet');
  });

  test.each(['add ../x', 'add sh', 'add psql cd'])('refuses "%s" and changes nothing', async (line) => {
    expect((await run(line)).exitCode).toBe(1);
    expect(shims()).toEqual([]);
    expect(existsSync(paths().config)).toBe(false);
  });
});

describe('shim NAME', () => {
  test('means add', async () => {
    expect(await run('psql')).toMatchObject({exitCode: 0, stdout: 'Added psql\n'});
    expect(config()).toBe('shims:\n  - psql\n');
  });

  test('takes what is not on PATH for a mistyped word', async () => {
    expect(await run('lits')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/Did you mean "ddcoterm shim list"\?.* ddcoterm shim add lits/),
    });
    expect(shims()).toEqual([]);
  });
});

describe('shim remove', () => {
  test('takes shim and setting away', async () => {
    await run('add psql ssh');
    expect(await run('remove psql')).toEqual({exitCode: 0, stdout: 'Removed psql\n', stderr: ''});
    expect(shims()).toEqual(['ssh']);
    expect(config()).toBe('shims:\n  - ssh\n');
  });

  test('takes a name that only config.yaml has from there', async () => {
    writeFileSync(paths().config, 'shims: [psql, ssh]\n');
    expect(await run('remove psql')).toMatchObject({exitCode: 0, stdout: 'Removed psql\n'});
    expect((await runCli(['config', 'get', 'shims', '--json'], {env: sandbox.env})).stdout).toBe('[\n  "ssh"\n]\n');
  });

  test('takes all away', async () => {
    await run('add psql ssh');
    expect(await run('remove --all')).toMatchObject({exitCode: 0, stdout: 'Removed psql\nRemoved ssh\n'});
    expect(shims()).toEqual([]);
    expect(await run('list --json')).toMatchObject({stdout: '[]\n'});
  });

  test.each([
    ['remove nothing', 1],
    ['remove', 2],
    ['remove --all psql', 2],
  ])('refuses "%s"', async (line, status) => expect((await run(line)).exitCode).toBe(status));
});

describe('shim sync', () => {
  test('makes the shims equal to the list, and is idempotent', async () => {
    await run('add ssh');
    writeFileSync(paths().config, 'shims: [psql, kubectl]\n');
    expect((await run('sync --dry-run')).stdout).toBe('Added kubectl\nAdded psql\nRemoved ssh\n');
    expect(shims()).toEqual(['ssh']);
    expect((await run('sync')).stdout).toBe('Added kubectl\nAdded psql\nRemoved ssh\n');
    expect(shims()).toEqual(['kubectl', 'psql']);
    expect((await run('sync')).stdout).toBe('Nothing to do: kubectl, psql up to date\n');
    expect(JSON.parse((await run('sync --json')).stdout)).toEqual({
      added: [],
      updated: [],
      removed: [],
      unchanged: ['kubectl', 'psql'],
    });
    expect(config()).toBe('shims: [psql, kubectl]\n');
  });

  test('removes all for an empty list', async () => {
    await run('add ssh');
    writeFileSync(paths().config, 'shims: []\n');
    expect((await run('sync')).stdout).toBe('Removed ssh\n');
  });

  test.each([
    ['announce: true\n', 'SYNC_LIST_MISSING', 'has no list "shims:"'],
    ['shims: [psql\n', 'SYNC_LIST_BROKEN', ':1:'],
    ['shims: psql\n', 'SYNC_LIST_BROKEN', ':1:8:'],
    ['shims: [psql, 3]\n', 'SYNC_LIST_BROKEN', 'shims.1'],
  ])('changes nothing when the list is in doubt: %j', async (text, _, message) => {
    await run('add ssh');
    writeFileSync(paths().config, text);
    const {exitCode, stderr} = await run('sync');
    expect(exitCode).toBe(1);
    expect(stderr).toContain(message);
    expect(shims()).toEqual(['ssh']);
  });
});

describe('shim list and which', () => {
  test('tell what each shim runs', async () => {
    await run('add psql nowhere-to-be-found');
    const {stdout} = await run('list');
    expect(stdout).toContain(`psql                 ${join(bin, 'psql')}  ok\n`);
    expect(stdout).toContain('nowhere-to-be-found  no command of that name  ok\n');
    expect(JSON.parse((await run('list --json')).stdout)).toContainEqual({
      name: 'psql',
      file: join(paths().overrides, 'psql'),
      version: expect.any(String),
      fresh: true,
      effective: true,
      real: join(bin, 'psql'),
    });
    expect((await run('')).stdout).toBe(stdout);
  });

  test('tell when the shim is not what runs', async () => {
    await run('add psql');
    expect(await run('which psql')).toMatchObject({exitCode: 0, stdout: expect.stringContaining(join(bin, 'psql'))});
    expect(await run('which ssh')).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining('not recorded: there is no shim'),
    });
    sandbox.env.PATH = `${bin}:${paths().overrides}`;
    expect(await run('which psql')).toMatchObject({exitCode: 1, stdout: expect.stringContaining('is not found first')});
    expect((await run('list')).stdout).toContain('not in effect here');
    expect(await run('which nowhere-to-be-found')).toMatchObject({exitCode: 1});
  });

  test('say that there are none yet', async () => {
    expect(await run('list')).toMatchObject({exitCode: 0, stdout: '', stderr: expect.stringContaining('shim add')});
  });
});

describe('shim doctor', () => {
  test('finds what is wrong, and gives status 1 for errors', async () => {
    await run('add psql ssh');
    sandbox.env.PATH = '/usr/bin:/bin';
    const {exitCode, stdout} = await run('doctor psql --json --shell /bin/sh');
    expect(exitCode).toBe(1);
    const findings = JSON.parse(stdout) as {code: string; shim: string | null; cure: string}[];
    expect(findings.map(({code}) => code)).toContain('SHIM_PATH_MISSING');
    expect(findings.every(({shim}) => shim === null || shim === 'psql')).toBe(true);
    expect((await run('doctor --shell /bin/sh')).stdout).toContain('error: The shim folder');
  });
});
