/**
 * `lib/`: one folder a version, and the link `current`. A version is never changed in place, since agents and hosts that
 * run load parts of themselves later; it goes when nobody runs it any more.
 */
import {
  chmodSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import {basename, join} from 'node:path';
import {homeUnusable} from './errors.ts';

/** No installation takes that long: one that is under way is left alone. */
const LEFTOVER_AGE_MS = 60 * 60 * 1000;

const DIGEST_FILE = 'tree.sha256';

/**
 * Takes a staged tree in: renames it into `lib/`, or leaves it where it is when the same is there already.
 *
 * @returns The folder's name in `lib/`: the version, with the start of the digest where another build has that name.
 */
export function adoptTree(tree: string, lib: string): string {
  const {version} = JSON.parse(readFileSync(join(tree, 'package.json'), 'utf8')) as {version: string};
  const digest = readDigest(tree);
  if (digest === null) throw homeUnusable(tree, `it is no release: ${DIGEST_FILE} is missing`);
  for (const name of [version, `${version}-${digest.slice(0, 8)}`]) {
    const folder = join(lib, name);
    if (readDigest(folder) === digest) return name;
    if (existsSync(folder)) continue;
    makePrivate(tree);
    renameSync(tree, folder);
    return name;
  }
  throw homeUnusable(join(lib, version), 'something else has its place');
}

/** Lets `lib/current` point to this version; at no moment is there none. */
export function switchCurrent(lib: string, name: string): void {
  const current = join(lib, 'current');
  if (readLink(current) === name) return;
  const stats = lstatSync(current, {throwIfNoEntry: false});
  if (stats && !stats.isSymbolicLink()) throw homeUnusable(current, 'it should be a symbolic link');
  const temporary = join(lib, `.current-${process.pid}`);
  rmSync(temporary, {force: true});
  symlinkSync(name, temporary);
  renameSync(temporary, current);
}

/** Folders of versions, by name; leftovers of installations that broke off are none. */
export function listVersions(lib: string): string[] {
  return listFolder(lib).filter(
    (name) => !name.startsWith('.') && readDigest(join(lib, name)) !== null && name !== 'current',
  );
}

/**
 * Removes the versions that are neither current nor in use, and what broken-off installations left.
 *
 * @param inUse Null: unknown; then all versions stay.
 * @returns The names of what is gone.
 */
export function removeOldVersions(lib: string, inUse: ReadonlySet<string> | null, nowMs: number): string[] {
  const current = readLink(join(lib, 'current'));
  const versions = inUse === null ? [] : listVersions(lib).filter((name) => name !== current && !inUse.has(name));
  const isLeftover = (name: string) =>
    /^\.(?:new|current)-/.test(name) && nowMs - lstatSync(join(lib, name)).mtimeMs > LEFTOVER_AGE_MS;
  const old = [...versions, ...listFolder(lib).filter(isLeftover)];
  for (const name of old) rmSync(join(lib, name), {recursive: true, force: true});
  return old;
}

/**
 * The versions that processes run: their native addons are mapped from there, or their command line names it.
 *
 * @returns Null: this system does not tell.
 */
export function findVersionsInUse(lib: string, proc = '/proc'): Set<string> | null {
  const processes = listFolder(proc).filter((name) => /^\d+$/.test(name));
  if (processes.length === 0) return null;
  const texts = processes.flatMap((pid) => ['maps', 'cmdline'].map((file) => readIfAllowed(join(proc, pid, file))));
  return new Set(listVersions(lib).filter((name) => texts.some((text) => text.includes(`${join(lib, name)}/`))));
}

function readIfAllowed(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return ''; // gone meanwhile, or of another user, who does not run our files
  }
}

function readDigest(folder: string): string | null {
  try {
    return readFileSync(join(folder, DIGEST_FILE), 'utf8').trim();
  } catch {
    return null;
  }
}

function readLink(link: string): string | null {
  try {
    return basename(readlinkSync(link));
  } catch {
    return null; // not there, or no link
  }
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // not there
  }
}

/** The home is for its owner alone, programs too. */
function makePrivate(folder: string): void {
  chmodSync(folder, 0o700);
  for (const entry of readdirSync(folder, {withFileTypes: true})) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) makePrivate(path);
    else if (entry.isFile()) chmodSync(path, (lstatSync(path).mode & 0o100) !== 0 ? 0o700 : 0o600);
  }
}
