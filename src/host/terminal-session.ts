/**
 * Runs a command in a PTY of its own, between the user's terminal and the command.
 *
 * The user's terminal is in one of two regimes. *Owned*: the command has it; it is raw, and keys go to the command's PTY,
 * which makes signals of Ctrl-C and Ctrl-Z. *Shared*: the command's input is no terminal, or it runs in the background:
 * modes and keys are left alone, because others (a pipeline, a script, the shell) may need them; when the command asks
 * for the terminal after all, as `less` does behind a pipe, the kernel stops it, and it is given the terminal then.
 */
import {readSync} from 'node:fs';
import {constants} from 'node:os';
import {ReadStream} from 'node:tty';
import type {Ending} from '../protocol/end.ts';
import type {UserTerminalPlace} from './descriptors.ts';
import {closeHandedOn} from './detached.ts';
import {EchoWatch} from './echo-watch.ts';
import {signalName, startFailure} from './ending.ts';
import {type CommandSpec, Monitor, type MonitorReport, type TerminalRegime} from './monitor.ts';
import {readOwnPlace} from './process-facts.ts';
import {closeSlave, type Pty} from './pty.ts';
import type {Recording} from './recording.ts';
import {FROM_TERMINAL, onSignals, sendSignal} from './signals.ts';
import {typeAgain} from './type-again.ts';
import type {UserTerminal} from './user-terminal.ts';

export interface TerminalSessionOptions {
  perl: string;
  pty: Pty;
  command: CommandSpec;
  place: UserTerminalPlace;
  terminal: UserTerminal;
  /** Which of the descriptors 0 to 2 are the user's terminal: the PTY takes their place. */
  isTerminal: [boolean, boolean, boolean];
  /** Inherited descriptors above 2 that are the user's terminal. */
  furtherTerminals: readonly number[];
  recording: Recording | null;
  recordInput: boolean;
  /** Before the PTY is given back: another terminal may have its number a moment later. */
  onPtyClosing: () => void;
}

export interface TerminalEnding {
  ending: Ending;
  /** Set when the command could not be started. */
  startErrno: number | null;
}

/** Output is read in pieces of this size, bytes. */
const READ_BUFFER_BYTES = 64 * 1024;

/**
 * What the command wrote before it ended or stopped is in the kernel's buffers, which hold less than this. Output beyond
 * it comes from processes that go on, and is not waited for.
 */
const MAX_DRAIN_BYTES = 256 * 1024;

/** A stop signal that has not stopped us by then was thrown away by the kernel: we are in an orphaned process group. */
const STOP_WAIT_MS = 100;

/** Tab, line feed, carriage return, and the escape that begins cursor keys: nobody interrupts by these. */
const HARMLESS_CONTROLS: readonly number[] = [0x09, 0x0a, 0x0d, 0x1b];

const STOP_SIGNALS: ReadonlySet<string | null> = new Set(['SIGTSTP', 'SIGTTIN', 'SIGTTOU']);
const WANTS_TERMINAL: ReadonlySet<string | null> = new Set(['SIGTTIN', 'SIGTTOU']);

export class TerminalSession {
  private readonly monitor: Monitor;
  private readonly master: ReadStream;
  private readonly terminal: UserTerminal;
  private readonly started: Promise<void>;
  private pid = 0;
  private regime: TerminalRegime;
  private size: {columns: number; rows: number};
  private addsReturns = false;
  private isSuspended = false;
  /** Sent by us to the process group that we are in. */
  private readonly ownSignals = new Set<NodeJS.Signals>();
  private echoIsOn = true;
  private echo: EchoWatch | null = null;
  private keysInOrder: Promise<void> = Promise.resolve();
  /** Output is read by `drain`, not as it comes. */
  private isDraining = false;
  private isHungUp = false;
  private markStarted: () => void = () => undefined;
  private startErrno: number | null = null;
  private finish: (ending: Ending) => void = () => undefined;
  private onRoom: () => void = () => undefined;
  private wake: () => void = () => undefined;

  constructor(private readonly options: TerminalSessionOptions) {
    const {pty, perl, command, isTerminal, terminal} = options;
    this.terminal = terminal;
    this.regime = this.chooseRegime();
    this.size = terminal.size;
    this.started = new Promise((resolve) => {
      this.markStarted = resolve;
    });
    const stdio = isTerminal.map((is, descriptor) => (is ? pty.slave : descriptor)) as [number, number, number];
    this.monitor = new Monitor(perl, {
      command,
      regime: this.regime,
      stdio,
      slave: pty.slave,
      furtherTerminals: options.furtherTerminals,
      terminal: terminal.descriptor,
      onReport: (report) => this.handle(report),
    });
    closeSlave(pty);
    closeHandedOn(command.launch.descriptors);
    this.master = this.openMaster(pty.master);
    terminal.onHangUp(() => this.hangUp());
  }

