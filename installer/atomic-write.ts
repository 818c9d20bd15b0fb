import {chmodSync, closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync} from 'node:fs';
import {dirname, join} from 'node:path';

let counter = 0;

/**
 * Writes beside the target, then renames: whoever reads sees the old file or the new one, whole.
 *
 * @param mode Of the new file, whatever the umask says. Owner and group are those of the caller.
 * @throws What the system said; the target is as it was, and nothing is left beside it.
 */
export function writeFileAtomically(file: string, text: string | Uint8Array, mode: number): void {
  const temporary = join(dirname(file), `.ddcoterm-${process.pid}-${counter++}.tmp`);
  try {
    const descriptor = openSync(temporary, 'wx', mode);
    try {
      writeAll(descriptor, typeof text === 'string' ? Buffer.from(text) : text);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    chmodSync(temporary, mode);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, {force: true});
    throw error;
  }
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let offset = 0; offset < bytes.length; ) offset += writeSync(descriptor, bytes, offset);
}
