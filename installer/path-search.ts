/** Looks for a command on PATH as a shell would, and as a shim does. */
import {accessSync, constants, existsSync, realpathSync, type Stats, statSync} from 'node:fs';
import {isAbsolute, join} from 'node:path';
import {SHIM_MARKER_NAME} from '../src/config/home.ts';
import {readShimHeader} from './shim-folder.ts';

export interface Candidate {
  path: string;
  folder: string;
  /** Made by us, in whatever home. */
  isShim: boolean;
  /** Its folder has the marker: shims pass over it. */
  isMarked: boolean;
  isExecutable: boolean;
}

/** Elements of PATH in order, without slashes at their ends; an empty one is the working directory. */
export function pathFolders(path: string | undefined): string[] {
  if (path === undefined) return [];
  return path.split(':').map((element) => {
    const folder = element.replace(/(?<=.)\/+$/, '');
    if (folder === '') return '.';
    return isAbsolute(folder) ? folder : `./${folder}`;
  });
}

/** The same file or folder, perhaps by way of a link. */
export function isSamePath(a: string, b: string): boolean {
  if (a === b) return true;
  try {
    return realpathSync(a) === realpathSync(b);
  } catch {
    return false; // one of them is not there
  }
}

/** Every file of that name on PATH, in order, each folder once. */
export function findCandidates(name: string, path: string | undefined): Candidate[] {
  return [...new Set(pathFolders(path))].flatMap((folder) => {
    const file = join(folder, name);
    if (!isFile(file)) return [];
    return [
      {
        path: file,
        folder,
        isShim: readShimHeader(file) !== null,
        isMarked: existsSync(join(folder, SHIM_MARKER_NAME)),
        isExecutable: isExecutable(file),
      },
    ];
  });
}

/** What a shim of that name would run. */
export const findReal = (candidates: readonly Candidate[], shim: string): Candidate | null =>
  candidates.find(({path, isMarked, isExecutable}) => !isMarked && isExecutable && path !== shim) ?? null;

/** What a shell would run. */
export const findWinner = (candidates: readonly Candidate[]): Candidate | null =>
  candidates.find(({isExecutable}) => isExecutable) ?? null;

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return isFile(file);
  } catch {
    return false;
  }
}

const isFile = (file: string): boolean => statIfThere(file)?.isFile() === true;

/** @returns Null: not there, or behind a folder we may not enter. */
export function statIfThere(file: string): Stats | null {
  try {
    return statSync(file);
  } catch {
    return null;
  }
}
