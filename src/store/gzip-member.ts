/** One gzip member (RFC 1952) at the head of a buffer: where it ends, and what it holds. */
import {promisify} from 'node:util';
import {gunzip, inflateRawSync} from 'node:zlib';
import {systemErrorCode} from '../errors.ts';

const MAGIC = [0x1f, 0x8b, 8];
const FIXED_HEADER_BYTES = 10;
const TRAILER_BYTES = 8;

/** Bits of the FLG byte that announce optional header fields. */
const FLAG_CHECKSUM = 2;
const FLAG_EXTRA = 4;
const FLAG_NAME = 8;
const FLAG_COMMENT = 16;

const gunzipAsync = promisify(gunzip);

export type MemberHead =
  | {state: 'whole'; bytes: number}
  /** The buffer ends before the member does. */
  | {state: 'cut'}
  /** No gzip, damaged, or it unpacks to more than the limit. */
  | {state: 'broken'};

/** @param maxTextBytes A member that unpacks to more is broken: nobody of ours wrote it. */
export function measureMember(buffer: Buffer, maxTextBytes: number): MemberHead {
  const header = headerBytes(buffer);
  if (typeof header !== 'number') return {state: header};
  try {
    // Raw inflate stops at the end of its stream, where gunzip would go on with the next member.
    const {engine} = inflateRawSync(buffer.subarray(header), {
      info: true,
      maxOutputLength: maxTextBytes,
    }) as unknown as {
      engine: {bytesWritten: number};
    };
    const bytes = header + engine.bytesWritten + TRAILER_BYTES;
    return bytes <= buffer.length ? {state: 'whole', bytes} : {state: 'cut'};
  } catch (error) {
    return {state: isCutShort(error) ? 'cut' : 'broken'};
  }
}

/** @throws A zlib error: the member is damaged (its checksum is verified), or unpacks to more than `maxTextBytes`. */
export async function unpackMember(member: Buffer, maxTextBytes: number): Promise<string> {
  return (await gunzipAsync(member, {maxOutputLength: maxTextBytes})).toString('utf8');
}

/** @returns The text of one or several members; null: one is damaged, or it is longer than `maxTextBytes`. */
export async function unpackMembers(members: Buffer, maxTextBytes: number): Promise<Buffer | null> {
  try {
    return await gunzipAsync(members, {maxOutputLength: maxTextBytes});
  } catch {
    return null; // which of the two it is, a look at each tells
  }
}

/** Unpacks to nowhere: is it whole, and how long is its text? */
export async function checkMember(member: Buffer, maxTextBytes: number): Promise<'whole' | 'broken' | 'too-large'> {
  try {
    await gunzipAsync(member, {maxOutputLength: maxTextBytes});
    return 'whole';
  } catch (error) {
    return systemErrorCode(error) === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'broken';
  }
}

function headerBytes(buffer: Buffer): number | 'cut' | 'broken' {
  if (!MAGIC.every((byte, index) => index >= buffer.length || buffer[index] === byte)) return 'broken';
  if (buffer.length < FIXED_HEADER_BYTES) return 'cut';
  const flags = buffer[3]!;
  let end = FIXED_HEADER_BYTES;
  if (flags & FLAG_EXTRA) {
    if (buffer.length < end + 2) return 'cut';
    end += 2 + buffer.readUInt16LE(end);
  }
  for (const flag of [FLAG_NAME, FLAG_COMMENT]) {
    if (!(flags & flag)) continue;
    const terminator = buffer.indexOf(0, end);
    if (terminator < 0) return 'cut';
    end = terminator + 1;
  }
  if (flags & FLAG_CHECKSUM) end += 2;
  return end <= buffer.length ? end : 'cut';
}

const isCutShort = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'Z_BUF_ERROR';
