/** A home with many sessions and one recording of a whole day, for looking at it in a browser. */
import {closeSync, mkdirSync, openSync, writeSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {gzipSync} from 'node:zlib';
import {build} from 'esbuild';
import {floods} from './flood-texts.mjs';

const DAY_SECONDS = 86_400;
const KEYFRAME_SECONDS = 30;
const COMMAND_SECONDS = 120;
const SPAN_MS = 90 * 86_400_000;
const COMMANDS = ['kubectl get pods', 'psql main', 'ssh web-1', 'git push', 'npm test', 'terraform plan', 'helm list'];

/**
 * @param {string} home A folder that is empty.
 * @returns {Promise<string>} The id of the day's session.
 */
export async function fillHome(home, {sessions, dayMegabytes}) {
  const rooms = await loadRooms();
  const paths = rooms.homePaths({HOME: home, DDCOTERM_HOME: home});
  mkdirSync(paths.data, {recursive: true, mode: 0o700});
  const store = await rooms.openStore(paths, {access: 'write'});
  const now = Date.now();
  for (let index = 0; index < sessions; index++) {
    await store.createSession(makeSession(index, now - SPAN_MS + (SPAN_MS / sessions) * index, null));
  }
  const id = await writeDay(store, paths, rooms, now - DAY_SECONDS * 1000, dayMegabytes);
  await store.close();
  return id;
}

async function writeDay(store, paths, {MemberWriter, Screen, recordingPathOf, recordingFile}, startedAtMs, megabytes) {
  const session = makeSession(9_999_999, startedAtMs, DAY_SECONDS * 1_000_000);
  session.recordingPath = recordingPathOf(session.id, startedAtMs);
  await store.createSession(session);
  const file = recordingFile(paths, session.recordingPath);
  mkdirSync(dirname(file), {recursive: true, mode: 0o700});
  const descriptor = openSync(file, 'wx', 0o600);
  const text = floods(8).coloured.toString('utf8');
  const perSecond = Math.floor((megabytes * 1_000_000) / DAY_SECONDS);
  const writer = new MemberWriter(session);
  const screen = new Screen(session.columns, session.rows);
  let fileOffset = 0;
  let members = [];
  const events = [];
  for (let second = 0; second < DAY_SECONDS; second++) {
    const at = (second * perSecond) % (text.length - perSecond);
    const output = text.slice(at, at + perSecond);
    const wantsKeyframe = second % KEYFRAME_SECONDS === 0;
    const keyframe = () =>
      wantsKeyframe ? {columns: screen.columns, rows: screen.rows, screen: screen.serialize()} : null;
    writer.write({kind: 'output', elapsedUs: second * 1_000_000, text: output}, keyframe);
    screen.write(output);
    const draft = writer.cut(0);
    const packed = gzipSync(draft.text, {level: 1});
    writeSync(descriptor, packed);
    members.push({...draft.record, fileOffset, bytes: packed.length});
    fileOffset += packed.length;
    if (second % COMMAND_SECONDS === 0) events.push(makeEvent(session, events.length, second));
    if (members.length < 2000 && second < DAY_SECONDS - 1) continue;
    await store.write({sessionId: session.id, members});
    members = [];
  }
  closeSync(descriptor);
  const sizes = {recordingBytes: fileOffset, outputBytes: perSecond * DAY_SECONDS, commandCount: events.length};
  await store.write({sessionId: session.id, session: sizes, events});
  return session.id;
}

function makeSession(index, startedAtMs, durationUs) {
  const argv = COMMANDS[index % COMMANDS.length].split(' ');
  const length = durationUs ?? ((index * 7919) % 600) * 100_000;
  return {
    id: makeId(index, startedAtMs),
    state: 'ended',
    origin: 'shim',
    command: argv[0],
    executable: `/usr/bin/${argv[0]}`,
    argv,
    cwd: '/home/user/project',
    title: null,
    env: {SHELL: '/bin/bash', TERM: 'xterm-256color'},
    tags: {'kubectl.context': ['prod', 'staging', 'dev'][index % 3]},
    user: ['ada', 'grace', 'linus'][index % 3],
    effectiveUser: 'ada',
    host: `web-${index % 20}`,
    tty: '/dev/pts/1',
    streams: ['tty', 'tty', 'tty'],
    sshClient: null,
    parentPid: 1,
    parentName: 'bash',
    parentSession: null,
    author: {kind: 'person', name: null},
    hostKind: 'relay',
    hostVersion: '0.1.0',
    hostPid: 1,
    columns: 120,
    rows: 40,
    startedAtMs: Math.floor(startedAtMs),
    endedAtMs: Math.floor(startedAtMs) + length / 1000,
    durationUs: length,
    exitStatus: index % 11 === 0 ? 1 : 0,
    signal: null,
    upload: true,
    recordInput: false,
    outputBytes: 1000,
    recordingBytes: 500,
    redactionCount: index % 50 === 0 ? 2 : 0,
    commandCount: 1,
    recordingPath: null,
    disclosures: [],
    notes: [],
  };
}

function makeEvent(session, index, second) {
  const commandLine = COMMANDS[index % COMMANDS.length];
  return {
    id: makeId(20_000_000 + index, session.startedAtMs + second * 1000),
    sessionId: session.id,
    kind: 'command',
    parentId: null,
    commandLine,
    name: commandLine.split(' ')[0],
    executable: null,
    argv: null,
    cwd: '/home/user/project',
    startedAtMs: session.startedAtMs + second * 1000,
    startUs: second * 1_000_000,
    endUs: (second + COMMAND_SECONDS - 1) * 1_000_000,
    exitStatus: index % 9 === 0 ? 1 : 0,
    signal: null,
    pid: null,
    parentPid: null,
    uid: null,
    effectiveUid: null,
  };
}

/** UUIDv7 of that time. */
function makeId(index, startedAtMs) {
  const time = Math.floor(startedAtMs).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${index.toString(16).padStart(12, '0')}`;
}

async function loadRooms() {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  const outfile = join(root, 'node_modules/.cache/ddcoterm-bench/web-store.mjs');
  await build({
    stdin: {
      contents: [
        `export {openStore} from './src/store/sqlite-store.ts';`,
        `export {recordingFile, recordingPathOf} from './src/store/recording-files.ts';`,
        `export {MemberWriter} from './src/recorder/member-writer.ts';`,
        `export {Screen} from './src/terminal/screen.ts';`,
        `export {homePaths} from './src/config/home.ts';`,
      ].join('\n'),
      resolveDir: root,
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    external: ['@photostructure/sqlite'],
    outfile,
    logLevel: 'warning',
  });
  return import(pathToFileURL(outfile).href);
}
