import {writeFileSync} from 'node:fs';

/**
 * A core of the agent would hold keys, and text that was not redacted yet. The limit of a core's size is its parent's to set;
 * what goes into one is the process's own, on Linux. Elsewhere there are none unless somebody asks for them.
 */
export function leaveNothingInCores(): void {
  try {
    writeFileSync('/proc/self/coredump_filter', '0');
  } catch {
    // Not Linux, or a sandbox without /proc.
  }
}
