import {chmodSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {runCli} from '../support/run-cli.ts';
import {createSandbox, type Sandbox} from '../support/sandbox.ts';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = createSandbox('cli');
});
afterEach(() => sandbox.remove());

const run = (line: string, options: {isTty?: boolean} = {}) =>
  runCli(line === '' ? [] : line.split(' '), {env: sandbox.env, ...options});

describe('runCommandLine', () => {
  test.each(['--version', '-v', 'version'])('prints the version for %j', async (line) => {
    expect(await run(line)).toEqual({exitCode: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\S*\n$/), stderr: ''});
  });

  test.each([
    ['hlep', 'UNKNOWN', 'Did you mean "ddcoterm help"?'],
    ['zzzzzz', 'UNKNOWN', 'Run "ddcoterm help"'],
    ['config gte x', 'Cannot read "config": it has no command "gte"', 'Did you mean "ddcoterm config get"'],
    ['config', 'Cannot read "config": it needs a command behind it', '"ddcoterm config get"'],
    ['agent', 'Cannot read "agent"', 'There are "ddcoterm agent status", "ddcoterm agent stop"'],
    ['approvals aprove x', 'Cannot read "approvals"', 'Did you mean "ddcoterm approvals approve"?'],
    ['ls --sinc 1h', 'unsupported option name ("--sinc")', 'Did you mean "--since"?'],
    ['--titel x -- true', 'Cannot read option "--titel"', 'Did you mean "--title"?'],
    ['show', 'Cannot read "show": ID is missing', 'ddcoterm show --help'],
    [
      'config path --bogus',
      'Cannot read "config path": unsupported option name ("--bogus")',
      'ddcoterm config path --help',
    ],
    ['config get a b', 'Cannot read "config get": an argument too many', '--help'],
    ['config set', 'Cannot read "config set": KEY is missing', '--help'],
    ['--bogus', 'unsupported option name ("--bogus")', '--help'],
    ['--title', 'Cannot read', ''],
    ['--tag nocolon', 'Cannot use tag "nocolon": it is not key:value', '--tag ticket:OPS-12'],
    ['--quiet ls', 'Cannot read argument "ls"', 'ddcoterm [options] -- ls'],
    ['help nothing', 'Cannot show help for "nothing"', 'ddcoterm help'],
  ])('refuses %j on stderr with status 2 and a cure', async (line, message, cure) => {
    const {exitCode, stdout, stderr} = await run(line);
    expect({exitCode, stdout}).toEqual({exitCode: 2, stdout: ''});
    expect(stderr).toMatch(/^ddcoterm: Cannot [^\n]+\n( {2}[^\n]+\n)+$/);
    expect(stderr).toContain(message === 'UNKNOWN' ? `Cannot run "${line}"` : message);
    expect(stderr).toContain(cure);
  });

  test.each([
    ['-- no-such-command-anywhere', 127, 'Cannot run "no-such-command-anywhere": command not found'],
    ['-- ./absent', 127, 'Cannot run "./absent": command not found'],
    ['-- ./dead', 126, 'Cannot run "./dead": it is not executable'],
    ['-- ./folder', 126, 'Cannot run "./folder": it is a folder'],
  ])('gives the status of a shell for %j', async (line, status, message) => {
    writeFileSync(join(sandbox.home, 'dead'), '#!/bin/sh\n', {mode: 0o644});
    mkdirSync(join(sandbox.home, 'folder'));
    expect(await run(line)).toEqual({exitCode: status, stdout: '', stderr: expect.stringContaining(message)});
  });

  test('colours help on a terminal only, and not with NO_COLOR', async () => {
    const sgr = '\x1b[';
    expect((await run('help')).stdout).not.toContain(sgr);
    expect((await run('help', {isTty: true})).stdout).toContain(sgr);
    sandbox.env.NO_COLOR = '1';
    expect((await run('help', {isTty: true})).stdout).not.toContain(sgr);
    delete sandbox.env.NO_COLOR;
    sandbox.env.FORCE_COLOR = '1';
    expect((await run('help')).stdout).toContain(sgr);
  });

  test('shows the stack of a bug only when asked', async () => {
    sandbox.env.DDCOTERM_DEBUG = '1';
    const {stderr} = await run('config set limits.store much');
    expect(stderr).toMatch(/\n {4}at /);
  });

  test('tells a command without the right to run that is on PATH', async () => {
    const bin = join(sandbox.home, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'dead'), '#!/bin/sh\n');
    chmodSync(join(bin, 'dead'), 0o600);
    sandbox.env.PATH = `${bin}:${sandbox.env.PATH}`;
    expect((await run('-- dead')).exitCode).toBe(126);
  });
});
