/** Failures of the command line itself, and how any failure is told and becomes an exit status. */
import type {Writable} from 'node:stream';
import {DdcotermError, systemErrorCode} from '../errors.ts';

/** Exit statuses of ddcoterm. A recorded command's own status is passed on as it is. */
export const ExitCode = {
  Ok: 0,
  /** It could not be done, or a check found something wrong. */
  Failure: 1,
  /** The command line was not understood. */
  Usage: 2,
  /** The command did not start because it must be recorded or a policy forbids it. */
  Blocked: 125,
  NotExecutable: 126,
  NotFound: 127,
} as const;

const EXIT_CODES: Record<string, number> = {
  UNKNOWN_COMMAND: ExitCode.Usage,
  USAGE: ExitCode.Usage,
  QUERY_SYNTAX: ExitCode.Usage,
  QUERY_VALUE: ExitCode.Usage,
  TIME_MALFORMED: ExitCode.Usage,
  NUMBER_OUTSIDE: ExitCode.Usage,
  IDLE_MALFORMED: ExitCode.Usage,
  EXPORT_FORMAT_UNKNOWN: ExitCode.Usage,
  NOTHING_TO_REMOVE: ExitCode.Usage,
  TOKEN_NAME_INVALID: ExitCode.Usage,
  COMMAND_NOT_EXECUTABLE: ExitCode.NotExecutable,
  COMMAND_NOT_FOUND: ExitCode.NotFound,
};

/** @param problem `Cannot <verb> <thing "value">: <state>`. */
export const usageError = (problem: string, hint?: string) => new DdcotermError('USAGE', problem, hint);

export const saveLevelUnknown = (level: string, known: string[]) =>
  usageError(`Cannot keep "${level}": --save-level is one of ${known.join(', ')}`);

export const unknownCommand = (name: string, nearest: string[]) =>
  new DdcotermError(
    'UNKNOWN_COMMAND',
    `Cannot run "${name}": ddcoterm has no such command, and no executable "ddcoterm-${name}" is on PATH`,
    nearest.length > 0
      ? `Did you mean ${nearest.map((candidate) => `"ddcoterm ${candidate}"`).join(' or ')}?`
      : 'Run "ddcoterm help" for the commands, or "ddcoterm -- COMMAND" to record one',
  );

export const commandNotFound = (name: string) =>
  new DdcotermError('COMMAND_NOT_FOUND', `Cannot run "${name}": command not found`);

export const commandNotExecutable = (path: string, state: string) =>
  new DdcotermError('COMMAND_NOT_EXECUTABLE', `Cannot run "${path}": ${state}`);

export const socketForeign = (path: string, uid: number) =>
  new DdcotermError(
    'SOCKET_FOREIGN',
    `Cannot talk to the agent: socket "${path}" belongs to user ${uid}`,
    'Find out who made it and remove it; recording works again then',
  );

export const agentUnreachable = (path: string, state: string, cause: unknown) =>
  new DdcotermError(
    'AGENT_UNREACHABLE',
    `Cannot talk to the agent on "${path}": ${state}`,
    'Run "ddcoterm doctor" to see what is wrong',
    {cause},
  );

export const agentSilent = (path: string, timeoutMs: number) =>
  new DdcotermError(
    'AGENT_SILENT',
    `Cannot talk to the agent on "${path}": no answer within ${timeoutMs} ms`,
    'It may be stopped or very busy; see log/agent.log in the home folder',
  );

export const agentStays = (pid: number) =>
  new DdcotermError(
    'AGENT_STAYS',
    `Cannot stop the agent: process ${pid} is still there`,
    `Look at log/agent.log in the home folder; as the last resort: kill ${pid}`,
  );

export const agentMissing = (log: string) =>
  new DdcotermError('AGENT_MISSING', 'Cannot start the agent: it does not answer', `Look at "${log}"`);

/** @param meant The command of `shim` that the name may be a slip of. */
export const noSuchCommandForShim = (name: string, meant: string | undefined) =>
  new DdcotermError(
    'SHIM_COMMAND_MISSING',
    `Cannot make a shim for "${name}": there is no such command on PATH`,
    meant === undefined
      ? `To make one all the same: ddcoterm shim add ${name}. For other commands: ddcoterm help shim`
      : `Did you mean "ddcoterm shim ${meant}"? To make one all the same: ddcoterm shim add ${name}`,
  );

export const inputUnreadable = (file: string, cause: unknown) =>
  new DdcotermError(
    'INPUT_UNREADABLE',
    `Cannot read "${file}": ${systemErrorCode(cause) ?? 'it cannot be read'}`,
    'Name a file that you may read, or - for stdin',
    {cause},
  );

export const redactionRuleUnknown = (id: string, nearest: string[]) =>
  new DdcotermError(
    'REDACTION_RULE_UNKNOWN',
    `Cannot show rule "${id}": there is no such rule`,
    nearest.length > 0
      ? `Did you mean ${nearest.map((name) => `"${name}"`).join(' or ')}?`
      : 'Run "ddcoterm redact rules" for their ids',
  );

export const initAborted = () =>
  new DdcotermError('INIT_ABORTED', 'Cannot go on with the settings: it was broken off, nothing is written');

export const syncListMissing = (file: string) =>
  new DdcotermError(
    'SYNC_LIST_MISSING',
    `Cannot sync shims: "${file}" has no list "shims:"`,
    "Write one: ddcoterm config set shims '[kubectl, psql]'. An empty list removes every shim",
  );

export const syncListBroken = (problem: string, cure: string) =>
  new DdcotermError('SYNC_LIST_BROKEN', `Cannot sync shims: ${problem}`, cure);

/**
 * Tells a failure on `stderr`.
 *
 * @returns The exit status that belongs to it.
 */
export function reportError(error: unknown, {env, stderr}: {env: NodeJS.ProcessEnv; stderr: Writable}): number {
  const debug = env.DDCOTERM_DEBUG === '1';
  if (error instanceof DdcotermError) {
    stderr.write(`ddcoterm: ${error.message}\n${error.hint === undefined ? '' : indent(error.hint)}`);
    if (debug) stderr.write(`${stackOf(error)}\n`);
    return EXIT_CODES[error.code] ?? ExitCode.Failure;
  }
  const message = error instanceof Error ? error.message : String(error);
  stderr.write(`ddcoterm: Cannot go on: ${message}\n`);
  stderr.write(debug ? `${stackOf(error)}\n` : indent('This is a bug. DDCOTERM_DEBUG=1 shows where it happened'));
  return ExitCode.Failure;
}

const indent = (text: string) => text.replace(/^/gm, '  ').concat('\n');

/** The stack with those of its causes. */
function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
