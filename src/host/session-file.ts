/**
 * Which sessions run on which PTY: `run/sessions/pts-5.json`, there while the host holds the PTY. By it a host sees that
 * its terminal is recorded already. A file left behind by a killed host proves nothing: its process is gone.
 */
import {readdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {createFolder} from './folders.ts';
import {readStartTime} from './process-facts.ts';

export interface SessionFile {
  session: string;
  hostPid: number;
  /** Tells the host from a later process with its id. */
  hostStart: string;
  /** The PTY: its file system and its device number. While the host holds it, no other terminal has them. */
  dev: number;
  rdev: number;
}

/**
 * @returns Takes the file away again, once; to be called before the PTY is closed, since the next terminal gets its number.
 * Never throws: without the file a nested command is recorded twice, no more.
 */
export function writeSessionFile(run: string, ptyPath: string, file: SessionFile): () => void {
  const folder = join(run, 'sessions');
  const path = join(folder, `${ptyPath.replace(/^\/dev\//, '').replaceAll('/', '-')}.json`);
  try {
    for (const path of [dirname(run), run, folder]) createFolder(path);
    writeFileSync(`${path}.${file.hostPid}`, JSON.stringify(file), {mode: 0o600});
    renameSync(`${path}.${file.hostPid}`, path);
  } catch {
    return () => undefined;
  }
  let isThere = true;
  return () => {
    if (isThere) rmSync(path, {force: true});
    isThere = false; // from now on a file of this name is another session's
  };
}

/**
 * @param devices The terminals of a command: those among its descriptors, or its controlling one (`dev` unknown).
 * @returns The session that records one of them now.
 */
export function findEnclosingSession(run: string, devices: {dev: number | null; rdev: number}[]): SessionFile | null {
  if (devices.length === 0) return null;
  const isSame = (file: SessionFile) =>
    devices.some(({dev, rdev}) => rdev === file.rdev && (dev === null || dev === file.dev));
  return listSessionFiles(run).find((file) => isSame(file) && readStartTime(file.hostPid) === file.hostStart) ?? null;
}

function listSessionFiles(run: string): SessionFile[] {
  const folder = join(run, 'sessions');
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => readSessionFile(join(folder, name)))
      .filter((file) => file !== null);
  } catch {
    return []; // no session was ever recorded here
  }
}

function readSessionFile(path: string): SessionFile | null {
  try {
    const value = JSON.parse(readFileSync(path, 'utf8')) as Partial<SessionFile> | null;
    const isWhole =
      typeof value?.hostPid === 'number' && typeof value.rdev === 'number' && typeof value.hostStart === 'string';
    return isWhole ? (value as SessionFile) : null;
  } catch {
    return null; // the session ended just now, or a full disk cut the file
  }
}
