/** Runs a command without a PTY: it has our descriptors, our process group, and our place on the terminal. */
import {type ChildProcess, spawn} from 'node:child_process';
import {constants} from 'node:os';
import {systemErrorCode} from '../errors.ts';
import type {Ending} from '../protocol/end.ts';
import type {StreamKinds} from './descriptors.ts';
import {closeHandedOn} from './detached.ts';
import {endingOf, startFailure} from './ending.ts';
import {PLAIN_LAUNCH} from './launch-state.ts';
import {type CommandSpec, hasLostBytes, restoreNames, spawnRestored} from './monitor.ts';
import {readOwnPlace} from './process-facts.ts';
import type {Recording} from './recording.ts';
import {FROM_TERMINAL, onSignals, sendSignal} from './signals.ts';
import {readInputOffset, readInputSince} from './stdin-copy.ts';
import {createPipe, StreamCopy} from './stream-copy.ts';

export interface PlainOptions {
  perl: string | null;
  command: CommandSpec;
  kinds: StreamKinds;
  /** Null: nothing is recorded. */
  recording: Recording | null;
  capture: 'terminal' | 'all';
}

export interface PlainEnding {
  ending: Ending;
  startErrno: number | null;
}

export async function runPlain(options: PlainOptions): Promise<PlainEnding> {
  const {recording} = options;
  const copies = recording !== null && options.capture === 'all' ? openCopies(options.kinds, recording) : [];
  const inputOffset = copies.length > 0 || options.capture === 'all' ? fileOffset(options.kinds) : null;
  const stdio = [0, 1, 2].map(
    (descriptor) => copies.find((copy) => copy.descriptor === descriptor)?.writeEnd ?? descriptor,
  );
  const result = await runCommand(options, stdio, () => {
    for (const {copy} of copies) copy.commandStarted();
  });
  await Promise.all(copies.map(({copy}) => copy.finish()));
  if (inputOffset !== null) recording?.capture(0, readInputSince(inputOffset));
  return result;
}

interface OpenCopy {
  descriptor: number;
  writeEnd: number;
  copy: StreamCopy;
}

function openCopies(kinds: StreamKinds, recording: Recording): OpenCopy[] {
  const wanted = ([1, 2] as const).filter(
    (descriptor) => kinds[descriptor] !== 'tty' && kinds[descriptor] !== 'closed',
  );
  return wanted.flatMap((descriptor) => {
    const pipe = createPipe();
    if (pipe === null) return [];
    const copy = new StreamCopy(pipe, descriptor, (bytes) => {
      recording.capture(descriptor, bytes);
      return !recording.mustWait;
    });
    recording.onRoom(() => copy.resume());
    return [{descriptor, writeEnd: pipe.writeEnd, copy}];
  });
}

const fileOffset = (kinds: StreamKinds): number | null => (kinds[0] === 'file' ? readInputOffset() : null);

function runCommand(options: PlainOptions, stdio: number[], onStarted: () => void): Promise<PlainEnding> {
  return new Promise((resolve) => {
    let startErrno: number | null = null;
    const fail = (error: NodeJS.ErrnoException) => {
      startErrno = Math.abs(error.errno ?? constants.errno.ENOENT);
    };
    let child: ChildProcess | null = null;
    // Before the command is there: whoever sees its first word may press Ctrl-C at once.
    const stopForwarding = forwardSignals(() => child?.pid);
    try {
      child = start(options, stdio, (errno) => {
        startErrno = errno;
      });
      closeHandedOn(options.command.launch.descriptors);
    } catch (error) {
      stopForwarding();
      fail(error as NodeJS.ErrnoException);
      resolve({ending: startFailure(startErrno!), startErrno});
      return;
    } finally {
      onStarted();
    }
    const finish = (ending: Ending) => {
      stopForwarding();
      resolve({ending: startErrno === null ? ending : startFailure(startErrno), startErrno});
    };
    child.once('error', (error) => {
      fail(error);
      finish(startFailure(startErrno!));
    });
    // 'close' and not 'exit': what the child said about its start has then been read.
    child.once('close', (status, signal) => finish(endingOf(status, signal)));
  });
}

/** Through Perl only where it has something to put right: it takes 2 ms, and room for its words. */
function start({perl, command}: PlainOptions, stdio: number[], onFailure: (errno: number) => void): ChildProcess {
  const {executable, argv, env, launch} = command;
  const isUntouched = JSON.stringify(launch) === JSON.stringify(PLAIN_LAUNCH) && !hasLostBytes(command);
  if (perl !== null && !isUntouched) {
    try {
      return spawnRestored(perl, command, stdio, onFailure);
    } catch (error) {
      if (systemErrorCode(error) !== 'E2BIG') throw error;
    }
  }
  return spawn(executable, argv.slice(1), {argv0: argv[0]!, stdio, env: restoreNames(env)});
}

/** What the terminal sends goes to our whole process group: the command has it already. */
function forwardSignals(pidOfCommand: () => number | undefined): () => void {
  const forward = (signal: NodeJS.Signals) => {
    const place = readOwnPlace();
    const isForeground = place !== null && place.processGroup === place.terminalGroup;
    const isFromTerminal = isForeground && (FROM_TERMINAL.has(signal) || signal === 'SIGWINCH');
    const pid = pidOfCommand();
    if (!isFromTerminal && pid !== undefined) sendSignal(pid, signal);
  };
  const stopForwarding = onSignals(forward, ['SIGTSTP']); // both of us stop by themselves
  process.on('SIGWINCH', forward);
  return () => {
    stopForwarding();
    process.off('SIGWINCH', forward);
  };
}
