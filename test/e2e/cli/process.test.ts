/**
 * Scenario: the built CLI as a process, as shells and scripts use it. Failure looks like: a stack trace, a status of its
 * own, a slow start.
 */
import {spawnSync} from 'node:child_process';
import {mkdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {BUILT_CLI} from '../../support/built-cli.ts';
import {describeWith} from '../../support/programs.ts';
import {createSandbox, type Sandbox} from '../../support/sandbox.ts';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = createSandbox('process');
});
afterEach(() => sandbox.remove());

const sh = (script: string) =>
  spawnSync('bash', ['-c', script, process.execPath, BUILT_CLI], {
    env: sandbox.env,
    encoding: 'utf8',
    cwd: sandbox.home,
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
