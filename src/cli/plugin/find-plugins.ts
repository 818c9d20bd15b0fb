/** Plugins: executables on PATH named `ddcoterm-<name>`, as kubectl has them. */
import {accessSync, constants, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {findExecutables, realFolders, type SearchPlace} from '../find-executable.ts';
import {statIfThere} from '../stat-if-there.ts';

const PREFIX = 'ddcoterm-';
/** Executables of our own that carry the prefix: the launcher and the native relays, `ddcoterm-host-linux-x64`. */
const isOwn = (file: string) => /^ddcoterm-host(?:-(?:linux|darwin)-\w+)?$/.test(file);

export interface PluginFile {
  /** Words to type behind `ddcoterm`: `foo`, or `foo bar` for `ddcoterm-foo-bar`. */
  name: string;
  path: string;
  /** Why it does not run, in words; empty when all is well. */
  warnings: string[];
}

/**
 * The plugin for a command line: the longest run of leading words wins, so `ddcoterm foo bar baz` tries `ddcoterm-foo-bar-baz`,
 * `ddcoterm-foo-bar`, `ddcoterm-foo`. A dash inside a word is an underscore in the file's name, or stands as it is.
 */
export async function findPlugin(
  args: readonly string[],
  place: SearchPlace,
): Promise<{path: string; args: string[]} | null> {
  const end = args.findIndex((arg) => arg.startsWith('-'));
  const words = end < 0 ? args : args.slice(0, end);
  for (let length = words.length; length > 0; length--) {
    const leading = words.slice(0, length);
    for (const name of [leading.map((word) => word.replaceAll('-', '_')).join('-'), leading.join('-')]) {
      const [path] = isOwn(PREFIX + name) ? [] : await findExecutables(PREFIX + name, place);
      if (path !== undefined) return {path, args: args.slice(length)};
    }
  }
  return null;
}

/** @param commands Names of our own commands: a plugin cannot replace them. */
export function listPlugins(place: SearchPlace, commands: readonly string[]): PluginFile[] {
  const plugins: PluginFile[] = [];
  const first = new Map<string, string>();
  for (const path of realFolders(place).flatMap(pluginFiles)) {
    const file = path.slice(path.lastIndexOf('/') + 1);
    const name = file.slice(PREFIX.length).replaceAll('-', ' ').replaceAll('_', '-');
    const warnings = warningsAbout(path, name, first.get(file), commands);
    if (isExecutable(path) && !first.has(file)) first.set(file, path);
    plugins.push({name, path, warnings});
  }
  return plugins;
}

function warningsAbout(path: string, name: string, shadowedBy: string | undefined, commands: readonly string[]) {
  const warnings: string[] = [];
  if (!isExecutable(path)) warnings.push(`not executable; run: chmod +x ${path}`);
  if (shadowedBy !== undefined) warnings.push(`shadowed by ${shadowedBy}, which is earlier on PATH`);
  const own = commands.find((command) => name === command || name.startsWith(`${command} `));
  const group = commands.find((command) => command.startsWith(`${name.split(' ')[0]} `));
  const taken = own ?? group?.split(' ')[0];
  if (taken !== undefined) warnings.push(`never runs: "ddcoterm ${taken}" is a command of ddcoterm itself`);
  return warnings;
}

function pluginFiles(folder: string): string[] {
  return readNames(folder)
    .filter((name) => name.startsWith(PREFIX) && name.length > PREFIX.length && !isOwn(name))
    .sort()
    .map((name) => join(folder, name))
    .filter((path) => statIfThere(path)?.isFile() ?? false);
}

function readNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // PATH names folders that are missing or closed to us: a shell passes over them, too.
    return [];
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // EACCES: that is the answer.
    return false;
  }
}
