/** Signals that somebody sends to the host and means for the command. */

/** Node offers no way to see the others, and SIGKILL and SIGSTOP nobody sees. */
const FORWARDED: readonly NodeJS.Signals[] = [
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGTERM',
  'SIGUSR1',
  'SIGUSR2',
  'SIGALRM',
  'SIGTSTP',
  'SIGURG',
  'SIGIO',
  'SIGXCPU',
  'SIGXFSZ',
  'SIGPWR',
];

/** The terminal sends these to its whole foreground group. */
export const FROM_TERMINAL: ReadonlySet<NodeJS.Signals> = new Set(['SIGINT', 'SIGQUIT', 'SIGTSTP']);

/**
 * @param except Left at what they do by default.
 * @returns Stops it.
 */
export function onSignals(
  handle: (signal: NodeJS.Signals) => void,
  except: readonly NodeJS.Signals[] = [],
): () => void {
  const signals = FORWARDED.filter((signal) => !except.includes(signal) && isKnown(signal));
  for (const signal of signals) process.on(signal, handle);
  return () => {
    for (const signal of signals) process.off(signal, handle);
  };
}

/** Whether this system has it: SIGPWR is Linux's own. */
const isKnown = (signal: NodeJS.Signals): boolean => signal !== 'SIGPWR' || process.platform === 'linux';

/**
 * @param target A process, or a process group as a negative number.
 */
export function sendSignal(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal);
  } catch {
    // ESRCH: it has just ended. EPERM: a setuid command, which we may signal as little as its user may.
  }
}
