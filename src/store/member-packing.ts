/** Text of a recording's member as gzip: as small as is reasonable, or as quick as is needed while a flood goes on. */
import {promisify} from 'node:util';
import {gunzip, gzip, gzipSync} from 'node:zlib';

/**
 * Small: against level 1, on listings and source text, half the speed or less (30–90 MB/s, in a thread of its own), and a
 * fifth less space. Quick: keeps up with what a terminal can show; `recording-repacker.ts` makes it small afterwards.
 */
const LEVELS = {small: 6, quick: 1} as const;
export type Packing = keyof typeof LEVELS;

/** Below this a buffer of its own is cheap. */
const SMALL_TEXT_CHARS = 64 * 1024;

/**
 * Some lines are packed at once: the way to a thread and back takes longer. There is nothing farther back than the window, and
 * tables for more are a quarter of a megabyte to clear.
 */
const FEW_LINES_CHARS = 4 * 1024;
const FEW_LINES = {level: LEVELS.small, windowBits: 12, memLevel: 5, chunkSize: 4 * 1024};

/** A UTF-16 unit takes at most so many bytes of UTF-8. */
const MAX_BYTES_PER_CHAR = 3;

/** Address space; memory is what was written to. A longer text, which is rare, gets a buffer of its own. */
const SHARED_BUFFER_BYTES = 12 * 1024 * 1024;
/** Two sessions may flood at once without making new ones. */
const MAX_SHARED_BUFFERS = 2;

/** What zlib hands out at once; each piece is a trip to the thread and back. */
const PIECE_BYTES = {small: 64 * 1024, quick: 256 * 1024};

const gzipAsync = promisify(gzip);
const gunzipAsync = promisify(gunzip);

/** XFL of the header (RFC 1952): zlib tells there that it took its quickest way. */
const XFL_AT = 8;
const XFL_QUICKEST = 4;

/** Megabytes anew for every member would be memory that waits for the garbage collector. */
const sharedBuffers: Buffer[] = [];

export async function packMember(text: string, packing: Packing): Promise<Buffer> {
  if (text.length < FEW_LINES_CHARS) return gzipSync(text, FEW_LINES);
  const options = {level: LEVELS[packing], chunkSize: PIECE_BYTES[packing]};
  const roomBytes = text.length * MAX_BYTES_PER_CHAR;
  if (text.length < SMALL_TEXT_CHARS || roomBytes > SHARED_BUFFER_BYTES) return gzipAsync(text, options);
  const buffer = sharedBuffers.pop() ?? Buffer.allocUnsafeSlow(SHARED_BUFFER_BYTES);
  try {
    return await gzipAsync(buffer.subarray(0, buffer.write(text, 0, 'utf8')), options);
  } finally {
    if (sharedBuffers.length < MAX_SHARED_BUFFERS) sharedBuffers.push(buffer);
  }
}

export const isQuicklyPacked = (member: Buffer): boolean => member[XFL_AT] === XFL_QUICKEST;

/** @throws A zlib error: the member is damaged. */
export async function repackMember(member: Buffer): Promise<Buffer> {
  return gzipAsync(await gunzipAsync(member), {level: LEVELS.small, chunkSize: PIECE_BYTES.small});
}
