/**
 * Runs one command, recorded: in a PTY where standard output is a terminal, with its own descriptors elsewhere. Whatever
 * fails about the recording, the command runs; `on_failure: block` is the one exception.
 */
import {randomBytes} from 'node:crypto';
import {getSystemErrorMap} from 'node:util';
import {type Config, DEFAULT_CONFIG} from '../config/config.ts';
import {type HomePaths, homePaths} from '../config/home.ts';
import {loadConfig} from '../config/load.ts';
import {DdcotermError} from '../errors.ts';
import {SESSION_VARIABLE} from '../protocol/environment.ts';
import type {Hello} from '../protocol/messages.ts';
import {uuidV7} from '../protocol/uuid.ts';
import {endLine, isAnnounced, say, startLine} from './announce.ts';
import type {CommandRequest} from './arguments.ts';
import {type Bundles, findBundles, startAgent} from './bundles.ts';
import {findTerminal, readStreamKinds, type StreamKinds, type UserTerminalPlace} from './descriptors.ts';
import {noteLeakingDescriptor} from './detached.ts';
import {BLOCKED, type Ending, leaveAs} from './ending.ts';
import {agentUnreachable, monitorMissing} from './errors.ts';
import {appendFailure} from './failure-log.ts';
import {handOver} from './handover.ts';
import {readHello, recordsInput} from './hello.ts';
import {refreshHostSettings} from './host-settings.ts';
import {LAUNCH_VARIABLE, type LaunchState, parseLaunchState} from './launch-state.ts';
import {type CommandSpec, findPerl} from './monitor.ts';
import {runPlain} from './plain-session.ts';
import {readOwnPlace, readStartTime} from './process-facts.ts';
import {openPty, type Pty} from './pty.ts';
import {Recording} from './recording.ts';
import {findEnclosingSession, writeSessionFile} from './session-file.ts';
import {withShellIntegration} from './shell-integration.ts';
import {TerminalSession} from './terminal-session.ts';
import {UserTerminal} from './user-terminal.ts';

export interface HostOptions extends CommandRequest {
  /** The process's own where it is not given. */
  env?: NodeJS.ProcessEnv;
  bundles?: Bundles;
}

/** With `on_failure: block`, the command waits so long for the agent's welcome. */
const WELCOME_MS = 5_000;

interface Situation {
  request: CommandRequest;
  /** As the launcher had it. */
  env: NodeJS.ProcessEnv;
  launch: LaunchState;
  paths: HomePaths;
  config: Config;
  bundles: Bundles;
  kinds: StreamKinds;
  terminal: UserTerminalPlace | null;
  perl: string | null;
}

interface Result {
  ending: Ending;
  startErrno: number | null;
  byInterruptKey?: boolean;
}

/**
 * @returns The status to exit with: the command's, 126 or 127 when it could not be started, 125 when it was blocked.
 *   When a signal ended the command this process dies of the same one and the promise does not settle.
 */
export async function runHost(options: HostOptions): Promise<number> {
  const situation = readSituation(options);
  const {request, config, paths} = situation;
  refreshHostSettings(situation.paths, situation.bundles);
  const isOff = isDisabled(situation.env) || config.commands[request.name]?.record === false;
  const isLeftAlone = isOff || isNested(situation, paths);
  const result = isLeftAlone ? await runUnrecorded(situation) : await runRecorded(situation);
  if (result.startErrno !== null) say(`${request.name}: ${describeErrno(result.startErrno)}`);
  return leaveAs(result.ending, result.byInterruptKey);
}

function readSituation({env: given, bundles, ...request}: HostOptions): Situation {
  const {[LAUNCH_VARIABLE]: launchText, ...env} = given ?? process.env;
  const launch = parseLaunchState(launchText);
  // They are for the command. An agent that inherited them, and lives on, would keep a `tee` behind them waiting.
  for (const descriptor of launch.descriptors) noteLeakingDescriptor(descriptor);
  const paths = homePaths(env);
  const kinds = readStreamKinds(launch.closed);
  return {
    request,
    env,
    launch,
    paths,
    config: readConfig(paths, env),
    bundles: bundles ?? findBundles(),
    kinds,
    terminal: findTerminal(kinds),
    perl: findPerl(env),
  };
}

function readConfig(paths: HomePaths, env: NodeJS.ProcessEnv): Config {
  try {
    return loadConfig(paths, env).config;
  } catch {
    return DEFAULT_CONFIG; // a fault of ours in reading settings is no reason to keep a command from running
  }
}

