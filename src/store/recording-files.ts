/** Recordings as files: asciicast lines in gzip members, appended one by one, each durable before it is acknowledged. */
import {constants} from 'node:fs';
import {type FileHandle, mkdir, open} from 'node:fs/promises';
import {dirname} from 'node:path';
import type {HomePaths} from '../config/home.ts';
import {DdcotermError, systemErrorCode} from '../errors.ts';
import {recordingBroken, recordingMissing, recordingUnusable, storeFull} from './errors.ts';
import {measureMember, unpackMember} from './gzip-member.ts';
import {type Packing, packMember} from './member-packing.ts';
import {recordingFile} from './recording-paths.ts';
import type {MemberRecord} from './records.ts';

export {recordingFile, recordingPathOf} from './recording-paths.ts';

/** A member that unpacks to more than this is none of ours (the recorder cuts far earlier), but a decompression bomb. */
const MAX_MEMBER_TEXT_BYTES = 64 * 1024 * 1024;

/** How much of a file is read at first in search of a member's end; doubled while the member goes on. */
const FIRST_WINDOW_BYTES = 1024 * 1024;

/** Linux syncs as it writes, in one call instead of two; elsewhere that does not reach the disk itself. */
const SYNCS_BY_ITSELF = process.platform === 'linux';

/** O_NOFOLLOW: a recording is a plain file; a link in its place was put there by someone else. */
const APPEND_FLAGS =
  constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW | (SYNCS_BY_ITSELF ? constants.O_DSYNC : 0);
const READ_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW;

/** Errors of a write that freeing space cures. EFBIG: the limit of `ulimit -f`. */
const FULL_CODES = ['ENOSPC', 'EDQUOT', 'EFBIG'];

export class RecordingWriter {
  private constructor(
    private readonly handle: FileHandle,
    private readonly file: string,
    private endOffset: number,
  ) {}

  /**
   * @param endOffset Where the next member goes; what is behind it, a member cut by a crash, is removed. 0: a new file.
   * @throws {DdcotermError} RECORDING_PATH_INVALID, RECORDING_UNUSABLE, STORE_FULL.
   */
  static async open(paths: HomePaths, recordingPath: string, endOffset = 0): Promise<RecordingWriter> {
    const file = recordingFile(paths, recordingPath);
    try {
      await mkdir(dirname(file), {recursive: true, mode: 0o700});
      const handle = await open(file, APPEND_FLAGS, 0o600);
      try {
        await handle.chmod(0o600);
        const {size} = await handle.stat();
        if (size < endOffset) throw recordingBroken(file, size);
        await handle.truncate(endOffset);
      } catch (error) {
        await handle.close();
        throw error;
      }
      return new RecordingWriter(handle, file, endOffset);
    } catch (error) {
      throw writeError(file, error);
    }
  }

