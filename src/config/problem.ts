/** What is wrong with config.yaml. A problem never stops a command: the default stands for what is wrong. */

export interface ConfigProblem {
  code: 'CONFIG_SYNTAX' | 'CONFIG_VALUE' | 'CONFIG_UNKNOWN_KEY' | 'CONFIG_UNREADABLE' | 'CONFIG_MODE';
  /** `error`: a setting does not hold or a key is exposed. `warning`: something is ignored. */
  severity: 'error' | 'warning';
  /** Path of the file, or the name of the environment variable. */
  file: string;
  /** From 1; null where no place can be named. */
  line: number | null;
  column: number | null;
  /** Dotted: `limits.store`; null for the file as a whole. */
  key: string | null;
  message: string;
  cure: string;
}

/** `~/.ddcoterm/config.yaml:3:5: Cannot use …`, as compilers write it. */
export function describeProblem({file, line, column, message}: ConfigProblem): string {
  const place = line === null ? file : `${file}:${line}:${column ?? 1}`;
  return `${place}: ${message}`;
}
