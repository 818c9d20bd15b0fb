import {execFileSync} from 'node:child_process';
import {chmodSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {addShims} from '../../installer/shim-folder.ts';
import {parseShimHeader, renderShimScript} from '../../installer/shim-script.ts';
import {defaultProfile} from '../../shims/default-profile.ts';
import {PROFILES} from '../../shims/index.ts';
import type {ShimProfile} from '../../shims/profile.ts';
import {describeWith, findProgram} from '../support/programs.ts';
import {createShimSandbox, type ShimSandbox} from './support/shim-sandbox.ts';

const HOSTILE_NAMES = [
  'my tool',
  "it's",
  '$HOME',
  '`id`',
  'a"b',
  'a\\b',
  '*',
  '[',
  'ünï',
  'a;b',
  'a&b',
  '%s',
  '#x',
  '~',
  'esac',
];
const HOSTILE_PATTERNS = ["'", '"', '$HOME', '`id`', 'a*', 'a b', ') exit 9 ;;', '[a', '\\', '\n', 'esac'];

const script = (command: string, profile: ShimProfile = defaultProfile(command)) =>
  renderShimScript({command, version: '1.2.3', profile});

/** Every kind of rule at once. */
const everyRule = (command: string): ShimProfile => ({
  ...defaultProfile(command),
  innerCommandAt: 1,
  valueFlags: ['-p', '--long', "-'"],
  bypass: [
    {why: 'first', first: HOSTILE_PATTERNS},
    {why: 'all', first: ['a'], second: HOSTILE_PATTERNS, third: ['c'], any: HOSTILE_PATTERNS, variable: 'X'},
    {why: 'any', any: HOSTILE_PATTERNS},
    {why: 'inner', inner: HOSTILE_PATTERNS},
    {why: 'variable', variable: 'Y'},
  ],
});

describe('renderShimScript', () => {
  test('says in line 2 what made it', () => {
    expect(script('kubectl').split('\n').slice(0, 3)).toEqual([
      '#!/bin/sh',
      '# ddcoterm-shim: format=1 version=1.2.3 command=kubectl',
      '# Written by "ddcoterm shim add kubectl", removed by "ddcoterm shim remove kubectl". Edits are lost.',
    ]);
  });

  test('names no path of a machine', () => {
    for (const profile of PROFILES) expect(script(profile.command, profile)).not.toMatch(/\/(?:home|root|tmp|work)\b/);
  });

  test.each(['', '.', '..', 'a/b', 'a\nb', 'a\0b', 'a\x1bb', 'x'.repeat(256)])('refuses the name %j', (name) => {
    expect(() => script(name)).toThrow(expect.objectContaining({code: 'SHIM_NAME'}));
  });

  test.each([
    ['no condition', {why: 'x'}],
    ['an empty list', {why: 'x', first: []}],
    ['a variable that is no name', {why: 'x', variable: 'A B'}],
    ['inner without innerCommandAt', {why: 'x', inner: ['a']}],
  ])('refuses a bypass rule with %s', (_, rule) => {
    expect(() => script('x', {...defaultProfile('x'), bypass: [rule]})).toThrow(
      expect.objectContaining({code: 'SHIM_PROFILE'}),
    );
  });
});

describeWith(['shellcheck'], 'renderShimScript and shellcheck', () => {
  const check = (text: string) => execFileSync('shellcheck', ['-'], {input: text, encoding: 'utf8'});

  test('has nothing to say about the built-in profiles', () => {
    for (const profile of PROFILES) expect(check(script(profile.command, profile))).toBe('');
  }, 60_000);

  test('has nothing to say about hostile names and patterns', () => {
    for (const name of HOSTILE_NAMES) expect(check(script(name, everyRule(name)))).toBe('');
  }, 60_000);
});

describeWith(['strace'], 'a shim and strace', () => {
  let box: ShimSandbox;
  beforeEach(() => {
    box = createShimSandbox();
  });
  afterEach(() => box.remove());

  test.each(['kubectl', 'ssh'])('shows that %s starts nothing but the host', (name) => {
    const real = box.folder('real');
    box.teller(real, name, 'real');
    addShims([name], box.context);
    box.installHost();
    const calls = join(box.home, 'calls');
    const shim = join(box.paths.overrides, name);
    const options = ['-f', '-e', 'trace=execve,clone,clone3,fork,vfork', '-e', 'signal=none', '-o', calls];
    box.run('strace', [...options, shim, 'get', '-o', 'x'], {PATH: `${box.paths.overrides}:${real}:/usr/bin:/bin`});
    const lines = readFileSync(calls, 'utf8')
      .split('\n')
      .filter((line) => / (?:execve|clone3?|v?fork)\(/.test(line));
    expect(lines.map((line) => /\s(\w+)\("?([^",]*)/.exec(line)?.slice(1))).toEqual([
      ['execve', shim],
      ['execve', join(box.paths.bin, 'ddcoterm-host')],
    ]);
  });
});

describe('parseShimHeader', () => {
  test.each(['kubectl', ...HOSTILE_NAMES])('reads back the command %j', (command) => {
    expect(parseShimHeader(script(command))).toEqual({format: 1, version: '1.2.3', command});
  });

  test.each([
    '',
    '#!/bin/sh\n',
    '#!/bin/sh\necho hello\n',
    '#!/bin/sh\n\n# ddcoterm-shim: format=1 version=1 command=x\n',
    '# ddcoterm-shim: format=1 version=1 command=x\n',
    '\x7fELF\0\n# ddcoterm-shim: format=1 version=1 command=x\n',
  ])('does not take %j for ours', (text) => {
    expect(parseShimHeader(text)).toBeNull();
  });
});

/** The interpreters that /bin/sh is somewhere. */
const SHELLS: [name: string, argv: string[]][] = (
  [
    ['dash', ['dash']],
    ['bash as sh', ['bash', '--posix']],
    ['bash', ['bash']],
    ['busybox', ['busybox', 'sh']],
    ['zsh as sh', ['zsh', '--emulate', 'sh']],
    ['ksh', ['ksh']],
    ['mksh', ['mksh']],
    ['yash', ['yash']],
  ] as [string, string[]][]
).flatMap(([name, [program = '', ...rest]]): [string, string[]][] => {
  const path = findProgram(program);
  return path === null ? [] : [[name, [path, ...rest]]];
});

describe.each(SHELLS)('a shim run by %s', (_, [program = '', ...options]) => {
  let box: ShimSandbox;
  let real: string;
  let path: string;

  beforeEach(() => {
    box = createShimSandbox();
    real = box.folder('real');
    path = `${box.paths.overrides}:${real}:/usr/bin:/bin`;
    box.teller(real, 'kubectl', 'real');
    addShims(['kubectl'], box.context);
    box.installHost();
  });
  afterEach(() => box.remove());

  const shim = (args: string[] = [], env: NodeJS.ProcessEnv = {}, cwd?: string) =>
    box.run(program, [...options, join(box.paths.overrides, 'kubectl'), ...args], {PATH: path, ...env}, cwd);
  const hosted = (file: string, ...args: string[]) => `host[kubectl][${file}]${args.map((arg) => `[${arg}]`).join('')}`;

  test('gives the host the name, the real command and the arguments, exact to the byte', () => {
    const args = ['', ' ', 'a b', "it's", '"', '$HOME', '`id`', '*', '\n', 'a\nb\n', '-n', '--', '\\', 'ü€', '~'];
    expect(shim(args).stdout).toBe(hosted(`${real}/kubectl`, ...args));
    expect(shim().stdout).toBe(hosted(`${real}/kubectl`));
  });

  test('hands on many thousand arguments', () => {
    const args = Array.from({length: 20_000}, (__, index) => `pod-${index}`);
    expect(shim(args).stdout).toBe(hosted(`${real}/kubectl`, ...args));
  });

  test('runs the real command when it is switched off, the host is missing, not executable, empty or a folder', () => {
    const host = join(box.paths.bin, 'ddcoterm-host');
    expect(shim(['get'], {DDCOTERM_DISABLE: '1'}).stdout).toBe('real[get]');
    expect(shim(['get'], {DDCOTERM_DISABLE: '0'}).stdout).toBe(hosted(`${real}/kubectl`, 'get'));
    chmodSync(host, 0o600);
    expect(shim(['get']).stdout).toBe('real[get]');
    writeFileSync(host, '');
    chmodSync(host, 0o700);
    expect(shim(['get']).stdout).toBe('real[get]');
    rmSync(host);
    expect(shim(['get']).stdout).toBe('real[get]');
    mkdirSync(host);
    expect(shim(['get'])).toEqual({exitCode: 0, signal: null, stdout: 'real[get]', stderr: ''});
  });

  test('works without HOME and DDCOTERM_HOME', () => {
    const {stdout, stderr} = box.run(
      '/usr/bin/env',
      ['-u', 'HOME', '-u', 'DDCOTERM_HOME', program, ...options, join(box.paths.overrides, 'kubectl'), 'get'],
      {PATH: path},
    );
    expect([stdout, stderr]).toEqual(['real[get]', '']);
  });

  test('finds its host by HOME when DDCOTERM_HOME is empty', () => {
    expect(shim(['get'], {DDCOTERM_HOME: ''}).stdout).toBe(hosted(`${real}/kubectl`, 'get'));
  });

  test('takes the first executable file: no folder, no plain file, no other shim folder', () => {
    const folderNamed = box.folder('a-folder-named/kubectl/..');
    const plain = box.folder('plain');
    writeFileSync(join(plain, 'kubectl'), 'text');
    const other = box.folder('other-home/overrides');
    box.teller(other, 'kubectl', 'wrong');
    writeFileSync(join(other, '.ddcoterm-shims'), '');
    const linked = join(box.home, 'linked');
    symlinkSync(box.paths.overrides, linked);
    const folders = [linked, `${box.paths.overrides}/`, folderNamed, '/nowhere', plain, other, real];
    expect(shim(['x'], {PATH: folders.join(':')}).stdout).toBe(hosted(`${real}/kubectl`, 'x'));
  });

  test.each([
    ['an empty element', ':/nowhere', './kubectl'],
    ['an empty element at the end', '/nowhere:', './kubectl'],
    ['two colons', '/nowhere::/bin', './kubectl'],
    ['a dot', '.', '././kubectl'],
    ['a relative element', 'sub', './sub/kubectl'],
    ['an element with a dash in front', '-x', './-x/kubectl'],
    ['an element with a blank', 'a b', './a b/kubectl'],
    ['an element with wildcards', '*', './*/kubectl'],
  ])('looks in the working directory for %s', (__, elements, expected) => {
    const here = box.folder('here');
    for (const name of ['.', 'sub', '-x', 'a b', '*']) box.teller(box.folder(`here/${name}`), 'kubectl', 'here');
    expect(shim(['x'], {PATH: elements}, here).stdout).toBe(hosted(expected, 'x'));
  });

  test('reads a tilde in PATH as bash does', () => {
    expect(shim(['x'], {PATH: '~/real'}).stdout).toBe(hosted(`${box.home}/real/kubectl`, 'x'));
  });

  test('ends as a shell does when there is no such command, or none that may run', () => {
    // mksh has no printf of its own.
    const tools = box.folder('tools');
    symlinkSync('/usr/bin/printf', join(tools, 'printf'));
    expect(shim([], {PATH: `/nowhere:${tools}`})).toEqual({
      exitCode: 127,
      signal: null,
      stdout: '',
      stderr: 'kubectl: command not found\n',
    });
    const plain = box.folder('plain');
    writeFileSync(join(plain, 'kubectl'), 'text');
    expect(shim([], {PATH: `${plain}:${tools}`})).toMatchObject({
      exitCode: 126,
      stderr: 'kubectl: Permission denied\n',
    });
  });

  test('passes on exit status and death by signal', () => {
    box.script(real, 'kubectl', 'case $1 in kill) kill -TERM $$ ;; esac; exit "$1"');
    expect(shim(['7'], {DDCOTERM_DISABLE: '1'}).exitCode).toBe(7);
    expect(shim(['kill'], {DDCOTERM_DISABLE: '1'}).signal).toBe('SIGTERM');
  });

  test('never calls itself when the marker is missing', () => {
    rmSync(box.paths.shimMarker);
    expect(shim(['get']).stdout).toBe(hosted(`${real}/kubectl`, 'get'));
    expect(shim(['get'], {PATH: box.paths.overrides}).exitCode).toBe(127);
  });

  test('gets through when two shim folders without marker call each other', () => {
    rmSync(box.paths.shimMarker);
    const copy = box.folder('copy');
    writeFileSync(join(copy, 'kubectl'), script('kubectl'), {mode: 0o755});
    const PATH = `${box.paths.overrides}:${copy}:${real}`;
    expect(shim(['get'], {PATH, DDCOTERM_DISABLE: '1'}).stdout).toBe('real[get]');
  });

  test('gets through when a wrapper looks for the next one on PATH and finds the shim', () => {
    const wrapper = box.folder('wrapper');
    box.script(
      wrapper,
      'kubectl',
      `PATH=${box.paths.overrides}:${wrapper}:${real} exec ${box.paths.overrides}/kubectl "$@"`,
    );
    const PATH = `${box.paths.overrides}:${wrapper}:${real}`;
    expect(shim(['get'], {PATH, DDCOTERM_DISABLE: '1'}).stdout).toBe('real[get]');
  });

  test('gives up, with the status of a missing command, on a circle without a way out', () => {
    const wrapper = box.folder('wrapper');
    const tools = box.folder('tools');
    symlinkSync('/usr/bin/printf', join(tools, 'printf'));
    box.script(wrapper, 'kubectl', `exec ${box.paths.overrides}/kubectl "$@"`);
    const result = shim(['get'], {
      PATH: `${box.paths.overrides}:${wrapper}:${tools}`,
      DDCOTERM_DISABLE: '1',
    });
    expect(result).toMatchObject({exitCode: 127, stdout: ''});
    expect(result.stderr).toBe('kubectl: shims call each other in a circle: ddcoterm shim doctor\n');
  });

  test.each(['', 'x', '08', '-1', '999', '1 2', '$(id)'])('is not confused by DDCOTERM_SHIM_DEPTH=%j', (depth) => {
    expect(shim(['get'], {DDCOTERM_SHIM_DEPTH: depth}).stdout).toBe(hosted(`${real}/kubectl`, 'get'));
  });

  test('has variables of its own: those of the user come through, even exported under likely names', () => {
    box.script(real, 'kubectl', 'printf "%s,%s,%s,%s,%s" "$name" "$real" "$host" "$dir" "$file"');
    const env = {name: '1', real: '2', host: '3', dir: '4', file: '5', IFS: 'k:/'};
    expect(shim([], {...env, DDCOTERM_DISABLE: '1'}).stdout).toBe('1,2,3,4,5');
  });
});

describe('the environment behind a shim', () => {
  let box: ShimSandbox;
  beforeEach(() => {
    box = createShimSandbox();
    addShims(['tool'], box.context);
    box.script(box.folder('real'), 'tool', '/usr/bin/env');
  });
  afterEach(() => box.remove());

  const variables = (env: NodeJS.ProcessEnv) => {
    const PATH = `${box.paths.overrides}:${join(box.home, 'real')}:/usr/bin:/bin`;
    const {stdout} = box.run(join(box.paths.overrides, 'tool'), [], {PATH, ...env});
    return stdout.split('\n').filter((line) => /^ddcoterm/i.test(line) && !line.startsWith('DDCOTERM_HOME='));
  };

  test('has one variable more where the shim runs the command by itself', () => {
    expect(variables({})).toEqual(['DDCOTERM_SHIM_DEPTH=1']);
  });

  test('has none more on the way to a host outside of any session', () => {
    mkdirSync(box.paths.bin, {recursive: true});
    box.script(box.paths.bin, 'ddcoterm-host', 'exec "$2"');
    expect(variables({})).toEqual([]);
    expect(variables({DDCOTERM_SESSION: 's'}).sort()).toEqual(['DDCOTERM_SESSION=s', 'DDCOTERM_SHIM_DEPTH=1']);
  });
});

describe('a shim with a hostile name', () => {
  let box: ShimSandbox;
  beforeEach(() => {
    box = createShimSandbox();
  });
  afterEach(() => box.remove());

  test.each(HOSTILE_NAMES)('runs %j', (name) => {
    const real = box.folder('real');
    box.teller(real, 'plain', 'real');
    renameSync(join(real, 'plain'), join(real, name));
    const overrides = box.folder('shims');
    writeFileSync(join(overrides, name), script(name, everyRule(name)), {mode: 0o755});
    const PATH = `${overrides}:${real}:/usr/bin:/bin`;
    expect(box.run(join(overrides, name), ['x'], {PATH})).toMatchObject({stdout: 'real[x]', stderr: ''});
    box.installHost();
    expect(box.run(join(overrides, name), ['x'], {PATH}).stdout).toBe(`host[${name}][${real}/${name}][x]`);
    expect(box.run(join(overrides, name), ["'"], {PATH}).stdout).toBe("real[']");
  });
});
