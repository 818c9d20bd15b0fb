/** How long a thread of this process really ran: on a busy machine that is much less than what the clock on the wall says. */
import {readFileSync, readlinkSync} from 'node:fs';

/** Jiffies of `/proc/PID/stat` a second, the same on all of Linux' architectures that Node runs on. */
const TICKS_PER_SECOND = 100;

/** proc_pid_stat(5): utime is field 14, stime 15; the name before them, in parentheses, may hold anything. */
const FIELDS_BEFORE_UTIME = 11;

/** @returns The name of the calling thread for `threadCpuMs`; null where there is none (no Linux, no /proc). */
export function threadName(): string | null {
  try {
    return readlinkSync('/proc/thread-self');
  } catch {
    return null;
  }
}

/** @returns Milliseconds of processor time, to 10 ms; null: it cannot be told. */
export function threadCpuMs(name: string | null): number | null {
  if (name === null) return null;
  try {
    const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[FIELDS_BEFORE_UTIME]) + Number(fields[FIELDS_BEFORE_UTIME + 1]);
    return (ticks * 1000) / TICKS_PER_SECOND;
  } catch {
    return null; // it has ended
  }
}
