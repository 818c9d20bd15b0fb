/** What went wrong in hosts, for `ddcoterm doctor`: one JSON object a line, never an argument or session content. */
import {appendFileSync, readFileSync, renameSync, statSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {createFolder} from './folders.ts';

/** Beyond this the older half goes. */
const MAX_LOG_BYTES = 64 * 1024;

export interface HostFailure {
  atMs: number;
  /** A stable code, as of `DdcotermError`. */
  code: string;
  /** Name of the command, without its arguments. */
  command: string;
  message: string;
}

/** Never throws: where the home cannot be written, the command runs all the same. */
export function appendFailure(path: string, failure: HostFailure): void {
  try {
    createFolder(dirname(dirname(path)));
    createFolder(dirname(path));
    trim(path);
    appendFileSync(path, `${JSON.stringify(failure)}\n`, {mode: 0o600});
  } catch {
    // The home is unwritable or the disk is full, which doctor finds by itself.
  }
}

function trim(path: string): void {
  const size = statSync(path, {throwIfNoEntry: false})?.size ?? 0;
  if (size < MAX_LOG_BYTES) return;
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  const newer = lines.slice(Math.ceil(lines.length / 2));
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, `${newer.join('\n')}\n`, {mode: 0o600});
  renameSync(temporary, path);
}
