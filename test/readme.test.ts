/** The README against the code: what a user can meet must stand there. */
import {readdirSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {PROFILES} from '../shims/index.ts';
import {shapeOf} from '../src/cli/command-shape.ts';
import {COMMANDS} from '../src/cli/commands.ts';
import {SETTINGS} from '../src/config/settings.ts';
import {KNOWN_KEYS} from '../src/store/query-fields.ts';

const ROOT = resolve(__dirname, '..');
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

describe('README.md', () => {
  const commands = COMMANDS.filter(({usage}) => usage !== undefined)
    .map(shapeOf)
    .map(({paths}) => paths[0]?.join(' ') ?? '')
    .filter((path) => path !== '' && !path.startsWith('-'));

  test.each(commands)('names the command "%s"', (path) => {
    // `shim add|remove` names both.
    const [group, ...rest] = path.split(' ');
    const pattern = rest.length === 0 ? `ddcoterm ${group}` : `ddcoterm ${group} [\\w|\\\\]*\\b${rest.join(' ')}\\b`;
    expect(readme).toMatch(new RegExp(pattern));
  });

  test.each(SETTINGS.map(({key}) => key))('names the setting %s', (key) => {
    expect(readme).toContain(`\`${key}\``);
  });

  test.each(PROFILES.map(({command}) => command))('names the profile of %s', (command) => {
    expect(readme).toMatch(new RegExp(`\`${command}\``));
  });

  test.each(readErrorCodes())('tells the error code %s', (code) => {
    expect(readme).toContain(`\`${code}\``);
  });

  test('tells no error code that is gone', () => {
    const table = readme.slice(readme.indexOf('## Error codes'));
    const told = [...table.matchAll(/^\| `([A-Z_]+)` \|/gm)].map((match) => match[1]!);
    expect(told.filter((code) => !readErrorCodes().includes(code))).toEqual([]);
  });

  test.each(KNOWN_KEYS)('tells the key %s of queries', (key) => {
    expect(readme).toMatch(new RegExp(`^\\| .*\`@?${key}\``, 'm'));
  });

  const variables = ['HOME', 'DISABLE', 'DEBUG', 'SESSION', 'SHIM_DEPTH', 'RELEASE_URL'].map(
    (name) => `DDCOTERM_${name}`,
  );
  test.each(variables)('tells the variable %s', (variable) => {
    expect(readme).toContain(variable);
  });
});

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
