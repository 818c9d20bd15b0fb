/**
 * Scenario: `ddcoterm foo` stands for the program ddcoterm-foo. Failure looks like: another status, a signal that is lost,
 * Ctrl-C that ends the wrong one, streams that are not the very same.
 */
import {spawn, spawnSync} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {BUILT_CLI} from '../../support/built-cli.ts';
import {describeWith} from '../../support/programs.ts';
import {PtySession} from '../../support/pty.ts';
import {createSandbox, type Sandbox} from '../../support/sandbox.ts';

let sandbox: Sandbox;
let bin: string;
beforeEach(() => {
  sandbox = createSandbox('plugin');
  bin = join(sandbox.home, 'bin');
  mkdirSync(bin);
  sandbox.env.PATH = `${bin}:${sandbox.env.PATH}`;
});
afterEach(() => sandbox.remove());

const plugin = (name: string, text: string) =>
  writeFileSync(join(bin, `ddcoterm-${name}`), `#!/bin/sh\n${text}\n`, {mode: 0o755});
const run = (args: string[], input = '') =>
  spawnSync(process.execPath, [BUILT_CLI, ...args], {env: sandbox.env, encoding: 'utf8', input, cwd: sandbox.home});

describe('a plugin', () => {
  test('gets its arguments, streams, folder and environment, and its status is passed on', () => {
    plugin('foo', 'printf "%s|" "$@"; cat; pwd; echo "$HOME" >&2; exit 42');
    const {status, stdout, stderr} = run(['foo', '--help', 'a b', '', '--', "it's"], 'typed\n');
    expect(status).toBe(42);
    expect(stdout).toBe(`--help|a b||--|it's|typed\n${sandbox.home}\n`);
    expect(stderr).toBe(`${sandbox.home}\n`);
  });

  test.each(['SIGTERM', 'SIGKILL', 'SIGHUP', 'SIGINT'])('that dies of %s lets ddcoterm die of it', (signal) => {
    plugin('foo', `kill -${signal.slice(3)} $$`);
    expect(run(['foo'])).toMatchObject({status: null, signal});
  });

  test.each(['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGINT'] as const)('receives %s sent to ddcoterm', async (signal) => {
    plugin('foo', `trap 'echo got; exit 3' ${signal.slice(3)}\necho ready\nwhile :; do sleep 0.05; done`);
    const child = spawn(process.execPath, [BUILT_CLI, 'foo'], {env: sandbox.env, stdio: ['ignore', 'pipe', 'ignore']});
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      if (output === '') child.kill(signal);
      output += chunk.toString();
    });
    const status = await new Promise((resolve) => child.once('close', resolve));
    expect({status, output}).toEqual({status: 3, output: 'ready\ngot\n'});
  });

  test('that cannot be executed gives 126', () => {
    writeFileSync(join(bin, 'ddcoterm-foo'), '#!/no/such/interpreter\n', {mode: 0o755});
    const {status, stderr} = run(['foo']);
    expect(status === 126 || status === 127).toBe(true);
    expect(stderr).toMatch(/^ddcoterm: Cannot run "/);
  });

  test('is suggested for a mistyped name', () => {
    plugin('weather', ':');
    const {status, stderr} = run(['waether']);
    expect(status).toBe(2);
    expect(stderr).toContain('Did you mean "ddcoterm weather"?');
  });
});

describeWith(['bash'], 'a plugin at a terminal', () => {
  let shell: PtySession;
  afterEach(() => shell.close());

  const open = async () => {
    shell = new PtySession('bash', ['--noprofile', '--norc'], {env: {...sandbox.env, PS1: 'ready> '}});
    await shell.waitFor('ready> ');
  };
  const command = `'${process.execPath}' '${BUILT_CLI}' foo`;

  test('has Ctrl-C for itself: ddcoterm waits for what it makes of it', async () => {
    plugin('foo', `trap 'echo cleaned; exit 7' INT\necho started\nwhile :; do sleep 0.05; done`);
    await open();
    shell.write(`${command}; echo "status $?"\r`);
    await shell.waitFor((_, screen) => /^started/m.test(screen));
    shell.write('\x03');
    await shell.waitFor((_, screen) => /^status 7/m.test(screen));
    expect(shell.text).toContain('cleaned');
  });

  test('that dies of Ctrl-C breaks a loop around it, as it would without us', async () => {
    // dash loses a SIGINT that comes while it starts a command, without us, too; a trap keeps it.
    plugin('foo', `trap 'trap - INT; kill -INT $$' INT\necho started\nwhile :; do sleep 0.05; done`);
    await open();
    shell.write(`for i in 1 2 3; do ${command}; done; echo "after $?"\r`);
    await shell.waitFor((_, screen) => /^started/m.test(screen));
    shell.write('\x03');
    await shell.waitFor((text) => text.split('ready> ').length > 2);
    expect(shell.screen().match(/^started/gm)).toHaveLength(1);
  });

  test('can be stopped by Ctrl-Z and brought back', async () => {
    plugin('foo', 'echo started; read line; echo "read $line"');
    await open();
    shell.write(`${command}\r`);
    await shell.waitFor((_, screen) => /^started/m.test(screen));
    shell.write('\x1a');
    await shell.waitFor('Stopped');
    shell.write('fg\r');
    await shell.waitFor((_, screen) => /^ready> fg\n.*foo$/m.test(screen));
    shell.write('hello\r');
    await shell.waitFor('read hello');
  });
});
