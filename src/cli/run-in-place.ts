/** Runs a program as if it had replaced this process, which Node 20 cannot do: same streams, status and signals. */
import {spawn} from 'node:child_process';
import {systemErrorCode} from '../errors.ts';
import type {CliContext} from './context.ts';
import {signalStatus} from './die-by-signal.ts';
import {commandNotExecutable, commandNotFound} from './errors.ts';

/** Sent to us alone: the program gets them from here. */
const FORWARDED: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGALRM', 'SIGCONT'];
/** The terminal sends these to the whole foreground group, so the program has its own already. */
const FROM_KEYBOARD: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT'];

/** @returns The program's exit status; `context.ending.signal` is set when a signal ended it. */
export function runInPlace(path: string, args: readonly string[], context: CliContext): Promise<number> {
  return new Promise((resolve, reject) => {
    const forward = (signal: NodeJS.Signals) => child.kill(signal);
    const hasTerminal = Object.values(context.isTty).some(Boolean);
    const stay = hasTerminal ? () => undefined : forward;
    // Before the program starts: a signal that comes with its first output must not find us unprepared.
    for (const signal of FORWARDED) process.on(signal, forward);
    for (const signal of FROM_KEYBOARD) process.on(signal, stay);
    const settle = () => {
      for (const signal of FORWARDED) process.off(signal, forward);
      for (const signal of FROM_KEYBOARD) process.off(signal, stay);
    };
    const child = spawn(path, args, {stdio: 'inherit', env: context.env, cwd: context.cwd});
    child.once('error', (error) => {
      settle();
      const missing = systemErrorCode(error) === 'ENOENT';
      reject(missing ? commandNotFound(path) : commandNotExecutable(path, systemErrorCode(error) ?? error.message));
    });
    child.once('exit', (status, signal) => {
      settle();
      context.ending.signal = signal;
      resolve(signal === null ? (status ?? 0) : signalStatus(signal));
    });
  });
}
