/** The host's side of the monitor: starts it, sends it words, reads what it reports. See `monitor-script.ts`. */
import {type ChildProcess, type StdioOptions, spawn} from 'node:child_process';
import {accessSync, constants} from 'node:fs';
import {delimiter, join} from 'node:path';
import type {Readable, Writable} from 'node:stream';
import {listLeakingDescriptors} from './detached.ts';
import {signalName} from './ending.ts';
import {LAUNCH_VARIABLE, type LaunchState} from './launch-state.ts';
import {MONITOR_SCRIPT} from './monitor-script.ts';

/** What is to be run, and as what. */
export interface CommandSpec {
  executable: string;
  /** argv[0] included. */
  argv: string[];
  env: NodeJS.ProcessEnv;
  /** Names of variables in `env` that the host added. */
  addedVariables: string[];
  launch: LaunchState;
}

export type MonitorReport =
  | {kind: 'started'; pid: number}
  /** The command could not be started. */
  | {kind: 'failed'; errno: number}
  | {kind: 'stopped'; signal: number}
  | {kind: 'exited'; status: number}
  | {kind: 'killed'; signal: number}
  /** The first report, before the command starts: whether the user's terminal makes `\r\n` of `\n`. */
  | {kind: 'ready'; addsReturns: boolean};

export interface WindowSize {
  columns: number;
  rows: number;
  widthPx: number;
  heightPx: number;
}

/** Whose the user's terminal is: the command's, in raw mode, or shared, with its modes left alone. */
export type TerminalRegime = 'owned' | 'shared';

export interface MonitorOptions {
  command: CommandSpec;
  regime: TerminalRegime;
  /** What the command's descriptors 0 to 2 are: descriptors of ours. */
  stdio: [number, number, number];
  /** The PTY's slave. */
  slave: number;
  /** Inherited descriptors above 2 that are the user's terminal: the PTY takes their place. */
  furtherTerminals: readonly number[];
  /** The user's terminal, open for reading and writing. */
  terminal: number;
  onReport: (report: MonitorReport) => void;
}

/** An answer takes some 100 µs; a signal that came at the wrong moment is sent again. */
const RESEND_AFTER_MS = 100;

/** Variables that would change how Perl itself starts. */
const PERL_VARIABLES = /^(PERL5OPT|PERL5LIB|PERLLIB|PERL5DB|PERL_UNICODE|PERLIO|PERL_BADLANG|PERL_SIGNALS)$/;

/**
 * Numbers of the system calls that Perl has no name for: wait4, prlimit64 (without it the raised limit of open files
 * stays) and rt_sigprocmask (without it blocked signals are not).
 */
const SYSTEM_CALLS: Record<string, {wait4: number; prlimit?: number; sigprocmask?: number}> = {
  'linux-x64': {wait4: 61, prlimit: 302, sigprocmask: 14},
  'linux-arm64': {wait4: 260, prlimit: 261, sigprocmask: 135},
  'darwin-x64': {wait4: 7},
  'darwin-arm64': {wait4: 7},
};

export class Monitor {
  private readonly process: ChildProcess;
  private readonly words: Writable;
  private pending = '';
  private answer: ((text: string) => void) | null = null;
  /** Words wait for each other's answers. */
  private last: Promise<unknown> = Promise.resolve();
  readonly ended: Promise<void>;