/** As in the shim script. */
const isDisabled = ({DDCOTERM_DISABLE: value}: NodeJS.ProcessEnv): boolean =>
  value !== undefined && !['', '0'].includes(value);

/** The command's terminal is recorded by a session that is still running. */
function isNested({terminal}: Situation, {run}: HomePaths): boolean {
  if (terminal !== null) return findEnclosingSession(run, [terminal.device]) !== null;
  const rdev = readOwnPlace()?.terminalDevice;
  return Boolean(rdev) && findEnclosingSession(run, [{dev: null, rdev: rdev!}]) !== null;
}

function runUnrecorded(situation: Situation): Promise<Result> {
  const {request, env, launch, perl, kinds} = situation;
  const {executable, args, name} = request;
  const command = {executable, argv: [name, ...args], env, addedVariables: [], launch};
  return runPlain({perl, command, kinds, recording: null, capture: 'terminal'});
}

async function runRecorded(situation: Situation): Promise<Result> {
  const {request, config} = situation;
  const session = request.session ?? uuidV7(Date.now(), randomBytes(10));
  const {command, integration} = prepareCommand(situation, session);
  const pty = choosePty(situation);
  const userTerminal = pty && situation.terminal ? new UserTerminal(situation.terminal, () => onTerminalGone()) : null;
  let onTerminalGone: () => void = () => undefined;

  const hello = readHello({
    ...situation,
    session,
    pty: pty?.path ?? null,
    size: userTerminal?.size ?? {columns: 0, rows: 0},
    integration,
  });
  const recording = openRecording(situation, hello);
  if (config.onFailure === 'block' && !(await recording.waitUntilWelcome(WELCOME_MS))) return block(situation);

  const announced = isAnnounced(request, config);
  if (announced) say(startLine(session));
  let result: Result;
  if (pty !== null && userTerminal !== null) {
    result = await runInPty(situation, {pty, userTerminal, command, recording}, (hangUp) => {
      onTerminalGone = hangUp;
    });
  } else {
    result = await runPlain({...situation, command, recording, capture: hello.capture});
  }
  if (announced) say(endLine(session));
  await recording.finish(result.ending);
  return result;
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

/** @returns Null where there is no terminal to record, or no way to: the latter is noted for `ddcoterm doctor`. */
function choosePty(situation: Situation): Pty | null {
  if (situation.kinds[1] !== 'tty') return null;
  try {
    if (situation.perl === null) throw monitorMissing();
    return openPty(0, 0); // the monitor gives it the size of the user's terminal
  } catch (error) {
    noteFailure(situation, error);
    return null;
  }
}

function openRecording(situation: Situation, hello: Hello): Recording {
  const {paths, bundles, env} = situation;
  return new Recording({
    hello,
    socketPath: paths.socket,
    startAgent: () => startAgent(bundles, env),
    handOver: (rest) => handOver(bundles, env, rest),
    onFailure: (error) => noteFailure(situation, error),
  });
}

interface PtyParts {
  pty: Pty;
  userTerminal: UserTerminal;
  command: CommandSpec;
  recording: Recording;
}

async function runInPty(
  situation: Situation,
  {pty, userTerminal, command, recording}: PtyParts,
  onSession: (hangUp: () => void) => void,
): Promise<Result> {
  const {kinds, request, config, paths} = situation;
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
    place: situation.terminal!,
    terminal: userTerminal,
    isTerminal: [kinds[0] === 'tty', true, kinds[2] === 'tty'],
    recording,
    recordInput: recordsInput(request, config),
  });
  onSession(() => session.hangUp());
  const result = await session.run();
  removeSessionFile();
  return result;
}

function block({paths, request}: Situation): Result {
  const {message} = agentUnreachable(paths.socket, `it did not answer within ${WELCOME_MS / 1000} s`);
  say(`ddcoterm: ${request.name} was not started, because it must be recorded (on_failure: block). ${message}`);
  say('ddcoterm: Run "ddcoterm doctor" to see what is wrong');
  return {ending: BLOCKED, startErrno: null};
}

function noteFailure({paths, request}: Situation, error: unknown): void {
  const {code, message} =
    error instanceof DdcotermError ? error : {code: 'HOST_FAILED', message: 'Cannot record: an unexpected error'};
  appendFailure(paths.hostFailures, {atMs: Date.now(), code, command: request.name, message});
}

/** As shells say it: `No such file or directory`. */
function describeErrno(errno: number): string {
  const [, text] = getSystemErrorMap().get(-errno) ?? ['', `error ${errno}`];
  return text.charAt(0).toUpperCase() + text.slice(1);
}
