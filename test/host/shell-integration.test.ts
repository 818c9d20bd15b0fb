import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {withShellIntegration} from '../../src/host/shell-integration.ts';

const DIR = join(process.cwd(), 'installer', 'shell-integration');

function start(file: string, args: string[] = [], env: NodeJS.ProcessEnv = {}, platform: NodeJS.Platform = 'linux') {
  return withShellIntegration({file, args, env, integrationDir: DIR, platform});
}

describe('withShellIntegration', () => {
  test('gives bash our file in the place of ~/.bashrc', () => {
    const script = join(DIR, 'ddcoterm.bash');
    expect(start('/bin/bash', [], {A: '1'})).toEqual({
      args: ['--rcfile', script],
      env: {A: '1'},
      integration: 'bash',
    });
    expect(start('/bin/bash', ['--rcfile', 'mine', '--noediting', '-i', '-O', 'extglob'])).toEqual({
      args: ['--rcfile', script, '--noediting', '-i', '-O', 'extglob'],
      env: {DDCOTERM_BASH_RCFILE: 'mine'},
      integration: 'bash',
    });
  });

  test.each([
    [['-l'], ['--posix', '-l'], 'posix login'],
    [['--login'], ['--posix', '--login'], 'posix login'],
    [['-login'], ['--posix', '-login'], 'posix login'],
    [['-il'], ['--posix', '-il'], 'posix login'],
    [['--noprofile', '-l'], ['--posix', '-l'], 'posix login noprofile'],
    [['--norc'], ['--posix'], 'posix norc'],
  ])('leads bash %j through ENV, so that it stays what it is', (args, expected, words) => {
    expect(start('bash', args)).toEqual({
      args: expected,
      env: {ENV: join(DIR, 'ddcoterm.bash'), DDCOTERM_BASH_START: words},
      integration: 'bash',
    });
  });

  test('passes on what a login bash finds in ENV and HISTFILE', () => {
    const {env} = start('bash', ['-l'], {ENV: 'theirs', HISTFILE: 'h'});
    expect(env).toMatchObject({
      DDCOTERM_BASH_ENV: 'theirs',
      DDCOTERM_BASH_START: 'posix login histfile',
      HISTFILE: 'h',
    });
  });

  test.each([
    ['/bin/bash', ['-c', 'true']],
    ['/bin/bash', ['-lc', 'true']],
    ['/bin/bash', ['script.sh']],
    ['/bin/bash', ['--', 'script.sh']],
    ['/bin/bash', ['--login', 'script.sh']],
    ['/bin/bash', ['-x', 'script.sh']],
    ['/bin/bash', ['-o', 'posix']],
    ['/bin/bash', ['-o']],
    ['/bin/bash', ['--posix']],
    ['/bin/bash', ['--version']],
    ['/bin/bash', ['-r']],
    ['/bin/bash', ['--rcfile']],
    ['/bin/rbash', []],
    ['/bin/sh', []],
    ['/usr/bin/nu', []],
    ['/bin/zsh', ['-c', 'true']],
    ['/bin/zsh', ['-ic', 'true']],
    ['/bin/zsh', ['script']],
    ['/bin/zsh', ['-f']],
    ['/bin/zsh', ['--no-rcs']],
    ['/bin/zsh', ['-o', 'NO_RCS']],
    ['/bin/zsh', ['--emulate', 'sh']],
    ['/usr/bin/fish', ['-c', 'true']],
    ['/usr/bin/fish', ['--command=true']],
    ['/usr/bin/fish', ['-C', 'x', 'script.fish']],
    ['/usr/bin/fish', ['--version']],
    ['/usr/bin/fish', ['-n']],
  ])('leaves %s %j as it is', (file, args) => {
    expect(start(file, args, {A: '1'})).toEqual({args, env: {A: '1'}});
  });

  test('leaves a bash alone that is in POSIX mode by its environment', () => {
    expect(start('bash', [], {POSIXLY_CORRECT: ''}).integration).toBeUndefined();
    expect(start('bash', [], {SHELLOPTS: 'braceexpand:posix'}).integration).toBeUndefined();
  });

  test("leaves Apple's bash alone where it does not read ENV", () => {
    expect(start('/bin/bash', ['-l'], {}, 'darwin').integration).toBeUndefined();
    expect(start('/opt/homebrew/bin/bash', ['-l'], {}, 'darwin').integration).toBe('bash');
    expect(start('/bin/bash', [], {}, 'darwin').integration).toBe('bash');
  });

  test('points ZDOTDIR of zsh to our folder, and tells the way back', () => {
    expect(start('/bin/zsh', ['-l', '-o', 'extendedglob'])).toEqual({
      args: ['-l', '-o', 'extendedglob'],
      env: {ZDOTDIR: join(DIR, 'zsh')},
      integration: 'zsh',
    });
    expect(start('zsh-5.9', [], {ZDOTDIR: '/u/dots'}).env).toEqual({
      ZDOTDIR: join(DIR, 'zsh'),
      DDCOTERM_ZDOTDIR: '/u/dots',
    });
  });

  test('lets fish source our file first', () => {
    expect(start('fish', ['-l', '-C', 'set x y', '--features=all'])).toEqual({
      args: ['--init-command', `source '${join(DIR, 'ddcoterm.fish')}'`, '-l', '-C', 'set x y', '--features=all'],
      env: {},
      integration: 'fish',
    });
  });

  test('starts every shell as it is where the scripts are missing', () => {
    const empty = mkdtempSync(join(tmpdir(), 'ddcoterm-empty-'));
    for (const file of ['bash', 'zsh', 'fish']) {
      expect(withShellIntegration({file, args: [], env: {}, integrationDir: empty})).toEqual({args: [], env: {}});
    }
    rmSync(empty, {recursive: true});
  });
});
