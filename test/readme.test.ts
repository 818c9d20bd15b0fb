/** README.md and docs/ against the code: what a user can meet must stand there. */
import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join, resolve} from 'node:path';
import * as v from 'valibot';
import {parse} from 'yaml';
import {PROFILES} from '../shims/index.ts';
import {userProfile} from '../src/agent/profile-schema.ts';
import {shapeOf} from '../src/cli/command-shape.ts';
import {COMMANDS} from '../src/cli/commands.ts';
import {homePaths} from '../src/config/home.ts';
import {loadConfig} from '../src/config/load.ts';
import {SETTINGS} from '../src/config/settings.ts';
import {GLOBAL_NAMES, LIBRARY_NAMES} from '../src/policy/globals.ts';
import {FORWARDED_VARIABLES} from '../src/protocol/environment.ts';
import {KNOWN_KEYS} from '../src/store/query-fields.ts';

const ROOT = resolve(__dirname, '..');
const read = (page: string) => readFileSync(join(ROOT, page), 'utf8');
const commandsPage = read('docs/commands.md');
const settingsPage = read('docs/settings.md');
const policyPage = read('docs/policy.md');
const errorsPage = read('docs/error-codes.md');
const PAGES = [
  'README.md',
  'ARCHITECTURE.md',
  'CHANGELOG.md',
  'SECURITY.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

describe('docs/commands.md', () => {
  // `policy` and `approvals` have a page of their own.
  const told = commandsPage + policyPage;
  const commands = COMMANDS.filter(({usage}) => usage !== undefined)
    .map(shapeOf)
    .map(({paths}) => paths[0]?.join(' ') ?? '')
    .filter((path) => path !== '' && !path.startsWith('-'));

  test.each(commands)('names the command "%s"', (path) => {
    // `shim add|remove` names both.
    const [group, ...rest] = path.split(' ');
    const pattern = rest.length === 0 ? `ddcoterm ${group}` : `ddcoterm ${group} [\\w|\\\\]*\\b${rest.join(' ')}\\b`;
    expect(told).toMatch(new RegExp(pattern));
  });

  test.each(KNOWN_KEYS)('tells the key %s of queries', (key) => {
    expect(commandsPage).toMatch(new RegExp(`^\\| .*\`@?${key}\``, 'm'));
  });
});

describe('docs/settings.md', () => {
  test.each(SETTINGS.map(({key}) => key))('names the setting %s', (key) => {
    expect(settingsPage).toContain(`\`${key}\``);
  });

  test.each(PROFILES.map(({command}) => command))('names the profile of %s', (command) => {
    expect(settingsPage).toMatch(new RegExp(`\`${command}\``));
  });

  test.each(['HOME', 'DISABLE', 'DEBUG', 'SESSION', 'SHIM_DEPTH'].map((name) => `DDCOTERM_${name}`))(
    'tells the variable %s',
    (variable) => expect(settingsPage).toContain(variable),
  );

  test('shows a profile that is accepted', () => {
    const [profile] = yamlBlocks(settingsPage).filter((text) => text.startsWith('command:'));
    expect(v.safeParse(userProfile, parse(profile!)).issues).toBeUndefined();
  });
});

describe('docs/policy.md', () => {
  const facts = GLOBAL_NAMES.filter((name) => !LIBRARY_NAMES.includes(name) && name !== 'print');
  test.each(facts)('tells the name %s of snippets', (name) => {
    expect(policyPage).toMatch(new RegExp(`^\\| .*\`${name}\\b`, 'm'));
  });

  test.each(FORWARDED_VARIABLES)('tells the variable %s of env', (name) => {
    expect(policyPage).toContain(`\`${name}\``);
  });

  test('shows settings that are accepted', () => {
    const home = mkdtempSync(join(tmpdir(), 'ddcoterm-docs-'));
    const paths = homePaths({DDCOTERM_HOME: home});
    writeFileSync(paths.config, yamlBlocks(policyPage)[0]!, {mode: 0o600});
    expect(loadConfig(paths, {}).problems).toEqual([]);
    rmSync(home, {recursive: true});
  });
});

describe('docs/error-codes.md', () => {
  test.each(readErrorCodes())('tells the error code %s', (code) => {
    expect(errorsPage).toContain(`\`${code}\``);
  });

  test('tells no error code that is gone', () => {
    const told = [...errorsPage.matchAll(/^\| `([A-Z_]+)` \|/gm)].map((match) => match[1]!);
    expect(told.filter((code) => !readErrorCodes().includes(code))).toEqual([]);
  });
});

describe('README.md', () => {
  const readme = read('README.md');

  test('is a front page: all pages of docs/ are one step away', () => {
    const missing = PAGES.filter((page) => page !== 'README.md' && !readme.includes(`](${page})`));
    expect(missing).toEqual([]);
    expect(readme.split('\n').length).toBeLessThan(150);
  });

  test('tells how a release is installed', () => expect(readme).toContain('DDCOTERM_RELEASE_URL'));
});

describe.each(PAGES)('links of %s', (page) => {
  const links = [...read(page).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map((match) => match[1]!);

  test('lead somewhere', () => {
    const broken = links.filter((link) => {
      const [file = '', anchor] = link.split('#');
      const path = file === '' ? join(ROOT, page) : join(ROOT, dirname(page), file);
      if (!existsSync(path)) return true;
      return anchor !== undefined && !anchorsOf(readFileSync(path, 'utf8')).includes(anchor);
    });
    expect(broken).toEqual([]);
  });
});

/** As GitHub makes them. */
const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map((match) =>
    match[1]!
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );

const yamlBlocks = (text: string): string[] => [...text.matchAll(/^```yaml\n(.*?)^```/gms)].map((match) => match[1]!);

/** Codes of every DdcotermError that is made somewhere, and of the relay's failures. */
function readErrorCodes(): string[] {
  const sources = ['src', 'installer'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), {recursive: true, encoding: 'utf8'})
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(join(ROOT, folder, name), 'utf8')),
  );
  const relay = readdirSync(join(ROOT, 'src/relay'))
    .filter((name) => name.endsWith('.c'))
    .map((name) => readFileSync(join(ROOT, 'src/relay', name), 'utf8'));
  const codes = [
    ...sources.flatMap((text) => [...text.matchAll(/(?:DdcotermError|super)\(\s*'([A-Z][A-Z_]+)'/g)]),
    // What the relay notes for `ddcoterm doctor`.
    ...relay.flatMap((text) => [...text.matchAll(/(?:give_up|failure_log\w*)\([^;]*?"([A-Z]+_[A-Z_]+)"/g)]),
  ];
  return [...new Set(codes.map((match) => match[1]!))].sort();
}