  /**
   * Appends one gzip member; one call at a time. It is on the disk when the promise resolves.
   *
   * @throws {DdcotermError} STORE_FULL, RECORDING_UNUSABLE. The file is as it was before, and the call may be repeated.
   */
  async appendMember(text: string, packing: Packing = 'small'): Promise<{fileOffset: number; bytes: number}> {
    const member = await packMember(text, packing);
    const fileOffset = this.endOffset;
    try {
      await this.writeWhole(member, fileOffset);
      if (!SYNCS_BY_ITSELF) await this.handle.datasync();
    } catch (error) {
      // Where even this fails, what is left behind the last good end is overwritten by the next member.
      await this.handle.truncate(fileOffset).catch(() => undefined);
      throw writeError(this.file, error);
    }
    this.endOffset += member.length;
    return {fileOffset, bytes: member.length};
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  /** A short write is how a disk that is nearly full answers; the next one tells why. */
  private async writeWhole(bytes: Buffer, fileOffset: number): Promise<void> {
    let done = 0;
    while (done < bytes.length) {
      const {bytesWritten} = await this.handle.write(bytes, done, bytes.length - done, fileOffset + done);
      done += bytesWritten;
    }
  }
}

/**
 * @returns The text of one member.
 * @throws {DdcotermError} RECORDING_PATH_INVALID, RECORDING_MISSING, RECORDING_BROKEN, RECORDING_UNUSABLE.
 */
export async function readMember(
  paths: HomePaths,
  recordingPath: string,
  member: Pick<MemberRecord, 'fileOffset' | 'bytes'>,
): Promise<string> {
  const file = recordingFile(paths, recordingPath);
  return withFile(file, async (handle) => {
    const bytes = await readWindow(handle, member.fileOffset, Math.min(member.bytes, MAX_MEMBER_TEXT_BYTES));
    try {
      return await unpackMember(bytes, MAX_MEMBER_TEXT_BYTES);
    } catch (error) {
      throw recordingBroken(file, member.fileOffset, error);
    }
  });
}

/**
 * @returns The member's gzip as it lies in the file, not looked into; where the file ends within it, what is there.
 * @throws {DdcotermError} RECORDING_PATH_INVALID, RECORDING_MISSING, RECORDING_UNUSABLE.
 */
export async function readPackedMember(
  paths: HomePaths,
  recordingPath: string,
  member: Pick<MemberRecord, 'fileOffset' | 'bytes'>,
): Promise<Buffer> {
  return withFile(recordingFile(paths, recordingPath), (handle) =>
    readWindow(handle, member.fileOffset, Math.min(member.bytes, MAX_MEMBER_TEXT_BYTES)),
  );
}

/**
 * The file for reading as it is; the caller closes the handle.
 *
 * @throws {DdcotermError} RECORDING_PATH_INVALID, RECORDING_MISSING, RECORDING_UNUSABLE.
 */
export async function openRecording(paths: HomePaths, recordingPath: string): Promise<FileHandle> {
  return openForReading(recordingFile(paths, recordingPath));
}

export interface ScannedMember {
  fileOffset: number;
  bytes: number;
  text: string;
}

export interface ScanOptions {
  /** Called once, at the end, where the file ends in something that is no whole member. */
  onCut?: (cut: {fileOffset: number; bytes: number}) => void;
}

/**
 * Walks the members of a recording without an index, one in memory at a time. Ends at the first that is cut or damaged.
 *
 * @throws {DdcotermError} RECORDING_PATH_INVALID, RECORDING_MISSING, RECORDING_UNUSABLE.
 */
export async function* scanMembers(
  paths: HomePaths,
  recordingPath: string,
  {onCut}: ScanOptions = {},
): AsyncGenerator<ScannedMember> {
  const file = recordingFile(paths, recordingPath);
  const handle = await openForReading(file);
  try {
    let fileOffset = 0;
    for (;;) {
      const member = await readMemberAt(handle, fileOffset);
      if (member === null) break;
      yield {fileOffset, ...member};
      fileOffset += member.bytes;
    }
    const {size} = await handle.stat();
    if (size > fileOffset) onCut?.({fileOffset, bytes: size - fileOffset});
  } finally {
    await handle.close();
  }
}

async function readMemberAt(handle: FileHandle, fileOffset: number): Promise<{bytes: number; text: string} | null> {
  for (let windowBytes = FIRST_WINDOW_BYTES; windowBytes <= MAX_MEMBER_TEXT_BYTES; windowBytes *= 2) {
    const window = await readWindow(handle, fileOffset, windowBytes);
    if (window.length === 0) return null;
    const head = measureMember(window, MAX_MEMBER_TEXT_BYTES);
    if (head.state === 'whole') return unpackOrNull(window.subarray(0, head.bytes));
    if (head.state === 'broken' || window.length < windowBytes) return null;
  }
  return null;
}

async function unpackOrNull(member: Buffer): Promise<{bytes: number; text: string} | null> {
  try {
    return {bytes: member.length, text: await unpackMember(member, MAX_MEMBER_TEXT_BYTES)};
  } catch {
    return null; // the checksum does not fit: here the readable part ends
  }
}

/** @returns Fewer bytes than wanted at the end of the file. */
async function readWindow(handle: FileHandle, fileOffset: number, wantedBytes: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(wantedBytes);
  let done = 0;
  while (done < wantedBytes) {
    const {bytesRead} = await handle.read(buffer, done, wantedBytes - done, fileOffset + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return buffer.subarray(0, done);
}

async function withFile<T>(file: string, use: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await openForReading(file);
  try {
    return await use(handle);
  } finally {
    await handle.close();
  }
}

async function openForReading(file: string): Promise<FileHandle> {
  try {
    return await open(file, READ_FLAGS);
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') throw recordingMissing(file, error);
    throw recordingUnusable(file, stateOf(code), error);
  }
}

function writeError(file: string, error: unknown): unknown {
  const code = systemErrorCode(error);
  if (code === undefined || error instanceof DdcotermError) return error;
  return FULL_CODES.includes(code) ? storeFull(file, error) : recordingUnusable(file, stateOf(code), error);
}

function stateOf(code: string | undefined): string {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'access is denied';
    case 'ELOOP':
      return 'a symbolic link stands in its place';
    case 'EROFS':
      return 'the file system is read-only';
    default:
      return `the system says ${code ?? 'nothing of the reason'}`;
  }
}
