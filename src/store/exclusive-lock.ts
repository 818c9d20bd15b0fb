/** A lock that dies with its process: the operating system's file lock, taken through SQLite since Node has no flock. */
import {chmodSync} from 'node:fs';
import {DatabaseSync} from '@photostructure/sqlite';

export interface ExclusiveLock {
  release(): void;
}

/**
 * @param path A file of its own, made if it is not there. Its folder must exist.
 * @returns Null when another process holds the lock.
 */
export function acquireExclusiveLock(path: string): ExclusiveLock | null {
  const database = new DatabaseSync(path);
  try {
    chmodSync(path, 0o600);
    database.exec('PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (isBusy(error)) return null;
    throw error;
  }
  return {release: () => database.close()};
}

const isBusy = (error: unknown): boolean =>
  error instanceof Error && /database is locked|SQLITE_BUSY/.test(error.message);
