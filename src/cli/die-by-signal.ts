import {constants} from 'node:os';

/** What a shell reports for a death by signal: 128 and the number. */
export function signalStatus(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}

/** Ends this process the way its command ended, so that whoever waits for it sees the same. */
export function dieBySignal(signal: NodeJS.Signals): void {
  process.exitCode = signalStatus(signal);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