  /** Runs it to its end: the terminal has its modes back, and everything that was written has arrived. */
  async run(): Promise<TerminalEnding> {
    const stopForwarding = this.forwardSignals();
    if (this.regime === 'owned') this.startReading();
    const ownEnding = await this.commandEnd();
    this.terminal.stopReading();
    await this.drain();
    await this.keysInOrder;
    const unread = await this.monitor.release();
    await this.monitor.ended;
    if (unread.length > 0) typeAgain(this.options.perl, this.terminal.descriptor, unread);
    stopForwarding();
    const ending = this.startErrno === null ? ownEnding : startFailure(this.startErrno);
    return {ending, startErrno: this.startErrno};
  }

  private commandEnd(): Promise<Ending> {
    return new Promise((resolve) => {
      this.finish = resolve;
      // The monitor was killed: with the terminal gone that is what has to happen, and nobody knows more.
      void this.monitor.ended.then(() => resolve({kind: 'signal', signal: constants.signals.SIGHUP}));
    });
  }

  private handle(report: MonitorReport): void {
    switch (report.kind) {
      case 'started':
        this.pid = report.pid;
        this.markStarted();
        return;
      case 'failed':
        this.startErrno = report.errno; // the end of the monitor's child follows
        return;
      case 'exited':
        this.finish({kind: 'exit', status: report.status});
        return;
      case 'killed':
        this.finish({kind: 'signal', signal: report.signal});
        return;
      case 'stopped':
        void this.suspend(report.signal);
        return;
      case 'ready':
        this.addsReturns = report.addsReturns;
        this.terminal.undoesNewlines = this.regime === 'shared' && this.addsReturns;
        this.master.resume();
        return;
    }
  }

  // The command's output.

  private openMaster(descriptor: number): ReadStream {
    const {recording} = this.options;
    const onread = {
      buffer: Buffer.allocUnsafe(READ_BUFFER_BYTES),
      callback: (bytes: number, buffer: Uint8Array) => this.pass(Buffer.from(buffer.subarray(0, bytes))),
    };
    const master = new ReadStream(descriptor, {onread} as ConstructorParameters<typeof ReadStream>[1]);
    master.on('error', () => undefined); // EIO: nobody has the command's terminal any more
    const resume = () => {
      if (recording?.mustWait) return;
      this.onRoom();
      if (!this.isDraining) master.resume();
    };
    this.terminal.onDrain(resume);
    recording?.onRoom(resume);
    return master;
  }

  /** @returns False when reading has to pause. */
  private pass(bytes: Buffer): boolean {
    const {recording} = this.options;
    const hasRoom = this.terminal.write(bytes);
    this.echo?.push(bytes);
    recording?.output(bytes);
    return hasRoom && !recording?.mustWait;
  }

  /**
   * Passes on all that was written until now. Read directly: the kernel first moves on what is on its way then, whereas
   * the event that output is there may come late, and the end of output never where a process was left behind.
   */
  private async drain(): Promise<void> {
    this.isDraining = true;
    this.master.pause();
    const buffer = Buffer.allocUnsafe(READ_BUFFER_BYTES);
    for (let drained = 0; drained < MAX_DRAIN_BYTES && !this.isHungUp; ) {
      const length = readAvailable(this.options.pty.master, buffer);
      if (length === 0) break;
      drained += length;
      if (!this.pass(Buffer.from(buffer.subarray(0, length)))) await this.untilRoom();
    }
    await this.terminal.flush();
  }

  private untilRoom(): Promise<void> {
    return new Promise((resolve) => {
      this.onRoom = resolve;
    });
  }

  // The user's keys.

  private startReading(): void {
    this.terminal.startReading((borrowed) => {
      const keys = Buffer.from(borrowed);
      this.keysInOrder = this.keysInOrder.then(() => this.passKeys(keys));
    });
  }

  private async passKeys(keys: Buffer): Promise<void> {
    if (keys.some(mayInterrupt)) await this.interruptOthers(keys);
    if (this.options.recordInput) await this.passRecorded(keys);
    else this.master.write(keys);
  }

  /**
   * The command's terminal will send it the signal. On the user's terminal the key would have reached all of our process
   * group: the script around the command, above all.
   */
  private async interruptOthers(keys: Buffer): Promise<void> {
    const signalKeys = await this.monitor.readSignalKeys();
    if (signalKeys === null) return;
    if (keys.includes(signalKeys.interrupt)) this.signalOthers('SIGINT');
    if (keys.includes(signalKeys.quit)) this.signalOthers('SIGQUIT');
  }

  private signalOthers(signal: 'SIGINT' | 'SIGQUIT'): void {
    this.ownSignals.add(signal);
    sendSignal(0, signal);
  }

  /**
   * A password is what arrives while the terminal reads a line without echo. The command may switch echo off between our
   * look and the arrival; so where it is off afterwards, as it also is when the line before a password was entered, only
   * what the terminal has echoed is no password.
   */
  private async passRecorded(keys: Buffer): Promise<void> {
    const wasPassword = await this.monitor.readsPassword();
    this.noteEcho(!wasPassword);
    const echo = new EchoWatch(keys);
    this.echo = echo;
    this.master.write(keys);
    const isPassword = await this.monitor.readsPassword();
    if (!wasPassword && (!isPassword || (await echo.wait()))) this.options.recording?.input(keys);
    this.echo = null;
    this.noteEcho(!isPassword);
  }

