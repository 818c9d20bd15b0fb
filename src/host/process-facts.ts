/** What the system tells about processes: from /proc, or from `ps` where there is none. */
import {readFileSync} from 'node:fs';
import {runTool} from './tools.ts';

/** Fields of /proc/<pid>/stat behind the name, which is in parentheses and may hold anything. proc(5). */
const STAT = {processGroup: 2, terminal: 4, terminalGroup: 5, startTime: 19} as const;

export interface ProcessPlace {
  processGroup: number;
  /** Foreground process group of the controlling terminal, -1 without one. */
  terminalGroup: number;
  /** Device number of the controlling terminal; null where the system does not tell, 0 without one. */
  terminalDevice: number | null;
}

export function readOwnPlace(): ProcessPlace | null {
  const fields = readStat('self');
  if (fields !== null) {
    return {
      processGroup: Number(fields[STAT.processGroup]),
      terminalGroup: Number(fields[STAT.terminalGroup]),
      terminalDevice: Number(fields[STAT.terminal]),
    };
  }
  const words = runTool('ps', ['-o', 'pgid=,tpgid=', '-p', String(process.pid)])
    ?.split(/\s+/)
    .map(Number);
  if (words?.length !== 2) return null;
  return {processGroup: words[0]!, terminalGroup: words[1]!, terminalDevice: null};
}

/**
 * Tells a process from a later one with the same id.
 *
 * @returns Null when there is no such process.
 */
export function readStartTime(pid: number): string | null {
  const fields = readStat(String(pid));
  if (fields !== null) return fields[STAT.startTime] ?? null;
  return process.platform === 'linux' ? null : runTool('ps', ['-o', 'lstart=', '-p', String(pid)]);
}

export function readProcessName(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return process.platform === 'linux' ? null : runTool('ps', ['-o', 'comm=', '-p', String(pid)]);
  }
}

function readStat(pid: string): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null; // no such process, or no /proc
  }
}
