import {execFileSync} from 'node:child_process';

/** @returns Null when it is gone, or `ps` cannot tell. */
export function readProcess(pid: number): {name: string; startedAtMs: number} | null {
  try {
    // POSIX: both columns without a heading; a start to the second in the C locale's words, as "Mon Jan  2 03:04:05 2026".
    const text = execFileSync('ps', ['-o', 'lstart=', '-o', 'comm=', '-p', String(pid)], {
      encoding: 'utf8',
      env: {...process.env, LC_ALL: 'C'},
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [, started = '', name = ''] = /^\s*(\S+ +\S+ +\d+ +\S+ +\d{4}) +(\S.*?)\s*$/.exec(text) ?? [];
    const startedAtMs = Date.parse(started);
    return Number.isNaN(startedAtMs) ? null : {name: name.replace(/^-|^.*\//g, ''), startedAtMs};
  } catch {
    // No such process, or a ps (busybox) that knows none of this: the caller does without.
    return null;
  }
}