  /** @throws {Error} No process is to be had. */
  constructor(
    perl: string,
    private readonly options: MonitorOptions,
  ) {
    const {command, stdio} = options;
    const first = Math.max(2, ...command.launch.descriptors) + 1;
    const numbers = {control: first, status: first + 1, slave: first + 2, outer: first + 3};
    const further = extraDescriptors(command.launch).map((descriptor) =>
      options.furtherTerminals.some((terminal) => terminal === descriptor) ? options.slave : descriptor,
    );
    const slots: (number | 'pipe' | 'ignore')[] = [...stdio, ...further];
    while (slots.length < first) slots.push('ignore');
    slots.push('pipe', 'pipe', options.slave, options.terminal);
    this.process = spawnPerl(perl, command, {...numbers, mode: options.regime}, slots, true);
    this.words = this.process.stdio[numbers.control] as Writable;
    this.words.on('error', () => undefined); // the monitor is gone; 'exit' follows
    const reports = this.process.stdio[numbers.status] as Readable;
    reports.setEncoding('latin1').on('data', (text: string) => this.read(text));
    this.ended = new Promise((resolve) => {
      this.process.once('exit', () => {
        this.answer?.('');
        resolve();
      });
      this.process.once('error', () => resolve());
    });
  }

  /** Raw mode for the user's terminal, the foreground for the command, and on it goes. */
  take(): Promise<unknown> {
    return this.send('take');
  }

  /** A stopped command goes on in the background. */
  continueCommand(): Promise<unknown> {
    return this.send('continue');
  }

  /**
   * The user's terminal gets its modes back. After the command's end the monitor leaves with it.
   *
   * @returns Keys that the command, now at its end, has not read.
   */
  async release(): Promise<Buffer> {
    return Buffer.from(await this.send('release'), 'hex');
  }

  /** Which keys send SIGINT and SIGQUIT to the command's process group now; none while it, or a job of it, reads them. */
  async readSignalKeys(): Promise<{interrupt: number; quit: number} | null> {
    const [interrupt, quit] = (await this.send('keys')).split(' ').map(Number);
    return quit === undefined ? null : {interrupt: interrupt!, quit};
  }

  /** Gives the user's window size to the command. */
  async passSize(): Promise<WindowSize | null> {
    return parseSize(await this.send('size'));
  }

  /** Whether the command reads a line without echo: a password. */
  async readsPassword(): Promise<boolean> {
    const [canonical, echo] = (await this.send('modes')).split(' ');
    return canonical !== '0' && echo !== '1';
  }

  private send(word: string): Promise<string> {
    const sent = this.last.then(() => this.exchange(word));
    this.last = sent;
    return sent;
  }

  private exchange(word: string): Promise<string> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return Promise.resolve('');
    return new Promise((resolve) => {
      const resend = setInterval(() => this.process.kill('SIGUSR1'), RESEND_AFTER_MS);
      this.answer = (text) => {
        clearInterval(resend);
        this.answer = null;
        resolve(text);
      };
      this.words.write(`${word}\n`, () => this.process.kill('SIGUSR1'));
    });
  }

  private read(text: string): void {
    const lines = (this.pending + text).split('\n');
    this.pending = lines.pop()!;
    for (const line of lines) {
      const [word = '', ...values] = line.split(' ');
      if (word === 'ok') this.answer?.(values.join(' '));
      else this.options.onReport(parseReport(word, values));
    }
  }
}

/**
 * Runs a command directly, in our own process group, with what Node changed put back. The child becomes the command.
 *
 * @param onFailure The command could not be started; the child's own end says nothing then.
 */
export function spawnRestored(
  perl: string,
  command: CommandSpec,
  stdio: (number | 'pipe')[],
  onFailure: (errno: number) => void,
): ChildProcess {
  const slots: (number | 'pipe' | 'ignore')[] = [...stdio, ...extraDescriptors(command.launch)];
  const status = slots.length;
  slots.push('pipe');
  const child = spawnPerl(perl, command, {status, mode: 'exec'}, slots, false);
  const reports = child.stdio[status] as Readable | null;
  reports?.setEncoding('latin1').on('data', (text: string) => onFailure(Number(text.split(' ')[1])));
  return child;
}

/** @returns Null where there is none that can be the monitor: then the terminal cannot be recorded. */
export function findPerl(env: NodeJS.ProcessEnv): string | null {
  if (!SYSTEM_CALLS[`${process.platform}-${process.arch}`]) return null;
  for (const folder of ['/usr/bin', '/bin', ...(env.PATH ?? '').split(delimiter)]) {
    if (!folder.startsWith('/')) continue;
    try {
      accessSync(join(folder, 'perl'), constants.X_OK);
      return join(folder, 'perl');
    } catch {
      // not in this folder
    }
  }
  return null;
}

