/** The table of who may import whom: section "The house" of ARCHITECTURE.md. */
import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join, relative, resolve} from 'node:path';

const ROOT = resolve(__dirname, '..');

/**
 * Rooms, folders and files whose values a room may import. `types:` allows type imports only. Every room may import itself and
 * errors.ts.
 */
const MAY_IMPORT: Record<string, string[]> = {
  'src/errors.ts': [],
  'src/config': [],
  'src/protocol': [],
  'src/terminal': [],
  'src/redact': ['src/terminal'],
  'src/cast': ['src/protocol', 'types:src/redact', 'types:src/store'],
  shims: ['types:src/redact'],
  'src/recorder': ['src/protocol', 'src/redact', 'src/terminal', 'src/cast', 'src/config', 'types:src/store'],
  'src/store': ['src/cast', 'src/config', 'types:src/protocol', 'types:src/recorder', 'types:src/redact'],
  'src/datadog': ['src/config'],
  'src/policy': ['src/datadog', 'src/config', 'shims', 'types:src/store', 'types:src/protocol'],
  'src/upload': [
    'src/datadog',
    'src/config',
    'types:src/store',
    'types:src/recorder',
    'types:src/redact',
    'types:src/review',
  ],
  'src/agent': [
    'src/protocol',
    'src/redact',
    'src/terminal',
    'src/cast',
    'src/config',
    'src/recorder',
    'src/store',
    'src/datadog',
    'src/policy',
    'src/upload',
    'src/review',
    'shims',
  ],
  'src/host': ['src/protocol', 'src/config'],
  'src/review': [
    'src/store',
    'src/cast',
    'src/terminal',
    'src/config',
    'src/policy',
    'types:src/redact',
    'types:src/protocol',
  ],
  // Of review, what is pure: the page parses queries, prints times and plays as the command line does.
  'src/web': [
    'src/cast',
    'src/terminal',
    'src/review/query',
    'src/review/render',
    'src/review/command-line.ts',
    'src/review/event-tree.ts',
    'src/review/terminal-text.ts',
    'src/review/player/playback-clock.ts',
    'types:src/review',
    'types:src/store',
  ],
  'src/cli': [
    'src/protocol',
    'src/redact',
    'src/terminal',
    'src/cast',
    'src/config',
    'src/recorder',
    'src/store',
    'src/agent',
    'src/host',
    'src/review',
    'src/datadog',
    'src/policy',
    'src/upload',
    'shims',
    'installer',
  ],
  installer: ['shims', 'src/config'],
};

/** The one room that may load a package. */
const PACKAGE_OWNERS: Record<string, string[]> = {
  '@photostructure/sqlite': ['src/store'],
  'node-pty': ['src/host', 'installer'],
  'luau-web': ['src/policy'],
  clipanion: ['src/cli'],
  axios: ['src/datadog'],
  re2js: ['src/redact'],
};

/** Rooms without files, sockets, clock, environment and randomness. */
const PURE_ROOMS = ['src/protocol', 'src/redact', 'src/terminal', 'src/cast'];
const IMPURE =
  /from 'node:(?:fs|net|http|https|child_process|os|dns|tls|timers)|process\.(?:env|hrtime)|Date\.now\(|new Date\(\)|Math\.random\(|performance\.now|setTimeout\(|setInterval\(/;

interface Import {
  file: string;
  target: string;
  typeOnly: boolean;
}

describe('the house', () => {
  const files = ['src', 'shims', 'installer'].flatMap((folder) => listTypeScript(join(ROOT, folder)));
  const imports = files.flatMap(readImports);

  test('sees the imports at all', () => {
    expect(imports.filter(({target}) => target === 'src/protocol/frame.ts').length).toBeGreaterThan(2);
    expect(imports.some(({typeOnly}) => typeOnly)).toBe(true);
  });

  test('every file stands in a room of the table', () => {
    expect(files.map((file) => relative(ROOT, file)).filter((file) => roomOf(file) === null)).toEqual([]);
  });

  test('imports point where the table allows', () => {
    const forbidden = imports.filter(({file, target, typeOnly}) => {
      const from = roomOf(file)!;
      const to = roomOf(target);
      if (to === null || to === from || to === 'src/errors.ts') return false;
      const allowed = MAY_IMPORT[from]!;
      const isAllowed = (place: string) => target === place || target.startsWith(`${place}/`);
      return !allowed.some(isAllowed) && !(typeOnly && allowed.includes(`types:${to}`));
    });
    expect(forbidden.map(({file, target}) => `${file} -> ${target}`)).toEqual([]);
  });

  test.each(Object.entries(PACKAGE_OWNERS))('only its owner loads %s', (name, owners) => {
    const loaders = imports.filter(({target}) => target === name || target.startsWith(`${name}/`));
    expect(loaders.filter(({file}) => !owners.includes(roomOf(file)!)).map(({file}) => file)).toEqual([]);
  });

  test('nobody but its entry imports the CLI', () => {
    expect(imports.filter(({file, target}) => roomOf(target) === 'src/cli' && roomOf(file) !== 'src/cli')).toEqual([]);
  });

  test.each(PURE_ROOMS)('%s is pure', (room) => {
    const impure = files.filter(
      (file) => roomOf(relative(ROOT, file)) === room && IMPURE.test(readFileSync(file, 'utf8')),
    );
    expect(impure.map((file) => relative(ROOT, file))).toEqual([]);
  });
});

function listTypeScript(folder: string): string[] {
  return readdirSync(folder, {recursive: true, encoding: 'utf8'})
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(folder, name));
}

function roomOf(path: string): string | null {
  const name = path.startsWith('/') ? relative(ROOT, path) : path;
  return Object.keys(MAY_IMPORT).find((room) => name === room || name.startsWith(`${room}/`)) ?? null;
}

/** Static imports, re-exports and `import()`; packages by name, our files by their path from the root. */
function readImports(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const pattern = /(?:^|\n)\s*(?:import|export)\s+(type\s)?([^'";]*?from\s+)?'([^']+)'|import\('([^']+)'\)/g;
  return [...text.matchAll(pattern)].map((match) => {
    const target = match[3] ?? match[4]!;
    const names = match[2] ?? '';
    const allTypes = /^\{\s*(?:type\s+[\w\s]+,?\s*)+\}\s*from\s+$/.test(names);
    return {
      file: relative(ROOT, file),
      target: target.startsWith('.') ? relative(ROOT, resolve(dirname(file), target)) : target,
      typeOnly: match[1] !== undefined || allTypes,
    };
  });
}
