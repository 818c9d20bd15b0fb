/**
 * Commands on real terminals through a real host, while the agent is killed again and again, at moments that chance chooses: also
 * while it starts. In the end every byte that a terminal got must be in its recording, but for the secrets.
 */
import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {gunzipSync} from 'node:zlib';
import type {SessionRecord} from '../../../../src/store/records.ts';
import {openStore} from '../../../../src/store/sqlite-store.ts';
import {type HostKind, kill, ReleaseHome, ROOT, type TerminalOutcome} from '../../../support/release-home.ts';

export interface KillSoakOptions {
  host: HostKind;
  kills: number;
  /** Milliseconds between two kills: at most. */
  pauseMs: number;
  random: () => number;
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

const TALKER = join(ROOT, 'test/e2e/agent/soak/talker.py');
/** Lines a burst, and the pause behind it, seconds: a listing now and then, a steady log, a program that waits. */
const LONG_COMMANDS = [
  ['60', '0.05'],
  ['1', '0.01'],
  ['1', '0.4'],
] as const;
const SECRET = /ghp_[A-Za-z0-9]{36}/g;
const MASK = '*'.repeat(40);

interface Run extends TerminalOutcome {
  expectedEnd: string;
}

export async function killSoak(options: KillSoakOptions): Promise<KillSoakResult> {
  const home = new ReleaseHome(options.host);
  const startMs = Date.now();
  try {
    const leaks = new Set<string>();
    const runs = await runUnderFire(home, options, leaks);
    const sessions = await waitForEnds(home, runs.length, options.timeoutMs);
    noteLeaks(home, leaks);
    return {
      kills: options.kills,
      sessions: runs.length,
      lines: runs.reduce((sum, {output}) => sum + count(output, '\n'), 0),
      faults: compare(home, runs, sessions),
      leaks: [...leaks],
      longestWriteMs: Math.max(...runs.map(({output}) => longestWriteOf(output))),
      ms: Date.now() - startMs,
    };
  } finally {
    await home.remove();
  }
}

/** Three long commands, short ones beside them, and somebody with a gun. */
async function runUnderFire(home: ReleaseHome, options: KillSoakOptions, leaks: Set<string>): Promise<Run[]> {
  const stopFile = join(home.sandbox.home, 'stop');
  const long = LONG_COMMANDS.map((words) => talk(home, [stopFile, ...words]));
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

async function talk(home: ReleaseHome, args: string[]): Promise<Run> {
  const outcome = await home.onTerminal('talker', '/usr/bin/env', 'python3', TALKER, ...args);
  return {...outcome, expectedEnd: 'exit 7'};
}

async function say(home: ReleaseHome, number: number): Promise<Run> {
  const status = number % 5;
  const outcome = await home.onTerminal('sh', '/bin/sh', '-c', `echo "short ${number}"; exit ${status}`);
  return {...outcome, expectedEnd: `exit ${status}`};
}

async function killAgents(home: ReleaseHome, options: KillSoakOptions, onKilled: () => void): Promise<void> {
  const deadlineMs = Date.now() + options.timeoutMs;
  for (let kills = 0; kills < options.kills; ) {
    if (Date.now() > deadlineMs) throw new Error(`Only ${kills} of ${options.kills} kills in ${options.timeoutMs} ms`);
    await sleep(options.random() * options.pauseMs);
    const pids = home.agents();
    if (pids.length === 0) continue;
    for (const pid of pids) kill(pid, 'SIGKILL');
    kills++;
    onKilled();
  }
}

/** @returns The sessions, oldest first. */
async function waitForEnds(home: ReleaseHome, expected: number, timeoutMs: number): Promise<SessionRecord[]> {
  const deadlineMs = Date.now() + timeoutMs;
  for (;;) {
    const sessions = await readSessions(home);
    const ended = sessions.filter(({state}) => state === 'ended').length;
    if (ended >= expected || Date.now() > deadlineMs) return sessions;
    await sleep(200);
  }
}

async function readSessions({paths}: ReleaseHome): Promise<SessionRecord[]> {
  if (!existsSync(paths.database)) return [];
  const store = await openStore(paths, {access: 'read'});
  try {
    const {items} = await store.listSessions({query: null, limit: 10_000, oldestFirst: true});
    return items;
  } finally {
    await store.close();
  }
}

/** Sessions and runs belong together by what they printed: each says something of its own. */
function compare(home: ReleaseHome, runs: Run[], sessions: SessionRecord[]): string[] {
  const recordings = sessions.map((session) => ({session, text: outputOf(home, session)}));
  const faults = recordings.length === runs.length ? [] : [`${recordings.length} sessions of ${runs.length} commands`];
  for (const {output, end, expectedEnd} of runs) {
    const text = output.toString('utf8').replace(SECRET, MASK);
    const name = JSON.stringify(text.slice(-40));
    const found = recordings.find((recording) => recording.text === text);
    if (end !== expectedEnd) faults.push(`${name} ended with ${end}, not ${expectedEnd}`);
    if (found === undefined) faults.push(`${name} is not recorded as it was`);
    else if (`exit ${found.session.exitStatus}` !== expectedEnd || found.session.state !== 'ended')
      faults.push(`${name} is told to be ${found.session.state} with ${found.session.exitStatus}`);
  }
  return faults;
}

function outputOf({paths}: ReleaseHome, {recordingPath}: SessionRecord): string {
  const file = join(paths.recordings, recordingPath ?? '');
  if (recordingPath === null || !existsSync(file)) return '';
  return gunzipSync(readFileSync(file))
    .toString('utf8')
    .split('\n')
    .filter((line) => line.startsWith('['))
    .map((line) => JSON.parse(line) as [number, string, string])
    .map(([, code, data]) => (code === 'o' ? data : ''))
    .join('');
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
    const text = file.endsWith('.gz') ? gunzipSync(bytes, {finishFlush: 2}) : bytes;
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

const count = (bytes: Buffer, char: string): number => bytes.toString('latin1').split(char).length - 1;

const longestWriteOf = (output: Buffer): number =>
  Number(/longest write (\d+) ms/.exec(output.toString('latin1'))?.[1] ?? 0);
