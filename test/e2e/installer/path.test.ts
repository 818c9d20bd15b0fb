/**
 * Scenario: the block stands in the rc files of an empty home, and the user opens shells of every kind. Failure looks like
 * the real command being found first, PATH growing with each nested shell, or a word printed by us.
 */
import {spawnSync} from 'node:child_process';
import {copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {applyRcBlocks, planRcFiles} from '../../../installer/rc-files.ts';
import {fileExists, readRcPlan} from '../../../installer/rc-plan.ts';
import {addShims} from '../../../installer/shim-folder.ts';
import {createShimSandbox, type ShimSandbox} from '../../installer/support/shim-sandbox.ts';
import {describeWith, findProgram} from '../../support/programs.ts';
import {PtySession} from '../../support/pty.ts';

const RC = resolve(__dirname, '../../../installer/rc');
const SYSTEM_PATH = '/usr/local/bin:/usr/bin:/bin';

describeWith(['bash', 'zsh', 'fish', 'kubectl'], 'the block in rc files', () => {
  let box: ShimSandbox;
  beforeEach(() => {
    box = createShimSandbox();
    const installer = join(box.paths.lib, '1.2.3', 'installer');
    mkdirSync(installer, {recursive: true});
    for (const file of ['path.sh', 'path.fish']) copyFileSync(join(RC, file), join(installer, file));
    symlinkSync('1.2.3', join(box.paths.lib, 'current'));
    addShims(['kubectl'], box.context);
    delete box.env.DDCOTERM_HOME;
    box.env.PATH = SYSTEM_PATH;
  });
  afterEach(() => box.remove());

  const applyBlocks = (nonInteractive = false) => {
    const targets = planRcFiles(readRcPlan(box.env, nonInteractive), fileExists);
    const {problems} = applyRcBlocks(targets, {home: null, userHome: box.home});
    expect(problems).toEqual([]);
  };
  const shim = () => join(box.paths.overrides, 'kubectl');
  const expectedPath = () => `${box.paths.overrides}:${SYSTEM_PATH}:${box.paths.bin}`;

  /** What a shell says about PATH and kubectl, at its end. */
  const ask = (shell: string, options: string[], env: NodeJS.ProcessEnv = {}) => {
    const question = shell === 'fish' ? 'string join : $PATH; command -s kubectl' : 'echo "$PATH"; command -v kubectl';
    const {stdout, stderr} = spawnSync(findProgram(shell)!, [...options, '-c', question], {
      env: {...box.env, ...env},
      cwd: box.home,
      encoding: 'utf8',
    });
    return {lines: stdout.trim().split('\n'), stderr};
  };

  test.each([
    ['bash', ['-i']],
    ['bash', ['-l']],
    ['bash', ['-l', '-i']],
    ['zsh', ['-i']],
    ['zsh', ['-l']],
    ['zsh', ['-l', '-i']],
    ['fish', []],
    ['fish', ['-i']],
    ['fish', ['-l']],
  ])('puts the shims first in a %s %j, once, however deep it is nested', (shell, options) => {
    applyBlocks();
    // Login shells add what the system wants, some of it behind ours.
    const {lines} = ask(shell, options);
    const folders = lines[0]!.split(':');
    expect(folders[0]).toBe(box.paths.overrides);
    expect(folders).toContain(box.paths.bin);
    expect(new Set(folders).size).toBe(folders.length);
    expect(lines[1]).toBe(shim());
    const PATH = `/before:${box.paths.bin}:${box.paths.overrides}:${lines[0]}`;
    const again = ask(shell, options, {PATH}).lines[0]!.split(':');
    expect(again[0]).toBe(box.paths.overrides);
    expect(again.filter((folder) => folder === box.paths.overrides || folder === box.paths.bin)).toHaveLength(2);
  });

  test.each([['bash'], ['zsh']])('comes after what the rc file of %s does with PATH, and keeps it', (shell) => {
    writeFileSync(join(box.home, `.${shell}rc`), 'export PATH="$HOME/mine:$PATH"\n');
    applyBlocks();
    const {lines, stderr} = ask(shell, ['-i']);
    expect(lines[0]).toBe(`${box.paths.overrides}:${box.home}/mine:${SYSTEM_PATH}:${box.paths.bin}`);
    if (shell === 'zsh') expect(stderr).toBe('');
  });

  test('comes after config.fish in an interactive fish', async () => {
    mkdirSync(join(box.home, '.config/fish'), {recursive: true});
    writeFileSync(join(box.home, '.config/fish/config.fish'), 'set -gx PATH $HOME/mine $PATH\n');
    applyBlocks();
    const fish = new PtySession(findProgram('fish')!, ['-i'], {env: box.env, cwd: box.home});
    try {
      await fish.waitFor((_, screen) => /[>#]$/.test(screen));
      fish.write(
        'echo "<$PATH[1]>"; functions | string match "*ddcoterm*"; set | string match "ddcoterm_*"; echo END\r',
      );
      await fish.waitFor(`<${box.paths.overrides}>`);
      await fish.waitFor((_, screen) => /^END$/m.test(screen));
      expect(fish.screen()).toMatch(new RegExp(`^<${box.paths.overrides}>\nEND$`, 'm'));
    } finally {
      await fish.close();
    }
  });

  test('reaches a login shell of sh, and one that is strict from the first line', () => {
    writeFileSync(join(box.home, '.profile'), 'set -eu\n');
    applyBlocks();
    for (const shell of ['dash', 'bash']) expect(ask(shell, ['-l']).lines[1]).toBe(shim());
    expect(ask('dash', ['-l']).stderr).toBe('');
  });

  test('leaves no variable or function behind', () => {
    applyBlocks();
    const list = (shell: string) =>
      spawnSync(findProgram(shell)!, ['-i', '-c', 'set; typeset -f'], {env: box.env, encoding: 'utf8'}).stdout;
    for (const shell of ['bash', 'zsh']) expect(list(shell)).not.toMatch(/^_*ddcoterm/m);
  });

  test('is harmless and silent where ddcoterm is not installed', () => {
    applyBlocks();
    const elsewhere = {DDCOTERM_HOME: join(box.home, 'elsewhere')};
    for (const [shell, options] of [
      ['dash', ['-l']],
      ['zsh', ['-i']],
      ['fish', ['-i']],
    ] as const) {
      const {lines, stderr} = ask(shell, [...options], elsewhere);
      expect([lines[1], stderr]).toEqual([findProgram('kubectl'), '']);
    }
  });

  test('reaches shells that are not interactive only where that was agreed', () => {
    // Debian's .bashrc: it leaves at once when the shell is not interactive, as one that sshd starts for a command.
    writeFileSync(join(box.home, '.bashrc'), 'case $- in *i*) ;; *) return ;; esac\necho interactive >/dev/null\n');
    applyBlocks();
    // With this variable bash believes that sshd started it, as Debian builds it; the file is read by name elsewhere.
    const remote = () => ask('bash', ['--norc'], {BASH_ENV: join(box.home, '.bashrc')}).lines[1];
    expect([remote(), ask('zsh', []).lines[1]]).toEqual([findProgram('kubectl'), findProgram('kubectl')]);
    applyBlocks(true);
    expect([remote(), ask('zsh', []).lines[1]]).toEqual([shim(), shim()]);
    expect(ask('bash', ['-i']).lines[0]).toBe(expectedPath());
  });

  test('follows ZDOTDIR', () => {
    mkdirSync(join(box.home, 'z'));
    writeFileSync(join(box.home, '.zshenv'), 'ZDOTDIR=$HOME/z\n');
    applyBlocks();
    expect(ask('zsh', ['-i']).lines[1]).toBe(shim());
    expect(readFileSync(join(box.home, 'z/.zshrc'), 'utf8')).toContain('# >>> ddcoterm >>>');
  });
});
