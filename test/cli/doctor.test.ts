import {chmodSync, mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {homePaths} from '../../src/config/home.ts';
import {runCli} from '../support/run-cli.ts';
import {createSandbox, type Sandbox} from '../support/sandbox.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
let sandbox: Sandbox;
beforeEach(() => {
  sandbox = createSandbox('doctor');
  sandbox.env.SHELL = '/bin/sh';
  sandbox.env.DDCOTERM_LIMITS_FREE_DISK = '1';
  const {bin} = homePaths(sandbox.env);
  mkdirSync(bin, {mode: 0o700});
  writeFileSync(join(bin, 'ddcoterm-host'), '#!/bin/sh\n', {mode: 0o700});
});
afterEach(() => sandbox.remove());

interface Line {
  area: string;
  code: string;
  state: 'ok' | 'warn' | 'fail';
  message: string;
  cure?: string;
}

const paths = () => homePaths(sandbox.env);
const run = (...args: string[]) => runCli(['doctor', ...args], {env: sandbox.env, now: () => NOW});
const examine = async () => {
  const {exitCode, stdout} = await run('--json');
  return {exitCode, lines: JSON.parse(stdout) as Line[]};
};
const find = (lines: Line[], code: string) => lines.find((line) => line.code === code);

describe('doctor', () => {
  test('gives 0 where nothing fails, a cure for each doubt, and words for people', async () => {
    const {exitCode, lines} = await examine();
    expect(lines.filter(({state}) => state === 'fail')).toEqual([]);
    expect(exitCode).toBe(0);
    for (const {state, cure} of lines) if (state !== 'ok') expect(cure).not.toBe(undefined);
    for (const area of ['installation', 'home', 'settings', 'store', 'agent', 'recorder', 'shims']) {
      expect(lines.some((line) => line.area === area)).toBe(true);
    }
    expect((await run()).stdout).toMatch(/^ok {4}ddcoterm \d/);
  });

  test('works before there is a home', async () => {
    rmSync(paths().root, {recursive: true});
    const {lines} = await examine();
    expect(find(lines, 'HOME_MISSING')).toMatchObject({state: 'warn'});
    expect(find(lines, 'HOST_MISSING')).toMatchObject({state: 'fail', cure: 'Run the installer'});
  });

  test('finds folders and files that others may read', async () => {
    chmodSync(paths().root, 0o755);
    const {exitCode, lines} = await examine();
    expect(exitCode).toBe(1);
    expect(find(lines, 'HOME_MODE')).toMatchObject({state: 'fail', cure: `Run: chmod -R go= ${paths().root}`});
  });

  test('tells problems of the settings with their place', async () => {
    writeFileSync(paths().config, 'announce: maybe\nfoo: 1\n');
    const {exitCode, lines} = await examine();
    expect(exitCode).toBe(1);
    expect(find(lines, 'CONFIG_VALUE')?.message).toContain(`${paths().config}:1:11:`);
    expect(find(lines, 'CONFIG_UNKNOWN_KEY')).toMatchObject({state: 'warn'});
  });

  test('tells a database that cannot be opened', async () => {
    mkdirSync(paths().data, {mode: 0o700});
    writeFileSync(paths().database, 'this is no database, and long enough to be read as one'.repeat(100), {
      mode: 0o600,
    });
    const {exitCode, lines} = await examine();
    expect(exitCode).toBe(1);
    expect(lines.find(({area, state}) => area === 'store' && state === 'fail')?.message).toContain(paths().database);
  });

  test('tells low disk space', async () => {
    sandbox.env.DDCOTERM_LIMITS_FREE_DISK = '1000TiB';
    const {exitCode, lines} = await examine();
    expect(exitCode).toBe(1);
    expect(find(lines, 'DISK_LOW')).toMatchObject({state: 'fail'});
  });

  test('tells what hosts failed at, old failures as a warning, and passes over what is no line of it', async () => {
    mkdirSync(paths().log, {mode: 0o700});
    const failure = (hoursAgo: number, code: string, command: string) =>
      JSON.stringify({atMs: NOW - hoursAgo * 3_600_000, code, command, message: `Cannot do it: ${code}`});
    writeFileSync(
      paths().hostFailures,
      [
        failure(300, 'LONG_AGO', 'psql'),
        failure(100, 'OLD', 'psql'),
        failure(2, 'FRESH', 'kubectl'),
        failure(1, 'FRESH', 'ssh'),
        '{"cut',
        '7',
      ].join('\n'),
      {mode: 0o600},
    );
    const {exitCode, lines} = await examine();
    expect(exitCode).toBe(1);
    expect(find(lines, 'FRESH')).toMatchObject({
      state: 'fail',
      message:
        'Recording failed 2 times in the last 7 days (kubectl, ssh), last at 2026-03-01T11:00:00.000Z: Cannot do it: FRESH',
    });
    expect(find(lines, 'OLD')).toMatchObject({state: 'warn', message: expect.stringContaining('once')});
    expect(find(lines, 'LONG_AGO')).toBeUndefined();
  });

  test('tells which recorder the shims have', async () => {
    expect(find((await examine()).lines, 'HOST')?.message).toContain('node host');
    const relay = join(paths().bin, `ddcoterm-host-${process.platform}-${process.arch}`);
    writeFileSync(relay, '\x7fELF', {mode: 0o700});
    sandbox.env.DDCOTERM_HOST = 'relay';
    expect(find((await examine()).lines, 'HOST')?.message).toBe('Shims record through the native relay');
    sandbox.env.DDCOTERM_HOST = 'node';
    expect(find((await examine()).lines, 'HOST')?.message).toContain('node host');
  });

  test('tells what is wrong with shims', async () => {
    await runCli(['shim', 'add', 'nowhere-to-be-found'], {env: sandbox.env});
    const {exitCode, lines} = await examine();
    expect(exitCode).toBe(1);
    expect(find(lines, 'SHIM_PATH_MISSING')).toMatchObject({area: 'shims', state: 'fail'});
  });
});
