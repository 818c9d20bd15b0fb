/**
 * Makes recordings small that were packed quickly because a flood went on. `data/repacking` holds a file for each, named after
 * the session: empty until its turn comes, then the new recording. The index tells which of the two holds: once the new places
 * of the members are in it, the new file takes the old one's place, now or, after a crash, at the next start.
 */
import {closeSync, constants, mkdirSync, openSync, renameSync, statSync} from 'node:fs';
import {type FileHandle, open, readdir, rm} from 'node:fs/promises';
import {join} from 'node:path';
import type {HomePaths} from '../config/home.ts';
import {systemErrorCode} from '../errors.ts';
import {isQuicklyPacked, repackMember} from './member-packing.ts';
import {readPackedMember, recordingFile} from './recording-files.ts';
import type {MemberRecord, SessionRecord} from './records.ts';
import type {Store} from './store.ts';

const NAME = /^[0-9a-f-]{36}$/;
const WRITE_FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW;

export interface RepackOptions {
  paths: HomePaths;
  store: Pick<Store, 'getSession' | 'listMembers' | 'write'>;
  /** Asked before each member: resolves when there is time for it; false: never mind, at the next start. */
  hasTime: () => Promise<boolean>;
}

/** Notes on the disk that the recording is to be made small. */
export function noteQuickPacking(paths: HomePaths, sessionId: string): void {
  mkdirSync(folderOf(paths), {recursive: true, mode: 0o700});
  closeSync(openSync(markOf(paths, sessionId), 'a', 0o600));
}

export async function listQuicklyPacked(paths: HomePaths): Promise<string[]> {
  try {
    return (await readdir(folderOf(paths))).filter((name) => NAME.test(name));
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/**
 * Members keep their number, their text and their times; only their places in the file change.
 *
 * @returns False: not yet.
 * @throws {DdcotermError} Of the recording or the store; the recording is as it was.
 */
export async function repackRecording(sessionId: string, options: RepackOptions): Promise<boolean> {
  const {paths, store} = options;
  const session = await store.getSession(sessionId);
  if (session === null || session.recordingPath === null) {
    await rm(markOf(paths, sessionId), {force: true});
    return true;
  }
  const recording = recordingFile(paths, session.recordingPath);
  if (!isWrittenDown(paths, session)) {
    // Another host may go on with a session that was interrupted.
    const members = session.state === 'ended' ? await writeRepacked(session, session.recordingPath, options) : null;
    if (members === null) return false;
    const recordingBytes = members.reduce((sum, {bytes}) => sum + bytes, 0);
    await store.write({sessionId, session: {recordingBytes}, members});
  }
  renameSync(markOf(paths, sessionId), recording);
  return true;
}

/** The index knows the new file already: it was about to take its place. */
function isWrittenDown(paths: HomePaths, {id, recordingPath, recordingBytes}: SessionRecord): boolean {
  const repackedBytes = bytesOf(markOf(paths, id));
  return (
    repackedBytes > 0 &&
    repackedBytes === recordingBytes &&
    bytesOf(recordingFile(paths, recordingPath!)) !== recordingBytes
  );
}

/** @returns Null when there was no time for all of it. */
async function writeRepacked(
  {id}: SessionRecord,
  recordingPath: string,
  {paths, store, hasTime}: RepackOptions,
): Promise<MemberRecord[] | null> {
  const handle = await open(markOf(paths, id), WRITE_FLAGS, 0o600);
  try {
    const places: MemberRecord[] = [];
    let fileOffset = 0;
    for (const member of await store.listMembers(id)) {
      if (!(await hasTime())) return null;
      const packed = await readPackedMember(paths, recordingPath, member);
      const bytes = isQuicklyPacked(packed) ? await repackMember(packed) : packed;
      await writeWhole(handle, bytes);
      places.push({...member, fileOffset, bytes: bytes.length});
      fileOffset += bytes.length;
    }
    await handle.sync();
    return (await hasTime()) ? places : null;
  } finally {
    await handle.close();
  }
}

async function writeWhole(handle: FileHandle, bytes: Buffer): Promise<void> {
  for (let done = 0; done < bytes.length; ) done += (await handle.write(bytes, done)).bytesWritten;
}

const bytesOf = (file: string) => statSync(file, {throwIfNoEntry: false})?.size ?? 0;
const folderOf = ({data}: HomePaths) => join(data, 'repacking');
const markOf = (paths: HomePaths, sessionId: string) => join(folderOf(paths), sessionId);
