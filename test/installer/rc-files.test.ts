import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {renderBlock} from '../../installer/rc-block.ts';
import {
  applyRcBlocks,
  findZdotdir,
  listRcFiles,
  planRcFiles,
  type RcPlan,
  removeRcBlocks,
} from '../../installer/rc-files.ts';
import {describeWith} from '../support/programs.ts';
import {createSandbox, type Sandbox} from '../support/sandbox.ts';

/** What changes when a file is written or replaced. */
const identity = (path: string) => {
  const {ino, mode, size, mtimeMs} = lstatSync(path);
  return {ino, mode, size, mtimeMs};
};

const PLAN: RcPlan = {
  home: '/h',
  zdotdir: '/h',
  configHome: '/h/.config',
  shells: ['bash', 'zsh', 'fish'],
  nonInteractive: false,
};
const plan = (some: Partial<RcPlan>, there: string[] = []) =>
  planRcFiles({...PLAN, ...some}, (file) => there.includes(file)).map(({file, place}) =>
    place === 'both' ? `${file} (both)` : file,
  );

describe('planRcFiles', () => {
  test.each([
    ['no file of bash', [], ['/h/.bashrc', '/h/.profile']],
    ['a .profile', ['/h/.profile'], ['/h/.bashrc', '/h/.profile']],
    ['a .bash_profile', ['/h/.bash_profile'], ['/h/.bashrc', '/h/.bash_profile']],
    ['a .bash_login', ['/h/.bash_login'], ['/h/.bashrc', '/h/.bash_login']],
    ['both', ['/h/.bash_profile', '/h/.profile'], ['/h/.bashrc', '/h/.bash_profile', '/h/.profile']],
  ])('never makes a .bash_profile, which would hide .profile: with %s', (_, there, expected) => {
    expect(plan({shells: ['bash']}, there)).toEqual(expected);
  });

  test('follows ZDOTDIR and XDG_CONFIG_HOME', () => {
    expect(plan({shells: ['zsh', 'fish'], zdotdir: '/h/z', configHome: '/c'})).toEqual([
      '/h/z/.zshrc',
      '/h/z/.zprofile',
      '/c/fish/conf.d/ddcoterm.fish',
    ]);
  });

  test('reaches shells that are not interactive only where that was agreed', () => {
    expect(plan({nonInteractive: true})).toEqual([
      '/h/.bashrc (both)',
      '/h/.profile',
      '/h/.zshrc',
      '/h/.zprofile',
      '/h/.zshenv',
      '/h/.config/fish/conf.d/ddcoterm.fish',
    ]);
    expect(plan({shells: ['zsh'], zdotdir: '/h/z', nonInteractive: true}, ['/h/.zshenv'])).toContain('/h/.zshenv');
    expect(plan({shells: ['zsh'], zdotdir: '/h/z', nonInteractive: true})).toContain('/h/z/.zshenv');
  });

  test('names no file that listRcFiles would not look at', () => {
    for (const there of [[], ['/h/.bash_profile'], ['/h/.bash_login'], ['/h/.zshenv']]) {
      const all = listRcFiles({...PLAN, zdotdir: '/h/z'});
      const planned = planRcFiles({...PLAN, zdotdir: '/h/z', nonInteractive: true}, (file) =>
        there.includes(file as never),
      );
      for (const {file} of planned) expect(all).toContain(file);
    }
  });
});

