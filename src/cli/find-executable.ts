/** Finds programs on PATH as a shell would, but passes over folders that hold shims. */
import {basename, delimiter, dirname, join, resolve} from 'node:path';
import which from 'which';
import {SHIM_MARKER_NAME} from '../config/home.ts';
import {commandNotExecutable, commandNotFound} from './errors.ts';
import {statIfThere} from './stat-if-there.ts';

export interface SearchPlace {
  env: NodeJS.ProcessEnv;
  cwd: string;
}

/**
 * @param name As typed: a bare name is searched on PATH, one with a slash is taken from `cwd`.
 * @returns Absolute path of the program.
 * @throws {DdcotermError} COMMAND_NOT_FOUND; COMMAND_NOT_EXECUTABLE: a file or folder of that name is there, but cannot be run.
 */
export async function findExecutable(name: string, place: SearchPlace): Promise<string> {
  if (name.includes('/')) return checkedFile(resolve(place.cwd, name), name);
  const [first] = await findExecutables(name, place);
  if (first !== undefined) return first;
  const dead = realFolders(place).map((folder) => join(folder, name));
  const blocked = name === '' ? undefined : dead.find(isFile);
  throw blocked === undefined ? commandNotFound(name) : commandNotExecutable(blocked, 'it is not executable');
}

/** Every program of that bare name on PATH, in PATH's order; often none. */
export async function findExecutables(name: string, place: SearchPlace): Promise<string[]> {
  if (name === '' || name.includes('/')) return [];
  const path = realFolders(place).join(delimiter);
  return [...((await which(name, {path, all: true, nothrow: true})) ?? [])];
}

/** The folders of PATH that hold no shims, absolute, each once. An empty entry is the working directory. */
export function realFolders({env, cwd}: SearchPlace): string[] {
  const folders = (env.PATH ?? '').split(delimiter).map((folder) => resolve(cwd, folder || '.'));
  return [...new Set(folders)].filter((folder) => !exists(join(folder, SHIM_MARKER_NAME)));
}

async function checkedFile(path: string, name: string): Promise<string> {
  if (!exists(path)) throw commandNotFound(name);
  if (!isFile(path)) throw commandNotExecutable(name, 'it is a folder');
  const [found] = (await which(basename(path), {path: dirname(path), all: true, nothrow: true})) ?? [];
  if (found === undefined) throw commandNotExecutable(name, 'it is not executable');
  return found;
}

const exists = (path: string): boolean => statIfThere(path) !== null;
const isFile = (path: string): boolean => statIfThere(path)?.isFile() ?? false;
