import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import fc from 'fast-check';
import {homePaths} from '../../src/config/home.ts';
import {loadConfig} from '../../src/config/load.ts';
import {addShimsToConfig, removeShimsFromConfig, setConfigValue} from '../../src/config/write.ts';
import {createSandbox, type Sandbox} from '../support/sandbox.ts';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = createSandbox('config');
});
afterEach(() => sandbox.remove());

const paths = () => homePaths(sandbox.env);
const write = (text: string) => writeFileSync(paths().config, text);
const read = () => readFileSync(paths().config, 'utf8');

const DOTFILE = `# Ours
shims:
  - kubectl # every day
  # databases
  - psql

# never on this host
on_failure: "open" # for now
limits:
    store: 10GiB   # small disk
tags: {team: infra}
`;

describe('setConfigValue', () => {
  test('changes one value and leaves comments, order and quotes', () => {
    write(DOTFILE);
    setConfigValue(paths(), 'on_failure', 'block');
    expect(read()).toBe(DOTFILE.replace('"open"', '"block"'));
    setConfigValue(paths(), 'limits.store', 8_000_000);
    setConfigValue(paths(), 'limits.recording', '2GiB');
    expect(read()).toBe(
      DOTFILE.replace('"open"', '"block"').replace(
        'store: 10GiB   # small disk\n',
        'store: 8000000   # small disk\n    recording: 2GiB\n',
      ),
    );
  });

  test('adds a setting inside a group, and a group', () => {
    write('# top\nlimits:\n  store: 1GiB\n');
    setConfigValue(paths(), 'limits.recording', '2GiB');
    setConfigValue(paths(), 'commands.psql.record', false);
    expect(read()).toBe('# top\nlimits:\n  store: 1GiB\n  recording: 2GiB\ncommands:\n  psql:\n    record: false\n');
  });

  test.each(['limits:\n', 'limits: {}\n', 'limits: ~ # later\n', 'limits: 5\n', ''])(
    'opens the group of %j',
    (text) => {
      write(text);
      setConfigValue(paths(), 'limits.store', '2GiB');
      expect(loadConfig(paths(), {})).toMatchObject({problems: [], config: {limits: {storeBytes: 2 * 1024 ** 3}}});
    },
  );

  test('makes the file 0600, and its folder when it is missing', () => {
    const elsewhere = homePaths({...sandbox.env, DDCOTERM_HOME: join(sandbox.home, 'new', 'home')});
    setConfigValue(elsewhere, 'announce', false);
    expect(statSync(elsewhere.config).mode & 0o777).toBe(0o600);
    expect(statSync(elsewhere.root).mode & 0o777).toBe(0o700);
    expect(readdirSync(elsewhere.root)).toEqual(['config.yaml']);
  });

  test.each([true, false])('writes through a chain of links (target there: %j)', (isThere) => {
    const folder = join(sandbox.home, 'dotfiles');
    mkdirSync(folder);
    const target = join(folder, 'ddcoterm.yaml');
    if (isThere) writeFileSync(target, '# mine\nannounce: true\n');
    symlinkSync('dotfiles/ddcoterm.yaml', join(sandbox.home, 'link'));
    symlinkSync('../link', paths().config);
    setConfigValue(paths(), 'announce', false);
    expect(lstatSync(paths().config).isSymbolicLink()).toBe(true);
    expect(readFileSync(target, 'utf8')).toBe(`${isThere ? '# mine\n' : ''}announce: false\n`);
    expect(readdirSync(folder)).toEqual(['ddcoterm.yaml']);
  });

  test.each([
    ['limits.store', 'much', 'SETTING_INVALID'],
    ['limtis.store', '1GiB', 'SETTING_INVALID'],
    ['on_failure', true, 'SETTING_INVALID'],
  ])('refuses %s = %j and writes nothing', (key, value, code) => {
    write(DOTFILE);
    expect(() => setConfigValue(paths(), key, value)).toThrow(expect.objectContaining({code}));
    expect(read()).toBe(DOTFILE);
  });

  test('refuses to touch a file that it cannot understand', () => {
    write('shims: [a\n');
    expect(() => setConfigValue(paths(), 'announce', false)).toThrow(expect.objectContaining({code: 'CONFIG_BROKEN'}));
    expect(read()).toBe('shims: [a\n');
  });

  test('tells a circle of links', () => {
    symlinkSync(paths().config, join(paths().root, 'other'));
    symlinkSync('other', paths().config);
    expect(() => setConfigValue(paths(), 'announce', false)).toThrow(
      expect.objectContaining({code: 'CONFIG_UNWRITABLE'}),
    );
  });

  test('keeps every comment, whatever is set', () => {
    const settings = fc.constantFrom<[string, unknown]>(
      ['announce', false],
      ['limits.store', '3GiB'],
      ['limits.free_disk', '1GiB'],
      ['tags.team', 'web # not a comment'],
      ['commands.psql.tags.db', 'a: b'],
      ['shims', ['x', 'y']],
    );
    fc.assert(
      fc.property(fc.array(settings, {maxLength: 6}), (list) => {
        write(DOTFILE);
        for (const [key, value] of list.filter(([key]) => key !== 'shims')) setConfigValue(paths(), key, value);
        for (const comment of [
          '# Ours',
          '# every day',
          '# databases',
          '# never on this host',
          '# for now',
          '# small disk',
        ]) {
          expect(read()).toContain(comment);
        }
        expect(loadConfig(paths(), {}).problems).toEqual([]);
      }),
      {numRuns: 50},
    );
  });
});

describe('addShimsToConfig and removeShimsFromConfig', () => {
  test('add at the end, once, and keep the comments between', () => {
    write(DOTFILE);
    addShimsToConfig(paths(), ['psql', 'ssh']);
    expect(read()).toBe(DOTFILE.replace('  - psql\n', '  - psql\n  - ssh\n'));
    expect(loadConfig(paths(), {}).config.shims).toEqual(['kubectl', 'psql', 'ssh']);
    removeShimsFromConfig(paths(), ['kubectl', 'ssh']);
    expect(read()).toBe(DOTFILE.replace('  - kubectl # every day\n', ''));
  });

  test.each(['', '# none yet\n', 'shims: []\n', 'shims:\n'])('start the list in %j', (text) => {
    write(text);
    addShimsToConfig(paths(), ['ssh']);
    expect(loadConfig(paths(), {}).config.shims).toEqual(['ssh']);
  });

  test('keep the style of a list that is not indented', () => {
    write('shims:\n- kubectl\n- psql\n');
    addShimsToConfig(paths(), ['ssh']);
    expect(read()).toBe('shims:\n- kubectl\n- psql\n- ssh\n');
    removeShimsFromConfig(paths(), ['psql', 'absent']);
    expect(read()).toBe('shims:\n- kubectl\n- ssh\n');
  });

  test('leave an empty list, and no file where there was none', () => {
    write('shims: [ssh]\nannounce: false\n');
    removeShimsFromConfig(paths(), ['ssh']);
    expect(loadConfig(paths(), {})).toMatchObject({problems: [], config: {shims: [], announce: false}});
    const elsewhere = homePaths({...sandbox.env, DDCOTERM_HOME: join(sandbox.home, 'none')});
    removeShimsFromConfig(elsewhere, ['ssh']);
    expect(existsSync(elsewhere.root)).toBe(false);
  });
});
