/**
 * Commands on real terminals through a real host, while the agent is killed again and again, at moments that chance chooses: also
 * while it starts. In the end every byte that a terminal got must be in its recording, but for the secrets.
 */
import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {constants, gunzipSync} from 'node:zlib';
import {askAgent} from '../../../../src/cli/agent-control.ts';
import {type HostKind, kill, ReleaseHome} from '../../../support/release-home.ts';
import {findFaults, longestWriteOf, type Run, say, talk} from './commands.ts';

export interface KillSoakOptions {
  host: HostKind;
  kills: number;
  /** Milliseconds between two kills: at most. */
  pauseMs: number;
  random: () => number;
  /** For the kills. */
  timeoutMs: number;
}

export interface KillSoakResult {
  kills: number;
  sessions: number;
  lines: number;
  /** What is not as it should be, of which session. Empty: nothing was lost, changed or repeated. */
  faults: string[];
  /** Files that held a secret, whenever that was. */
  leaks: string[];
  /** The longest time that a command waited for its terminal. */
  longestWriteMs: number;
  ms: number;
}

/** Lines a burst, and the pause behind it, seconds: a listing now and then, a steady log, a program that waits. */
const LONG_COMMANDS = [
  [60, 0.05],
  [1, 0.01],
  [1, 0.4],
] as const;

/** Once nobody kills any more. */
const DELIVERY_MS = 60_000;

export async function killSoak(options: KillSoakOptions): Promise<KillSoakResult> {
  const home = new ReleaseHome(options.host);
  const startMs = Date.now();
  try {
    const leaks = new Set<string>();
    const runs = await runUnderFire(home, options, leaks);
    const faults = await findFaults(home, runs, DELIVERY_MS);
    noteLeaks(home, leaks);
    return {
      kills: options.kills,
      sessions: runs.length,
      lines: runs.reduce((sum, {output}) => sum + output.toString('latin1').split('\n').length - 1, 0),
      faults,
      leaks: [...leaks],
      longestWriteMs: Math.max(...runs.map(longestWriteOf)),
      ms: Date.now() - startMs,
    };
  } finally {
    await home.remove();
  }
}

/** Three long commands, short ones beside them, and somebody with a gun. */
async function runUnderFire(home: ReleaseHome, options: KillSoakOptions, leaks: Set<string>): Promise<Run[]> {
  const stopFile = join(home.sandbox.home, 'stop');
  const long = LONG_COMMANDS.map(([lines, pauseSeconds]) => talk(home, stopFile, lines, pauseSeconds));
  const short: Run[] = [];
  const runShort = async () => {
    while (!existsSync(stopFile)) {
      short.push(await say(home, short.length));
      await sleep(options.random() * options.pauseMs);
    }
  };
  const shortDone = runShort();
  try {
    await killAgents(home, options, () => noteLeaks(home, leaks));
  } finally {
    writeFileSync(stopFile, '');
  }
  await shortDone;
  return [...(await Promise.all(long)), ...short];
}

async function killAgents(home: ReleaseHome, options: KillSoakOptions, onKilled: () => void): Promise<void> {
  const deadlineMs = Date.now() + options.timeoutMs;
  for (let kills = 0; kills < options.kills; ) {
    if (Date.now() > deadlineMs) throw new Error(`Only ${kills} of ${options.kills} kills in ${options.timeoutMs} ms`);
    // One in ten dies while it starts: a host tries again after 5 s then.
    if (options.random() > 0.1) await waitForAgent(home);
    await sleep(options.random() * options.pauseMs);
    const pids = home.agents();
    if (pids.length === 0) continue;
    for (const pid of pids) kill(pid, 'SIGKILL');
    kills++;
    onKilled();
  }
}

async function waitForAgent({paths}: ReleaseHome): Promise<void> {
  while ((await askAgent(paths, 'status').catch(() => null)) === null) await sleep(20);
}

/** What lies in ddcoterm's own folder; recordings are looked into as far as they are whole. */
function noteLeaks({paths}: ReleaseHome, leaks: Set<string>): void {
  for (const folder of [paths.data, paths.log, paths.run]) {
    for (const file of listFiles(folder)) if (holdsSecret(file)) leaks.add(file);
  }
}

function holdsSecret(file: string): boolean {
  try {
    const bytes = readFileSync(file);
    const text = file.endsWith('.gz') ? gunzipSync(bytes, {finishFlush: constants.Z_SYNC_FLUSH}) : bytes;
    return /ghp_[A-Za-z0-9]{4}/.test(text.toString('latin1'));
  } catch {
    return false; // gone meanwhile, or being written: it is looked at again
  }
}

function listFiles(folder: string): string[] {
  if (!existsSync(folder)) return []; // that agent was killed early
  return readdirSync(folder, {recursive: true, withFileTypes: true})
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}
