/**
 * What a command read from a file on its standard input, told afterwards by how far the file was read: the command has
 * the very file, and nothing is read ahead. (A pipe cannot be copied so; reading ahead of a command that does not read
 * would take its lines from the loop around it, so pipes are left alone.)
 */
import {closeSync, openSync, readFileSync, readSync} from 'node:fs';

/** Of longer input the head is kept. */
const MAX_INPUT_BYTES = 4 * 1024 * 1024;

/** @returns Null where the system does not tell. */
export function readInputOffset(): number | null {
  try {
    const match = /^pos:\s*(\d+)/.exec(readFileSync('/proc/self/fdinfo/0', 'latin1'));
    return match ? Number(match[1]) : null;
  } catch {
    return null; // not Linux
  }
}

export function readInputSince(offset: number): Buffer {
  const end = readInputOffset() ?? offset;
  const bytes = Buffer.alloc(Math.max(0, Math.min(end - offset, MAX_INPUT_BYTES)));
  try {
    const descriptor = openSync('/proc/self/fd/0', 'r'); // an offset of its own
    const length = readSync(descriptor, bytes, 0, bytes.length, offset);
    closeSync(descriptor);
    return bytes.subarray(0, length);
  } catch {
    return Buffer.alloc(0); // the file may no longer be read
  }
}
