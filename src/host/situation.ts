/** What a host finds when it starts: what to run, where, and with which settings. */
import {type Config, DEFAULT_CONFIG} from '../config/config.ts';
import {type HomePaths, homePaths} from '../config/home.ts';
import {loadConfig} from '../config/load.ts';
import {DdcotermError} from '../errors.ts';
import type {Ending} from '../protocol/end.ts';
import type {CommandRequest} from './arguments.ts';
import {type Bundles, findBundles} from './bundles.ts';
import {findTerminal, readStreamKinds, type StreamKinds, type UserTerminalPlace} from './descriptors.ts';
import {noteLeakingDescriptor} from './detached.ts';
import {recordingFailed} from './errors.ts';
import {appendFailure} from './failure-log.ts';
import {LAUNCH_VARIABLE, type LaunchState, parseLaunchState} from './launch-state.ts';
import {findPerl} from './monitor.ts';
import {readOwnPlace} from './process-facts.ts';
import {findEnclosingSession} from './session-file.ts';

export interface HostOptions extends CommandRequest {
  /** The process's own where it is not given. */
  env?: NodeJS.ProcessEnv;
  bundles?: Bundles;
}

export interface Situation {
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

/** How a command went. */
export interface Result {
  ending: Ending;
  /** Why it could not be started; null when it was. */
  startErrno: number | null;
}

export function readSituation({env: given, bundles, ...request}: HostOptions): Situation {
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

/** Nothing of this invocation is recorded: it is switched off, or recorded already. */
export const isLeftAlone = (situation: Situation): boolean =>
  isDisabled(situation.env) ||
  situation.config.commands[situation.request.name]?.record === false ||
  isNested(situation);

/** As in the shim script. */
const isDisabled = ({DDCOTERM_DISABLE: value}: NodeJS.ProcessEnv): boolean =>
  value !== undefined && !['', '0'].includes(value);

/** The command's terminal is recorded by a session that is still running. */
function isNested({terminal, paths}: Situation): boolean {
  if (terminal !== null) return findEnclosingSession(paths.run, [terminal.device]) !== null;
  const rdev = readOwnPlace()?.terminalDevice;
  return Boolean(rdev) && findEnclosingSession(paths.run, [{dev: null, rdev: rdev!}]) !== null;
}

/** Tells `ddcoterm doctor`. */
export function noteFailure({paths, request}: Situation, error: unknown): void {
  const {code, message} = error instanceof DdcotermError ? error : recordingFailed();
  appendFailure(paths.hostFailures, {atMs: Date.now(), code, command: request.name, message});
}
