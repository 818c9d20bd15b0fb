import {chmodSync, mkdirSync, rmSync, symlinkSync, unlinkSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {type DoctorContext, diagnoseShims, whichShim} from '../../installer/shim-doctor.ts';
import {addShims} from '../../installer/shim-folder.ts';
import {findProgram} from '../support/programs.ts';
import {createShimSandbox, type ShimSandbox} from './support/shim-sandbox.ts';

describe('the doctor', () => {
  let box: ShimSandbox;
  let real: string;
  let context: DoctorContext;

  beforeEach(() => {
    box = createShimSandbox();
    real = box.folder('real');
    box.teller(real, 'tool', 'real');
    addShims(['tool'], box.context);
    box.installHost();
    context = {
      ...box.context,
      env: {...box.env, PATH: `${box.paths.overrides}:${real}:${dirname(process.execPath)}:/usr/bin:/bin`},
      shells: [],
      uid: process.getuid?.() ?? 0,
      nodePath: process.execPath,
      parent: null,
    };
  });
  afterEach(() => box.remove());

  const diagnose = async (some: Partial<DoctorContext> = {}) =>
    (await diagnoseShims({...context, ...some})).map(({severity, code, shim}) => `${severity} ${code} ${shim ?? '-'}`);
  const shim = () => join(box.paths.overrides, 'tool');
  const withPath = (...folders: string[]) => ({env: {...context.env, PATH: folders.join(':')}});

  test('has nothing to say when all is well', async () => {
    expect(await diagnoseShims(context)).toEqual([]);
  });

  test.each<[string, () => Partial<DoctorContext> | undefined, string[]]>([
    ['it is switched off', () => ({env: {...context.env, DDCOTERM_DISABLE: '1'}}), ['warning SHIM_DISABLED -']],
    ['the folder is not on PATH', () => withPath(real), ['error SHIM_PATH_MISSING -']],
    ['PATH is not set', () => ({env: {}}), ['error SHIM_PATH_MISSING -', 'error SHIM_REAL_MISSING tool']],
    [
      'the folder is on PATH with a slash at its end',
      () => withPath(`${box.paths.overrides}/`, real, dirname(process.execPath)),
      [],
    ],
    [
      'the folder is on PATH by another name',
      () => {
        symlinkSync(box.paths.root, join(box.home, 'link'));
        return withPath(join(box.home, 'link/overrides'), real, dirname(process.execPath));
      },
      [],
    ],
    ['the folder is not first', () => withPath('/nowhere', box.paths.overrides, real), ['warning SHIM_PATH_BEHIND -']],
    [
      'another file of that name is first',
      () => withPath(real, box.paths.overrides),
      ['error SHIM_OUTRUN tool', 'warning SHIM_PATH_BEHIND -'],
    ],
    ['there is no such command', () => withPath(box.paths.overrides), ['error SHIM_REAL_MISSING tool']],
    [
      'the script may not be executed',
      () => void chmodSync(shim(), 0o600),
      ['error SHIM_MODE tool', 'error SHIM_OUTRUN tool'],
    ],
    ['others may write the script', () => void chmodSync(shim(), 0o722), ['error SHIM_MODE tool']],
    ['others may read the script', () => void chmodSync(shim(), 0o744), ['warning SHIM_MODE tool']],
    ['others may write the folder', () => void chmodSync(box.paths.overrides, 0o777), ['error SHIM_MODE -']],
    ['others own it', () => ({uid: context.uid + 1}), ['error SHIM_OWNER -', 'error SHIM_OWNER tool']],
    ['the marker is missing', () => void rmSync(box.paths.shimMarker), ['warning SHIM_MARKER_MISSING -']],
    ['the script is of another version', () => ({version: '9.9.9'}), ['warning SHIM_STALE tool']],
    [
      'a foreign file lies in the folder',
      () => void box.teller(box.paths.overrides, 'other', 'x'),
      ['warning SHIM_FOREIGN other'],
    ],
    ['the host is missing', () => void unlinkSync(join(box.paths.bin, 'ddcoterm-host')), ['error SHIM_HOST_MISSING -']],
    [
      'the host may not be executed',
      () => void chmodSync(join(box.paths.bin, 'ddcoterm-host'), 0o600),
      ['error SHIM_HOST_BROKEN -'],
    ],
    [
      'the host is empty',
      () => void writeFileSync(join(box.paths.bin, 'ddcoterm-host'), ''),
      ['error SHIM_HOST_BROKEN -'],
    ],
    [
      'the node that was written down is gone, and there is no other',
      () => ({nodePath: '/nowhere/node', ...withPath(box.paths.overrides, real)}),
      ['error SHIM_NODE_MISSING -'],
    ],
    ['the node that was written down is gone, but for another', () => ({nodePath: '/nowhere/node'}), []],
    [
      'node is on no PATH',
      () => ({nodePath: null, ...withPath(box.paths.overrides, real)}),
      ['error SHIM_NODE_MISSING -'],
    ],
    ['node is old', () => ({nodePath: box.script(real, 'node', 'echo v18.19.0')}), ['error SHIM_NODE_OLD -']],
    [
      'the shell may remember another place',
      () => ({parent: {name: 'bash', startedAtMs: Date.now() - 3_600_000}}),
      ['info SHIM_HASHED tool'],
    ],
    ['the shell is younger than the shim', () => ({parent: {name: 'bash', startedAtMs: Date.now() + 60_000}}), []],
    ['the shell remembers nothing', () => ({parent: {name: 'fish', startedAtMs: 0}}), []],
    [
      'the real command is a link to the shim',
      () => {
        const links = box.folder('links');
        symlinkSync(shim(), join(links, 'tool'));
        return withPath(box.paths.overrides, links, real);
      },
      ['error SHIM_CIRCLE tool'],
    ],
    [
      'the real command is a shim in a folder without marker',
      () => {
        const home = box.folder('other-home');
        const paths = {
          ...box.paths,
          root: home,
          overrides: join(home, 'o'),
          shimMarker: join(home, 'o', '.ddcoterm-shims'),
        };
        addShims(['tool'], {...box.context, paths});
        rmSync(paths.shimMarker);
        return withPath(box.paths.overrides, paths.overrides, real);
      },
      ['error SHIM_CIRCLE tool'],
    ],
    [
      'the real command is a script that calls itself by name',
      () => {
        const wrapper = box.folder('wrapper');
        box.script(wrapper, 'tool', 'exec tool --wrapped "$@"');
        return withPath(box.paths.overrides, wrapper, real);
      },
      ['warning SHIM_CIRCLE tool'],
    ],
    [
      'the real command is a script that calls the real one',
      () => {
        const wrapper = box.folder('wrapper');
        box.script(wrapper, 'tool', `# tool, wrapped\nexec ${real}/tool "$@"`);
        return withPath(box.paths.overrides, wrapper, real);
      },
      [],
    ],
  ])('tells that %s', async (_, arrange, expected) => {
    expect(await diagnose(arrange() ?? {})).toEqual(expected);
  });

  test('finds nothing in a home without shims but a missing host', async () => {
    rmSync(box.paths.root, {recursive: true});
    expect(await diagnose()).toEqual(['error SHIM_HOST_MISSING -']);
  });

  test('gives each finding a sentence without a full stop, and a cure', async () => {
    chmodSync(shim(), 0o666);
    chmodSync(box.paths.overrides, 0o777);
    rmSync(box.paths.shimMarker);
    for (const {problem, cure} of await diagnoseShims({...context, ...withPath(real)})) {
      expect(problem).toMatch(/^["A-Z].*[^.]$/);
      expect(cure).not.toBe('');
    }
  });

  describe.each(['bash', 'zsh', 'fish'].filter((name) => findProgram(name)))('asks an interactive %s', (name) => {
    const rcFile = () => {
      if (name !== 'fish') return join(box.home, `.${name}rc`);
      mkdirSync(join(box.home, '.config/fish'), {recursive: true});
      return join(box.home, '.config/fish/config.fish');
    };
    const write = (text: string) => writeFileSync(rcFile(), text);
    const ask = () => diagnose({shells: [findProgram(name)!]});

    test('which says that all is well, also in a noisy and slow rc file that leaves a job behind', async () => {
      write('echo noise; printf "\\036x\\037"; sleep 600 &\n');
      expect(await ask()).toEqual([]);
    });

    test.each([
      [
        'an alias for something else',
        "alias tool='other --color'",
        name === 'fish' ? 'warning SHIM_FUNCTION tool' : 'error SHIM_ALIASED tool',
      ],
      [
        'a function',
        name === 'fish' ? 'function tool; echo mine; end' : 'tool() { echo mine; }',
        'warning SHIM_FUNCTION tool',
      ],
    ])('about %s', async (_, text, expected) => {
      write(`${text}\n`);
      expect(await ask()).toEqual([expected]);
    });

    test.each([
      ['an alias that adds options', "alias tool='tool --color'"],
      [
        'a function that goes on to the command',
        name === 'fish' ? 'function tool; command tool -v $argv; end' : 'tool() { command tool -v "$@"; }',
      ],
    ])('and takes no offence at %s', async (_, text) => {
      write(`${text}\n`);
      expect(await ask()).toEqual([]);
    });

    test('about a folder that the rc file puts in front, or takes away', async () => {
      const set = (folders: string) =>
        name === 'fish' ? `set -gx PATH ${folders.replaceAll(':', ' ')}\n` : `export PATH=${folders}\n`;
      write(set(`${real}:${box.paths.overrides}`));
      expect(await ask()).toEqual(['error SHIM_OUTRUN tool']);
      write(set(real));
      expect(await ask()).toEqual(['error SHIM_PATH_MISSING -']);
    });
  });

  test('does not wait for a shell that never comes back', async () => {
    const {probeShell} = await import('../../installer/shell-probe.ts');
    writeFileSync(join(box.home, '.bashrc'), 'sleep 600\n');
    expect(await probeShell('/bin/bash', ['tool'], context.env, 300)).toBeNull();
    expect(await probeShell('/bin/dash', ['tool'], context.env)).toBeNull();
    expect(await probeShell('/nowhere/bash', ['tool'], context.env)).toBeNull();
  });

  test('whichShim tells what runs, and every candidate in order', () => {
    const second = box.folder('second');
    box.teller(second, 'tool', 'second');
    const {env} = withPath('/nowhere', box.paths.overrides, real, second, real);
    const {candidates, ...place} = whichShim('tool', {paths: box.paths, env});
    expect(place).toEqual({name: 'tool', runs: 'shim', shim: shim(), real: join(real, 'tool')});
    expect(candidates.map(({path, isShim}) => [path, isShim])).toEqual([
      [shim(), true],
      [join(real, 'tool'), false],
      [join(second, 'tool'), false],
    ]);
    expect(whichShim('tool', {paths: box.paths, env: {PATH: `${real}:${box.paths.overrides}`}}).runs).toBe('command');
    expect(whichShim('none', {paths: box.paths, env})).toMatchObject({runs: 'nothing', shim: null, real: null});
  });
});
