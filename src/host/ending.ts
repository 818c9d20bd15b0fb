/** How a command ended, and how the host ends the same way. */
import {closeSync, openSync} from 'node:fs';
import {constants} from 'node:os';
import {isatty} from 'node:tty';
import type {Ending} from '../protocol/end.ts';

/** Status 125 is ours alone: the command was not started, because it must be recorded and cannot be. */
export const BLOCKED: Ending = {kind: 'exit', status: 125};

const ENOENT = 2;
const ENOTDIR = 20;

/** What a shell would have answered when a command cannot be started. */
export function startFailure(errno: number): Ending {
  return {kind: 'exit', status: errno === ENOENT || errno === ENOTDIR ? 127 : 126};
}

export function endingOf(status: number | null, signal: NodeJS.Signals | null): Ending {
  if (signal !== null) return {kind: 'signal', signal: constants.signals[signal]};
  return {kind: 'exit', status: status ?? 0};
}

export function signalName(number: number): NodeJS.Signals | null {
  const found = Object.entries(constants.signals).find(([, value]) => value === number);
  return found ? (found[0] as NodeJS.Signals) : null;
}

/**
 * Lets this process end as its command did. A signal is raised again, so that the waiting shell sees it.
 *
 * @returns The status to exit with, where no signal ended the command (or the signal could not be raised).
 */
export function leaveAs(ending: Ending): number {
  releaseTerminals();
  if (ending.kind === 'exit') return ending.status;
  const name = signalName(ending.signal);
  if (name !== null) takeDefaultAction(name);
  process.kill(process.pid, ending.signal); // real-time signals have no name here
  return 128 + ending.signal;
}

/** Node ignores some signals by itself, SIGPIPE above all; the default comes back when the last listener goes. */
function takeDefaultAction(name: NodeJS.Signals): void {
  if (name !== 'SIGKILL' && name !== 'SIGSTOP') process.once(name, () => undefined);
  process.removeAllListeners(name);
}

/**
 * Node puts the modes that a terminal had at its own start back when it exits, which would undo what the command did
 * with `stty`. It leaves descriptors alone that are something else by then.
 */
function releaseTerminals(): void {
  for (const descriptor of [0, 1, 2]) {
    if (!isatty(descriptor)) continue;
    closeSync(descriptor);
    openSync('/dev/null', descriptor === 0 ? 'r' : 'w'); // takes the lowest free number: the one just closed
  }
}
