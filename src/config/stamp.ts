import {statSync} from 'node:fs';

/** Tells one content of a file from another: time of change in nanoseconds, size and inode; `none` without a file. As in `settings.c`. */
export function fileStamp(file: string): string {
  const stats = statSync(file, {bigint: true, throwIfNoEntry: false});
  return stats === undefined ? 'none' : `${stats.mtimeNs}:${stats.size}:${stats.ino}`;
}
