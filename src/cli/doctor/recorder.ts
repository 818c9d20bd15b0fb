import {closeSync, openSync, readFileSync, readSync} from 'node:fs';
import {join} from 'node:path';
import {DEFAULT_HOST} from '../../../installer/shim-script.ts';
import {systemErrorCode} from '../../errors.ts';
import {findPerl} from '../../host/monitor.ts';
import type {CliContext} from '../context.ts';
import {type Check, ok} from './check.ts';

const RECENT_DAYS = 7;
const DAY_MS = 24 * 60 * 60 * 1000;

export function examineRecorder({paths, now, env}: CliContext): Check[] {
  return [examineHost(paths.bin, env), ...examinePerl(env), ...examineFailures(paths.hostFailures, now())];
}

/** The node host's monitor inside the PTY, which gives the command its job control, is written in it. */
function examinePerl(env: NodeJS.ProcessEnv): Check[] {
  if (findPerl(env) !== null) return [];
  const message = 'There is no perl in /usr/bin, /bin or on PATH: what runs on a terminal is not recorded';
  return [{area: 'recorder', code: 'MONITOR_MISSING', state: 'fail', message, cure: 'Install perl'}];
}

/** The native relay is a program of its own, for one platform; the node host is started by a script. */
function examineHost(bin: string, env: NodeJS.ProcessEnv): Check {
  const launcher = join(bin, 'ddcoterm-host');
  if (readStart(launcher) === null) {
    return {
      area: 'recorder',
      code: 'HOST_MISSING',
      state: 'fail',
      message: `The recorder "${launcher}" is missing or cannot be read: commands run, but shims record nothing`,
      cure: 'Run the installer',
    };
  }
  const platform = `${process.platform}-${process.arch}`;
  const hasRelay = readStart(join(bin, `ddcoterm-host-${platform}`))?.startsWith('\x7fELF') === true;
  return ok('recorder', 'HOST', `Shims record through ${describeHost(hasRelay, platform, env)}`);
}

function describeHost(hasRelay: boolean, platform: string, {DDCOTERM_HOST: wanted}: NodeJS.ProcessEnv): string {
  if (!hasRelay) return `the node host (there is no native relay for ${platform}: starts take longer)`;
  return (wanted || DEFAULT_HOST) === 'relay'
    ? 'the native relay'
    : 'the node host (DDCOTERM_HOST=relay chooses the relay)';
}

function readStart(file: string): string | null {
  try {
    const descriptor = openSync(file, 'r');
    try {
      const bytes = Buffer.alloc(4);
      const count = readSync(descriptor, bytes);
      return count === 0 ? null : bytes.toString('latin1', 0, count);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // Missing or unreadable: either way no recorder.
    return null;
  }
}

interface Failure {
  atMs: number;
  code: string;
  command: string;
  message: string;
}

/** A host says nothing at the user's terminal when it cannot record; it is told here. */
function examineFailures(file: string, nowMs: number): Check[] {
  const recent = readFailures(file).filter(({atMs}) => atMs > nowMs - RECENT_DAYS * DAY_MS && atMs <= nowMs + DAY_MS);
  const byCode = new Map<string, Failure[]>();
  for (const failure of recent) byCode.set(failure.code, [...(byCode.get(failure.code) ?? []), failure]);
  if (byCode.size === 0)
    return [ok('recorder', 'HOST_FAILURES', `No recording failed in the last ${RECENT_DAYS} days`)];
  return [...byCode].map(([code, failures]) => describeFailures(code, failures, nowMs));
}

function describeFailures(code: string, failures: Failure[], nowMs: number): Check {
  const last = failures.reduce((a, b) => (a.atMs >= b.atMs ? a : b));
  const times = failures.length === 1 ? 'once' : `${failures.length} times`;
  const commands = [...new Set(failures.map(({command}) => command))].slice(0, 5).join(', ');
  const isFresh = last.atMs > nowMs - DAY_MS;
  return {
    area: 'recorder',
    code,
    state: isFresh ? 'fail' : 'warn',
    message: `Recording failed ${times} in the last ${RECENT_DAYS} days (${commands}), last at ${new Date(last.atMs).toISOString()}: ${last.message}`,
    cure: `Where the cause is gone: rm the file log/host-failures.jsonl in the home folder`,
  };
}

function readFailures(file: string): Failure[] {
  try {
    return readFileSync(file, 'utf8').split('\n').flatMap(parseFailure);
  } catch (error) {
    if (systemErrorCode(error) !== undefined) return []; // no file: nothing failed
    throw error;
  }
}

/** A line that was cut by a full disk is passed over. */
function parseFailure(line: string): Failure[] {
  try {
    const value = JSON.parse(line) as Partial<Failure>;
    if (typeof value.atMs !== 'number') return [];
    const text = (field: unknown, otherwise: string) => (typeof field === 'string' ? field : otherwise);
    return [
      {
        atMs: value.atMs,
        code: text(value.code, 'UNKNOWN'),
        command: text(value.command, '?'),
        message: text(value.message, ''),
      },
    ];
  } catch {
    return [];
  }
}
