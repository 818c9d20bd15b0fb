import {DdcotermError} from '../errors.ts';

export const usageError = (state: string) =>
  new DdcotermError(
    'HOST_USAGE',
    `Cannot read command line: ${state}`,
    'Usage: ddcoterm-host [--opt=value …] NAME REAL-COMMAND ARGS…',
  );

export const agentUnreachable = (socket: string, state: string) =>
  new DdcotermError(
    'AGENT_UNREACHABLE',
    `Cannot reach the agent at "${socket}": ${state}`,
    'Run "ddcoterm doctor"; the agent writes what stops it into log/agent.log',
  );

export const socketForeign = (path: string, state: string) =>
  new DdcotermError(
    'SOCKET_FOREIGN',
    `Cannot trust "${path}": ${state}`,
    `Remove it, or point DDCOTERM_HOME at a folder of your own`,
  );

export const agentStalled = (socket: string, waitedMs: number) =>
  new DdcotermError(
    'AGENT_STALLED',
    `Cannot go on recording through "${socket}": nothing was acknowledged for ${waitedMs} ms`,
    'Run "ddcoterm agent status"',
  );

export const ptyUnavailable = (cause: unknown) =>
  new DdcotermError('PTY_UNAVAILABLE', 'Cannot open a pseudo-terminal: node-pty gave none', 'Run "ddcoterm doctor"', {
    cause,
  });

export const monitorMissing = () =>
  new DdcotermError(
    'MONITOR_MISSING',
    'Cannot record the terminal: no perl found in /usr/bin, /bin or on PATH',
    'Install perl, or the native relay',
  );

export const recordingFailed = () =>
  new DdcotermError('HOST_FAILED', 'Cannot record: an unexpected error', 'Run "ddcoterm doctor"');