describe('applyRcBlocks and removeRcBlocks', () => {
  let box: Sandbox;
  let rc: string;
  beforeEach(() => {
    box = createSandbox('rc');
    rc = join(box.home, '.bashrc');
  });
  afterEach(() => box.remove());

  const options = () => ({home: null, userHome: box.home});
  const block = () => renderBlock({...options(), dialect: 'sh'});
  const apply = (file = rc) => applyRcBlocks([{file, dialect: 'sh', place: 'end'}], options());

  test('add the block once, and the second time write nothing', () => {
    writeFileSync(rc, 'a\n');
    expect(apply()).toEqual({changes: [{file: rc, change: 'added'}], problems: []});
    const before = identity(rc);
    expect(apply().changes).toEqual([{file: rc, change: 'unchanged'}]);
    expect(identity(rc)).toEqual(before);
    expect(removeRcBlocks([rc]).changes).toEqual([{file: rc, change: 'removed'}]);
    expect(readFileSync(rc, 'utf8')).toBe('a\n');
    expect(removeRcBlocks([rc]).changes).toEqual([{file: rc, change: 'unchanged'}]);
  });

  test('keep mode and bytes that are no UTF-8', () => {
    const bytes = Buffer.from([0x61, 0xff, 0x00, 0xc3, 0x0a, 0x62]);
    writeFileSync(rc, bytes);
    chmodSync(rc, 0o640);
    apply();
    expect(statSync(rc).mode & 0o7777).toBe(0o640);
    removeRcBlocks([rc]);
    expect(readFileSync(rc)).toEqual(bytes);
  });

  test('make a file where there is none, with its folders, and take it away again', () => {
    const fish = join(box.home, '.config/fish/conf.d/ddcoterm.fish');
    applyRcBlocks([{file: fish, dialect: 'fish', place: 'end'}], options());
    apply();
    expect(statSync(rc).mode & 0o777).toBe(0o644);
    removeRcBlocks([rc, fish]);
    expect(readdirSync(box.home).sort()).toEqual(['.config', '.ddcoterm']);
    expect(readdirSync(join(box.home, '.config'))).toEqual([]);
  });

  test('edit the target of a symbolic link and keep the link, also one that leads to nothing yet', () => {
    mkdirSync(join(box.home, 'dotfiles'));
    writeFileSync(join(box.home, 'dotfiles/bashrc'), 'a\n');
    symlinkSync('dotfiles/bashrc', rc);
    const profile = join(box.home, '.profile');
    symlinkSync('dotfiles/profile', profile);
    apply();
    apply(profile);
    expect(readlinkSync(rc)).toBe('dotfiles/bashrc');
    expect(readFileSync(join(box.home, 'dotfiles/bashrc'), 'utf8')).toBe(`a\n${block()}`);
    expect(readlinkSync(profile)).toBe('dotfiles/profile');
    expect(existsSync(join(box.home, 'dotfiles/profile'))).toBe(true);
    removeRcBlocks([rc, profile]);
    expect(readFileSync(rc, 'utf8')).toBe('a\n');
    expect(lstatSync(profile).isSymbolicLink()).toBe(true);
    expect(existsSync(profile)).toBe(false);
  });

  test('do not cut a hard link', () => {
    writeFileSync(rc, 'a\n');
    linkSync(rc, join(box.home, 'other'));
    apply();
    expect(readFileSync(join(box.home, 'other'), 'utf8')).toBe(`a\n${block()}`);
  });

  test('name the file that is read-only or a folder, and go on with the others', () => {
    const profile = join(box.home, '.profile');
    const folder = join(box.home, '.zshrc');
    writeFileSync(rc, 'a\n');
    chmodSync(rc, 0o444);
    mkdirSync(folder);
    const files = [rc, folder, profile];
    const {changes, problems} = applyRcBlocks(
      files.map((file) => ({file, dialect: 'sh', place: 'end'})),
      options(),
    );
    expect(changes).toEqual([{file: profile, change: 'added'}]);
    expect(problems.map(({code, message}) => [code, message])).toEqual([
      ['RC_UNWRITABLE', `Cannot write "${rc}": it is read-only`],
      ['RC_UNREADABLE', `Cannot read "${folder}": EISDIR`],
    ]);
    expect(readFileSync(rc, 'utf8')).toBe('a\n');
  });
});

describeWith(['zsh'], 'findZdotdir', () => {
  test('asks zsh, since .zshenv may set it', () => {
    const box = createSandbox('zdotdir');
    try {
      expect(findZdotdir(box.env, box.home)).toBe(box.home);
      expect(findZdotdir({...box.env, ZDOTDIR: '/somewhere'}, box.home)).toBe('/somewhere');
      writeFileSync(join(box.home, '.zshenv'), 'echo noise; ZDOTDIR=$HOME/.zsh\n');
      expect(findZdotdir(box.env, box.home)).toBe(join(box.home, '.zsh'));
    } finally {
      box.remove();
    }
  });
});
