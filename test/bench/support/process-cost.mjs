/** What a process has taken of the machine, from /proc. */
import {readFileSync} from 'node:fs';

/** User and system time of all threads, from clock ticks of 10 ms. */
export function cpuSecondsOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** `sharesMb`: pages that several processes have count for each by its share. Zeros: it has ended. */
export function memoryOf(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const shares = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    return {residentMb: mbOf(status, 'VmRSS'), peakMb: mbOf(status, 'VmHWM'), sharesMb: mbOf(shares, 'Pss')};
  } catch {
    return {residentMb: 0, peakMb: 0, sharesMb: 0};
  }
}

const mbOf = (text, key) => Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0) / 1024;

/** How often its main thread went to sleep of its own will, and so was woken. */
export function wakeUpsOf(pid) {
  return Number(/\nvoluntary_ctxt_switches:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
}
