import {lstatSync, type Stats, statSync} from 'node:fs';

/** @returns Null for what is not there, lies behind a file or behind a folder that is closed to us. Follows links. */
export const statIfThere = (path: string): Stats | null => orNull(() => statSync(path));

/** As `statIfThere`, of the link itself. */
export const lstatIfThere = (path: string): Stats | null => orNull(() => lstatSync(path));

function orNull(stat: () => Stats): Stats | null {
  try {
    return stat();
  } catch {
    // ENOENT, ENOTDIR, EACCES, ELOOP: for the caller it is not there.
    return null;
  }
}