type MonitorWords = {mode: string; status: number; control?: number; slave?: number; outer?: number};

function spawnPerl(
  perl: string,
  command: CommandSpec,
  numbers: MonitorWords,
  slots: (number | 'pipe' | 'ignore')[],
  detached: boolean,
): ChildProcess {
  const words: Record<string, string | number | undefined> = {...numbers, ...launchWords(command, slots)};
  const options = Object.entries(words).flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}`]));
  const args = ['-e', MONITOR_SCRIPT, ...options, '--', command.executable, ...command.argv];
  return spawn(perl, args, {detached, stdio: slots as StdioOptions, env: hidePerlVariables(command.env)});
}

/** Node could not hold some of the words or variables: they are no UTF-8. */
export function hasLostBytes({argv, env}: CommandSpec): boolean {
  return [...argv, ...Object.entries(env).flat()].some((text) => text?.includes('\ufffd'));
}

function launchWords(command: CommandSpec, slots: readonly unknown[]) {
  const {launch, addedVariables} = command;
  const leaks = listLeakingDescriptors().filter(
    (descriptor) => descriptor >= slots.length || isFree(slots[descriptor]),
  );
  return {
    leaks: joined(leaks),
    closed: joined(launch.closed),
    ignored: joined(launch.ignoredSignals.map((signal) => signalName(signal)?.slice(3)).filter(Boolean)),
    blocked: launch.blockedSignals ?? undefined,
    ...SYSTEM_CALLS[`${process.platform}-${process.arch}`],
    files: launch.openFiles ? `${launch.openFiles.soft}:${launch.openFiles.hard}` : undefined,
    bytes: hasLostBytes(command) && process.platform === 'linux' ? 1 : undefined,
    added: joined(addedVariables),
    hidden: LAUNCH_VARIABLE,
  };
}

const isFree = (slot: unknown): boolean => slot === undefined || slot === 'ignore';
const joined = (items: readonly unknown[]): string | undefined => (items.length === 0 ? undefined : items.join(','));

/** Each at its own number; the gaps stay closed. */
function extraDescriptors({descriptors}: LaunchState): (number | 'ignore')[] {
  const last = Math.max(2, ...descriptors);
  return Array.from({length: last - 2}, (_, index) => (descriptors.includes(index + 3) ? index + 3 : 'ignore'));
}

/** Names as the launcher had them before it hid them from Node. */
export function restoreNames(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const entries = Object.entries(env).map(([name, value]) => [name.replace(/^DDCOTERM_KEPT_/, ''), value]);
  return Object.fromEntries(entries);
}

/** The monitor gives them their names back. A locale that is not installed is no matter to tell the user. */
function hidePerlVariables(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const entries = Object.entries(env).map(([name, value]) => [
    PERL_VARIABLES.test(name) ? `DDCOTERM_KEPT_${name}` : name,
    value,
  ]);
  return {...Object.fromEntries(entries), PERL_BADLANG: '0'};
}

function parseReport(word: string, values: string[]): MonitorReport {
  const number = Number(values[0]);
  switch (word) {
    case 'started':
      return {kind: 'started', pid: number};
    case 'stopped':
      return {kind: 'stopped', signal: number};
    case 'exited':
      return {kind: 'exited', status: number};
    case 'killed':
      return {kind: 'killed', signal: number};
    case 'ready':
      return {kind: 'ready', addsReturns: number === 1};
    default:
      return {kind: 'failed', errno: number};
  }
}

function parseSize(text: string): WindowSize | null {
  const [columns, rows, widthPx, heightPx] = text.split(' ').map(Number);
  if (text === '' || heightPx === undefined) return null;
  return {columns: columns!, rows: rows!, widthPx: widthPx!, heightPx};
}
