import {spawnSync} from 'node:child_process';

/**
 * Asks a small program of the system for one line; for systems without /proc.
 *
 * @param stdin Descriptor that becomes its standard input.
 * @returns Null when it is missing or fails.
 */
export function runTool(file: string, args: string[], stdin: number | 'ignore' = 'ignore'): string | null {
  const {status, stdout} = spawnSync(file, args, {stdio: [stdin, 'pipe', 'ignore'], encoding: 'utf8'});
  return status === 0 ? stdout.trim() : null;
}
