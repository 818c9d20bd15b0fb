import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {loadProfiles, profileFor} from '../../src/agent/profiles.ts';
import {createSandbox, type Sandbox} from '../support/sandbox.ts';

let sandbox: Sandbox;
let paths: {profiles: string};

beforeEach(() => {
  sandbox = createSandbox('profiles');
  paths = {profiles: join(sandbox.ddcotermHome, 'shims')};
  mkdirSync(paths.profiles);
});

afterEach(() => sandbox.remove());

const write = (name: string, text: string) => writeFileSync(join(paths.profiles, name), text);

/** Ten aliases of ten aliases of …: 10^9 words. */
const bombOfAliases = () =>
  ['a0: &a0 x', ...Array.from({length: 9}, (_, at) => `a${at + 1}: &a${at + 1} [${`*a${at},`.repeat(10)}]`)].join('\n');

describe('profileFor', () => {
  test('gives a command that nobody described a sound default', () => {
    expect(profileFor(paths, 'frobnicate')).toMatchObject({command: 'frobnicate', tags: {}, secretFlags: []});
  });

  test('takes a profile of the user, named after its file', () => {
    write(
      'frob.yaml',
      'about: Frobnicator\nbypass: [{first: [selftest]}]\ntags: {env: {flag: -e}}\nvalue_flags: [-e]\nsecret_flags: [--pin]\n',
    );
    expect(profileFor(paths, 'frob')).toEqual({
      command: 'frob',
      about: 'Frobnicator',
      bypass: [{why: 'asked for in the profile', first: ['selftest']}],
      tags: {env: [{flag: ['-e']}]},
      valueFlags: ['-e'],
      secretFlags: [{flag: '--pin', form: 'separate'}],
      secretVariables: [],
    });
  });

  test('adds to a built-in profile where asked to, and replaces it otherwise', () => {
    write('psql.yaml', 'extends: builtin\ntags: {team: {constant: dba}}\n');
    expect(Object.keys(profileFor(paths, 'psql').tags)).toEqual(expect.arrayContaining(['host', 'team']));
    write('psql.yaml', 'tags: {team: {constant: dba}}\n');
    expect(Object.keys(profileFor(paths, 'psql').tags)).toEqual(['team']);
  });

  test.each([
    ['broken YAML', 'bypass: [', ':1:'],
    ['an unknown key', 'about: x\nvalue_flag: [-e]\n', 'value_flag'],
    ['a pattern that is no regular expression', 'tags:\n  a: {positionals: "("}\n', ':2:'],
    ['lists nested without end', '['.repeat(50_000), 'psql.yaml'],
    ['aliases that grow without end', bombOfAliases(), 'psql.yaml'],
    ['a bypass without a condition', 'bypass: [{why: because}]\n', 'names no condition'],
  ])('tells of %s with its place, and goes on with what is built in', (_what, text, told) => {
    write('psql.yaml', text);
    const {profiles, problems} = loadProfiles(paths);
    expect(problems).toHaveLength(1);
    expect(`${problems[0]!.place} ${problems[0]!.message}`).toContain(told);
    expect(Object.keys(profiles.get('psql')!.tags)).toContain('host');
  });
});
