/**
 * Scenario: the built CLI as a process, as shells and scripts use it. Failure looks like: a stack trace, a status of its
 * own, a slow start.
 */
import {spawnSync} from 'node:child_process';
import {chmodSync, copyFileSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {dirname, join, resolve} from 'node:path';
import {BUILT_CLI} from '../../support/built-cli.ts';
import {describeWith} from '../../support/programs.ts';
import {createSandbox, type Sandbox} from '../../support/sandbox.ts';
import {stopAgent} from '../../support/stop-agent.ts';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = createSandbox('process');
  sandbox.env.DDCOTERM_AGENT_IDLE = '1s';
});
afterEach(() => sandbox.remove());

const sh = (script: string) =>
  spawnSync('bash', ['-c', script, process.execPath, BUILT_CLI], {
    env: sandbox.env,
    encoding: 'utf8',
    cwd: sandbox.home,
  });

/** As the installer lays it out: what starts the built CLI and tells it about its descriptors. */
function launcher(): string {
  const file = join(sandbox.ddcotermHome, 'bin/ddcoterm');
  mkdirSync(join(sandbox.ddcotermHome, 'bin'));
  mkdirSync(join(sandbox.ddcotermHome, 'lib/current'), {recursive: true});
  symlinkSync(dirname(BUILT_CLI), join(sandbox.ddcotermHome, 'lib/current/dist'));
  copyFileSync(resolve(__dirname, '../../../installer/launchers/ddcoterm'), file);
  chmodSync(file, 0o700);
  return file;
}

/** Which of the three descriptors are non-blocking, as the recorded command finds them. */
const FLAGS =
  'import fcntl, os; os.write(1, repr([fcntl.fcntl(fd, fcntl.F_GETFL) & os.O_NONBLOCK for fd in (0, 1, 2)]).encode())';

describeWith(['bash', 'python3'], 'ddcoterm -- COMMAND', () => {
  let sessions: number;
  beforeEach(() => {
    sessions = 1;
  });
  afterEach(async () => {
    if (sessions > 0) await stopAgent(sandbox.env, sessions);
  });

  test('leaves the pipes that it shares with others as they are', () => {
    const {stdout} = sh(`: | "$0" "$1" --quiet -- python3 -c '${FLAGS}' 2>&1 | cat`);
    expect(stdout).toBe('[0, 0, 0]');
  });

  test('leaves nothing behind that keeps a pipe open', () => {
    const {stdout} = sh(`bash -c '"$0" --quiet -- true 2> >(cat; echo closed)' ${launcher()}; echo done`);
    expect(stdout.split('\n').sort()).toEqual(['', 'closed', 'done']);
  });

  test('drops a literal COMMAND, unless there is such a program', () => {
    sessions = 2;
    expect(sh('"$0" "$1" --quiet -- COMMAND printf %s it').stdout).toBe('it');
    writeFileSync(join(sandbox.home, 'COMMAND'), '#!/bin/sh\necho "mine $*"\n', {mode: 0o755});
    sandbox.env.PATH = `${sandbox.home}:${sandbox.env.PATH}`;
    expect(sh('"$0" "$1" --quiet -- COMMAND printf %s it').stdout).toBe('mine printf %s it\n');
  });

  test('records nothing with DDCOTERM_DISABLE=1', () => {
    sessions = 0;
    sandbox.env.DDCOTERM_DISABLE = '1';
    expect(sh('"$0" "$1" -- printf %s it')).toMatchObject({status: 0, stdout: 'it', stderr: ''});
    expect(existsSync(join(sandbox.ddcotermHome, 'data'))).toBe(false);
  });

  test('runs the real command, not its shim', () => {
    const shims = join(sandbox.ddcotermHome, 'overrides');
    mkdirSync(shims);
    writeFileSync(join(shims, '.ddcoterm-shims'), '');
    writeFileSync(join(shims, 'printf'), '#!/bin/sh\necho shim\n', {mode: 0o755});
    sandbox.env.PATH = `${shims}:${sandbox.env.PATH}`;
    expect(sh('"$0" "$1" --quiet -- printf %s real').stdout).toBe('real');
  });

  test.each(['exit 0', 'exit 7', 'exit 255', 'kill -TERM $$', 'kill -KILL $$', 'kill -INT $$'])(
    'ends as the command does: "%s"',
    (script) => {
      const plain = spawnSync('sh', ['-c', script], {env: sandbox.env});
      const recorded = spawnSync(process.execPath, [BUILT_CLI, '--quiet', '--', 'sh', '-c', script], {
        env: sandbox.env,
      });
      expect([recorded.status, recorded.signal]).toEqual([plain.status, plain.signal]);
    },
  );
});

describeWith(['bash'], 'ddcoterm as a process', () => {
  test('ends quietly when the reader of a pipe leaves', () => {
    const {stdout, stderr} = sh('for i in 1 2 3; do "$0" "$1" help | head -1; done; echo $PIPESTATUS');
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^(ddcoterm .*\n){3}0\n$/);
  });

  test('ends quietly when its output goes nowhere', () => {
    expect(sh('"$0" "$1" help >&-').stderr).toBe('');
  });

  test('tells a full disk under its output by status', () => {
    expect(sh('"$0" "$1" help >/dev/full; echo $?').stdout).toBe('1\n');
  });

  test('works where the working directory was deleted', () => {
    mkdirSync(join(sandbox.home, 'gone'));
    const {status, stdout} = sh('cd gone && rmdir ../gone && "$0" "$1" --version');
    expect({status, stdout}).toEqual({status: 0, stdout: expect.stringMatching(/^\d/)});
  });

  test('works without HOME', () => {
    expect(sh('unset HOME DDCOTERM_HOME; "$0" "$1" --version').status).toBe(0);
  });

  test.each(['help', 'config get', 'shim list', 'doctor'])(
    'shows no stack trace for "%s" where the home is a file',
    (line) => {
      rmSync(sandbox.ddcotermHome, {recursive: true});
      const {stdout, stderr} = sh(`echo x > "$DDCOTERM_HOME"; "$0" "$1" ${line}`);
      expect(stdout + stderr).not.toMatch(/\n {4}at |This is a bug/);
    },
  );
});
