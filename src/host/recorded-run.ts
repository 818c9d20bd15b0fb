/** One recorded run of a command: what it needs is made ready, then it runs to its end. */
import {systemErrorCode} from '../errors.ts';
import {SESSION_VARIABLE} from '../protocol/environment.ts';
import type {Hello} from '../protocol/messages.ts';
import {endLine, isAnnounced, say, startLine} from './announce.ts';
import {startAgent} from './bundles.ts';
import {isForeignTerminal, isTerminal} from './descriptors.ts';
import {BLOCKED} from './ending.ts';
import {agentUnreachable, monitorMissing} from './errors.ts';
import type {Passage} from './gate.ts';
import {handOver} from './handover.ts';
import {readHello, recordsInput} from './hello.ts';
import type {CommandSpec} from './monitor.ts';
import {runPlain} from './plain-session.ts';
import {readStartTime} from './process-facts.ts';
import {openPty, type Pty} from './pty.ts';
import {Recording} from './recording.ts';
import {writeSessionFile} from './session-file.ts';
import {withShellIntegration} from './shell-integration.ts';
import {noteFailure, type Result, type Situation} from './situation.ts';
import {TerminalSession} from './terminal-session.ts';
import {UserTerminal} from './user-terminal.ts';

/** With `on_failure: block`, the command waits so long for the agent's welcome. */
const WELCOME_MS = 5_000;

export interface Prepared {
  command: CommandSpec;
  recording: Recording;
  hello: Hello;
  /** Null: the command runs without a PTY. */
  pty: {pty: Pty; terminal: UserTerminal} | null;
  /** Why the command's terminal cannot be recorded though it has one; null when it is, or there is none. */
  lack: Error | null;
}

/** @returns Null when something of ours fails so that nothing can be recorded; `ddcoterm doctor` is told. */
export function prepareRecording(situation: Situation, session: string, passage: Passage): Prepared | null {
  try {
    const {command, integration} = prepareCommand(situation, session);
    const keepsNothing = passage.kind === 'run' && !passage.records;
    const {pty, lack} = keepsNothing ? {pty: null, lack: null} : choosePty(situation);
    const size = pty?.terminal.size ?? {columns: 0, rows: 0};
    const hello: Hello = {
      ...readHello({...situation, session, pty: pty?.pty.path ?? null, size, integration}),
      ...(passage.kind === 'run' && {verdicts: passage.verdicts}),
      ...(keepsNothing && {capture: 'terminal'}),
    };
    return {command, hello, recording: openRecording(situation, hello), pty, lack};
  } catch (error) {
    noteFailure(situation, error);
    return null;
  }
}

/** What is told about a command that may not start: it has no terminal of its own yet. */
export const helloBeforeStart = (situation: Situation, session: string): Hello =>
  readHello({...situation, session, pty: null, size: {columns: 0, rows: 0}, integration: undefined});

export async function runRecorded(situation: Situation, prepared: Prepared): Promise<Result> {
  const {recording, hello, lack} = prepared;
  if (situation.config.onFailure === 'block') {
    if (lack !== null) return block(situation, lack);
    const isWelcome = await recording.waitUntilWelcome(WELCOME_MS);
    if (!isWelcome) return block(situation, agentUnreachable(situation.paths.socket, 'it does not answer'));
  }
  const announced = isAnnounced(situation.request, situation.config);
  if (announced) say(startLine(hello.session));
  const result = await runCommand(situation, prepared);
  if (announced) say(endLine(hello.session));
  await recording.finish(result.ending);
  return result;
}

async function runCommand(situation: Situation, {command, recording, hello, pty}: Prepared): Promise<Result> {
  try {
    if (pty !== null) return await runInPty(situation, {...pty, command, recording});
  } catch (error) {
    // The words fit the system's limit just so, and those of the monitor do not.
    if (systemErrorCode(error) !== 'E2BIG') throw error;
    noteFailure(situation, error);
  }
  return runPlain({...situation, command, recording, capture: hello.capture});
}

function prepareCommand(
  {request, env, launch, config, bundles}: Situation,
  session: string,
): {command: CommandSpec; integration: Hello['integration']} {
  const {executable, name, origin} = request;
  const marked =
    origin === 'shell' && config.shellIntegration
      ? withShellIntegration({file: executable, args: request.args, env, integrationDir: bundles.integration})
      : {args: request.args, env};
  const commandEnv: NodeJS.ProcessEnv = {...marked.env, [SESSION_VARIABLE]: session};
  const addedVariables = Object.keys(commandEnv).filter((key) => commandEnv[key] !== env[key]);
  const command = {executable, argv: [name, ...marked.args], env: commandEnv, addedVariables, launch};
  return {command, integration: 'integration' in marked ? marked.integration : undefined};
}

function choosePty(situation: Situation): Pick<Prepared, 'pty' | 'lack'> {
  const {kinds, terminal: place} = situation;
  if (kinds[1] !== 'tty' || place === null || isForeignTerminal(place)) return {pty: null, lack: null};
  try {
    if (situation.perl === null) throw monitorMissing();
    const pty = openPty(0, 0); // the monitor gives it the size of the user's terminal
    return {pty: {pty, terminal: new UserTerminal(place)}, lack: null};
  } catch (error) {
    noteFailure(situation, error);
    return {pty: null, lack: error instanceof Error ? error : new Error(String(error))};
  }
}

function openRecording(situation: Situation, hello: Hello): Recording {
  const {paths, bundles, env} = situation;
  return new Recording({
    hello,
    socketPath: paths.socket,
    startAgent: () => startAgent(bundles, env, paths.socket),
    handOver: (rest) => handOver(bundles, env, rest),
    onFailure: (error) => noteFailure(situation, error),
  });
}

interface PtyParts {
  pty: Pty;
  terminal: UserTerminal;
  command: CommandSpec;
  recording: Recording;
}

async function runInPty(situation: Situation, parts: PtyParts): Promise<Result> {
  const {pty, terminal, command, recording} = parts;
  const {request, config, paths} = situation;
  const place = situation.terminal!;
  const removeSessionFile = writeSessionFile(paths.run, pty.path, {
    session: recording.session,
    hostPid: process.pid,
    hostStart: readStartTime(process.pid) ?? '',
    dev: pty.dev,
    rdev: pty.rdev,
  });
  const session = new TerminalSession({
    perl: situation.perl!,
    pty,
    command,
    place,
    terminal,
    isTerminal: [isTerminal(place, 0), true, isTerminal(place, 2)],
    furtherTerminals: command.launch.descriptors.filter((descriptor) => isTerminal(place, descriptor)),
    recording,
    recordInput: recordsInput(request, config),
    onPtyClosing: removeSessionFile,
  });
  const result = await session.run();
  removeSessionFile();
  return result;
}

/** The command is not started: it must be recorded, and cannot be. */
export function block({request}: Situation, {message}: Error): Result {
  say(`ddcoterm: ${request.name} was not started, because it must be recorded (on_failure: block). ${message}`);
  say('ddcoterm: Run "ddcoterm doctor" to see what is wrong');
  return {ending: BLOCKED, startErrno: null};
}
