import {existsSync, mkdirSync} from 'node:fs';

/** Creates one folder for the user alone, or does nothing where it is. Not recursive: below /proc Node's tries for ever. */
export function createFolder(path: string): void {
  if (!existsSync(path)) mkdirSync(path, {mode: 0o700});
}
