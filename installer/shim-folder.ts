/** Makes, lists and removes the files of the shim folder. Touches nothing that does not say in line 2 that it is ours. */
import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  type Stats,
  statSync,
  unlinkSync,
} from 'node:fs';
import {join} from 'node:path';
import type {ShimProfile} from '../shims/profile.ts';
import type {HomePaths} from '../src/config/home.ts';
import {systemErrorCode} from '../src/errors.ts';
import {writeFileAtomically} from './atomic-write.ts';
import {shimFolder, shimForeign, shimUnknown} from './errors.ts';
import {checkFileName, checkShimName} from './shim-name.ts';
import {HEADER_BYTES, parseShimHeader, renderShimScript, type ShimHeader} from './shim-script.ts';

export interface ShimContext {
  paths: Pick<HomePaths, 'root' | 'overrides' | 'shimMarker' | 'bin'>;
  /** Of this ddcoterm; goes into the header. */
  version: string;
  /** The built-in profile, the user's own, or the default one. */
  profileFor: (command: string) => ShimProfile;
}

/** Names, sorted, each in one list only. */
export interface ShimChanges {
  added: string[];
  updated: string[];
  removed: string[];
  unchanged: string[];
}

export interface ListedShim {
  name: string;
  file: string;
  header: ShimHeader;
  /** False: `addShims` would write something else now, since version, format or profile are others. */
  fresh: boolean;
}

export const FOLDER_MODE = 0o700;
export const SCRIPT_MODE = 0o700;

const MARKER_TEXT = `Holds the shims of ddcoterm. Whoever looks for a real command on PATH passes over folders with a file of this name.
`;

/**
 * Writes the shims of these commands; of one that is there and up to date, nothing changes.
 *
 * @throws {DdcotermError} SHIM_NAME, SHIM_PROFILE, SHIM_FOREIGN: nothing was written. SHIM_FOLDER: the disk said no.
 */
export function addShims(names: readonly string[], context: ShimContext): ShimChanges {
  const scripts = new Map([...new Set(names)].sort().map((name) => [name, renderShim(name, context)]));
  for (const name of scripts.keys()) refuseForeign(join(context.paths.overrides, name));
  openShimFolder(context.paths);
  const changes: ShimChanges = {added: [], updated: [], removed: [], unchanged: []};
  for (const [name, script] of scripts) changes[writeShim(context, name, script)].push(name);
  return changes;
}

/** @throws {DdcotermError} SHIM_UNKNOWN, SHIM_FOREIGN: nothing was removed. */
export function removeShims(names: readonly string[], context: ShimContext): ShimChanges {
  const {overrides} = context.paths;
  const wanted = [...new Set(names)].sort();
  for (const name of wanted) {
    checkFileName(name);
    refuseForeign(join(overrides, name));
    if (!existsSync(join(overrides, name))) throw shimUnknown(name, overrides);
  }
  for (const name of wanted) onDisk(context, () => unlinkSync(join(overrides, name)));
  return {added: [], updated: [], removed: wanted, unchanged: []};
}

/** Makes the shims equal to the list. Files of others stay. Throws as `addShims`. */
export function syncShims(wanted: readonly string[], context: ShimContext): ShimChanges {
  const changes = addShims(wanted, context);
  const surplus = listShims(context)
    .map(({name}) => name)
    .filter((name) => !wanted.includes(name));
  return {...changes, removed: removeShims(surplus, context).removed};
}

/** Our shims, sorted by name; none when there is no folder. */
export function listShims(context: ShimContext): ListedShim[] {
  const {overrides} = context.paths;
  return listFolder(overrides).flatMap((name) => {
    const file = join(overrides, name);
    const header = readShimHeader(file);
    return header ? [{name, file, header, fresh: isFresh(name, file, context)}] : [];
  });
}

/** Names in the shim folder that are neither shims nor hidden, sorted: they hide the commands of that name. */
export function listForeignFiles({paths}: Pick<ShimContext, 'paths'>): string[] {
  return listFolder(paths.overrides).filter((name) => !readShimHeader(join(paths.overrides, name)));
}

/** @returns Null: no regular file, not readable, or not ours. A symbolic link is never ours. */
export function readShimHeader(file: string): ShimHeader | null {
  let descriptor: number | undefined;
  try {
    if (!lstatSync(file).isFile()) return null;
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const start = Buffer.alloc(HEADER_BYTES);
    return parseShimHeader(start.toString('utf8', 0, readSync(descriptor, start)));
  } catch {
    return null; // gone, or not for us to read: either way not ours
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function renderShim(name: string, {version, profileFor}: ShimContext): string {
  checkShimName(name);
  return renderShimScript({command: name, version, profile: profileFor(name)});
}

function isFresh(name: string, file: string, {version, profileFor}: ShimContext): boolean {
  try {
    return readFileSync(file, 'utf8') === renderShimScript({command: name, version, profile: profileFor(name)});
  } catch {
    return false; // a profile that no longer renders: `addShims` says why
  }
}

function refuseForeign(file: string): void {
  if (lstatIfThere(file) !== null && !readShimHeader(file)) throw shimForeign(file);
}

function writeShim(context: ShimContext, name: string, script: string): 'added' | 'updated' | 'unchanged' {
  const file = join(context.paths.overrides, name);
  const before = lstatIfThere(file);
  if (before && (before.mode & 0o777) === SCRIPT_MODE && readFileSync(file, 'utf8') === script) return 'unchanged';
  onDisk(context, () => writeFileAtomically(file, script, SCRIPT_MODE));
  return before ? 'updated' : 'added';
}

/**
 * Makes the folder and its marker, for the owner alone.
 *
 * @throws {DdcotermError} SHIM_FOLDER.
 */
export function openShimFolder(paths: ShimContext['paths']): void {
  onDisk({paths}, () => {
    for (const folder of [paths.root, paths.overrides]) {
      mkdirSync(folder, {recursive: true, mode: FOLDER_MODE});
      if ((statSync(folder).mode & 0o777) !== FOLDER_MODE) chmodSync(folder, FOLDER_MODE);
    }
    if (!existsSync(paths.shimMarker)) writeFileAtomically(paths.shimMarker, MARKER_TEXT, 0o600);
  });
}

function onDisk({paths}: Pick<ShimContext, 'paths'>, act: () => void): void {
  try {
    act();
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    const state =
      {EACCES: 'it may not be written', EPERM: 'it may not be changed', EROFS: 'its file system is read-only'}[code] ??
      {ENOSPC: 'the disk is full', ENOTDIR: 'a file has its place', EEXIST: 'a file has its place'}[code] ??
      code;
    throw shimFolder(paths.overrides, state, `Make "${paths.overrides}" a folder that you own and can write`, error);
  }
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => !name.startsWith('.'))
      .sort();
  } catch {
    return []; // no folder, or none that we may read: there are no shims for us in it
  }
}

function lstatIfThere(file: string): Stats | null {
  try {
    return lstatSync(file);
  } catch {
    return null; // not there; if the folder is at fault, using it says so
  }
}