  private noteEcho(isOn: boolean): void {
    if (isOn === this.echoIsOn) return;
    this.echoIsOn = isOn;
    this.options.recording?.echo(isOn);
  }

  // Signals and job control.

  private forwardSignals(): () => void {
    const stopForwarding = onSignals((signal) => void this.forward(signal), ['SIGTSTP']);
    const onStop = () => void this.forward('SIGTSTP');
    const onContinue = () => void this.onContinue();
    const onResize = () => void this.onResize();
    process.on('SIGTSTP', onStop);
    process.on('SIGCONT', onContinue);
    process.on('SIGWINCH', onResize);
    this.stopSelf = (signal, wholeGroup) => {
      process.off('SIGTSTP', onStop);
      process.kill(wholeGroup ? 0 : process.pid, signal);
      process.on('SIGTSTP', onStop);
    };
    return () => {
      stopForwarding();
      process.off('SIGTSTP', onStop);
      process.off('SIGCONT', onContinue);
      process.off('SIGWINCH', onResize);
    };
  }

  private stopSelf: (signal: NodeJS.Signals, wholeGroup: boolean) => void = () => undefined;

  /** In the shared regime a key's signal reaches us, and all of the command's process group has to get it. */
  private async forward(signal: NodeJS.Signals): Promise<void> {
    if (this.ownSignals.delete(signal)) return;
    await this.started;
    const isFromKey = this.regime === 'shared' && FROM_TERMINAL.has(signal) && this.isForeground();
    sendSignal(isFromKey ? -this.pid : this.pid, signal);
  }

  /** @returns Whether it is another than before. */
  private async passSize(): Promise<boolean> {
    const size = await this.monitor.passSize();
    if (size === null) return false;
    const isNew = size.columns !== this.size.columns || size.rows !== this.size.rows;
    this.size = size;
    this.options.recording?.resize(size);
    return isNew;
  }

  /** The kernel tells the command of a new size; a signal that came without one was sent by somebody. */
  private async onResize(): Promise<void> {
    if (!(await this.passSize())) await this.forward('SIGWINCH');
  }

  /** The command was stopped: by Ctrl-Z, by itself, or because it needs the terminal. */
  private async suspend(number: number): Promise<void> {
    const signal = signalName(number);
    if (WANTS_TERMINAL.has(signal) && this.regime === 'shared' && this.isForeground()) {
      await this.goOn('owned');
      return;
    }
    this.terminal.stopReading();
    await this.drain();
    await this.monitor.release();
    this.options.recording?.suspend();
    this.isSuspended = true;
    const continued = new Promise<void>((resolve) => {
      this.wake = resolve;
    });
    // Ctrl-Z stops a script around the command as well; a command that stops itself stops alone.
    this.stopSelf(signal ?? 'SIGSTOP', STOP_SIGNALS.has(signal));
    const thrownAway = setTimeout(() => this.wake(), STOP_WAIT_MS);
    await continued;
    clearTimeout(thrownAway);
    this.isSuspended = false;
    this.options.recording?.resume();
    await this.goOn(this.isForeground() ? 'owned' : 'shared');
    await this.passSize();
  }

  private async onContinue(): Promise<void> {
    if (this.isSuspended) this.wake();
    else if (this.regime === 'shared' && this.chooseRegime() === 'owned') await this.goOn('owned');
    else await this.forward('SIGCONT');
  }

  private async goOn(regime: TerminalRegime): Promise<void> {
    if (regime !== this.regime) await this.terminal.flush();
    this.isDraining = false;
    this.master.resume();
    this.regime = regime;
    this.terminal.undoesNewlines = regime === 'shared' && this.addsReturns;
    if (regime === 'owned') {
      await this.monitor.take();
      this.startReading();
    } else {
      await this.monitor.continueCommand();
    }
  }

  private chooseRegime(): TerminalRegime {
    return this.options.isTerminal[0] && this.isForeground() ? 'owned' : 'shared';
  }

  /** A terminal that is not our controlling one may be read by anybody. */
  private isForeground(): boolean {
    const place = readOwnPlace();
    if (place === null || place.processGroup === place.terminalGroup) return true;
    return place.terminalDevice !== null && place.terminalDevice !== this.options.place.device.rdev;
  }

  /** The user's terminal is gone: so is the command's. */
  private hangUp(): void {
    this.isHungUp = true;
    this.options.onPtyClosing();
    this.master.destroy();
    this.onRoom();
  }
}

const mayInterrupt = (byte: number): boolean => (byte < 0x20 || byte === 0x7f) && !HARMLESS_CONTROLS.includes(byte);

/** @returns 0 when there is nothing to read now, or never again. */
function readAvailable(descriptor: number, buffer: Buffer): number {
  try {
    return readSync(descriptor, buffer);
  } catch {
    return 0; // EAGAIN, or EIO: nobody has the command's terminal any more
  }
}
