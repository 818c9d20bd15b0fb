/** Commands that say something of their own, and what must be recorded of them. */
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {constants, gunzipSync} from 'node:zlib';
import type {SessionRecord} from '../../../../src/store/records.ts';
import {openStore} from '../../../../src/store/sqlite-store.ts';
import {type ReleaseHome, ROOT, type TerminalOutcome} from '../../../support/release-home.ts';

const TALKER = join(ROOT, 'test/e2e/agent/soak/talker.py');
const SECRET = /ghp_[A-Za-z0-9]{36}/g;
const MASK = '*'.repeat(40);

export interface Run extends TerminalOutcome {
  expectedEnd: string;
}

/** Talks until the file is there. */
export async function talk(home: ReleaseHome, stopFile: string, lines: number, pauseSeconds: number): Promise<Run> {
  const args = ['python3', TALKER, stopFile, String(lines), String(pauseSeconds)];
  return {...(await home.onTerminal('talker', '/usr/bin/env', ...args)), expectedEnd: 'exit 7'};
}

/** Is over at once. @param number Of its own in this home. */
export async function say(home: ReleaseHome, number: number): Promise<Run> {
  const status = number % 5;
  const outcome = await home.onTerminal('sh', '/bin/sh', '-c', `echo "short ${number}"; exit ${status}`);
  return {...outcome, expectedEnd: `exit ${status}`};
}

/** The longest time that a talker waited for its terminal, milliseconds. */
export const longestWriteOf = ({output}: Run): number =>
  Number(/longest write (\d+) ms/.exec(output.toString('latin1'))?.[1] ?? 0);

/** What is not as it should be once all is delivered. Empty: every byte is recorded but for the secrets, and every status. */
export async function findFaults(home: ReleaseHome, runs: Run[], timeoutMs: number): Promise<string[]> {
  const sessions = await waitForEnds(home, runs.length, timeoutMs);
  const recordings = sessions.map((session) => ({session, text: outputOf(home, session)}));
  const faults = recordings.length === runs.length ? [] : [`${recordings.length} sessions of ${runs.length} commands`];
  for (const {output, end, expectedEnd} of runs) {
    const text = output.toString('utf8').replace(SECRET, MASK);
    const name = JSON.stringify(text.slice(-40));
    const found = recordings.find((recording) => recording.text === text);
    if (end !== expectedEnd) faults.push(`${name} ended with ${end}, not ${expectedEnd}`);
    if (found === undefined) faults.push(`${name} is not recorded as it was: ${describeDifference(text, recordings)}`);
    else if (`exit ${found.session.exitStatus}` !== expectedEnd || found.session.state !== 'ended')
      faults.push(`${name} is told to be ${found.session.state} with ${found.session.exitStatus}`);
  }
  return faults;
}

/** Against the recording that is most like it: of talkers the one that is as long. */
function describeDifference(text: string, recordings: readonly {session: SessionRecord; text: string}[]): string {
  const places = recordings.map((recording) => ({...recording, at: firstDifference(text, recording.text)}));
  const [nearest] = places.sort((a, b) => distance(a.text, text) - distance(b.text, text));
  if (nearest === undefined) return 'there is no recording';
  const {at, session} = nearest;
  const snippets = [text, nearest.text].map((whole) => JSON.stringify(whole.slice(Math.max(0, at - 60), at + 60)));
  const notes = session.notes.map(({code, detail}) => `${code} ${detail}`).join('; ');
  return `${text.length} and ${nearest.text.length} characters, from ${at} on ${snippets.join(' became ')}, ${session.state} (${notes})`;
}

const distance = (a: string, b: string): number => Math.abs(a.length - b.length);

function firstDifference(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at;
}

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
    const {items} = await store.listSessions({query: null, limit: 10_000});
    return items;
  } finally {
    await store.close();
  }
}

function outputOf({paths}: ReleaseHome, {recordingPath}: SessionRecord): string {
  const file = join(paths.recordings, recordingPath ?? '');
  if (recordingPath === null || !existsSync(file)) return '';
  // What is cut off shows as a difference.
  return gunzipSync(readFileSync(file), {finishFlush: constants.Z_SYNC_FLUSH})
    .toString('utf8')
    .split('\n')
    .filter((line) => /^\[.*\]$/.test(line))
    .map((line) => JSON.parse(line) as [number, string, string])
    .map(([, code, data]) => (code === 'o' ? data : ''))
    .join('');
}
