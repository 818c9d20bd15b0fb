/**
 * The server's part of a seek: what a player asks for to show any moment of a day's recording. Builds one of
 * DDCOTERM_BENCH_HOURS (default 24) hours and DDCOTERM_BENCH_MB (default 500) megabytes of output, four members a second and
 * a keyframe every thirty seconds, as an agent writes them.
 */
import {mkdirSync, mkdtempSync, openSync, rmSync, statSync, writeSync} from 'node:fs';
import {get} from 'node:http';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {gzipSync} from 'node:zlib';
import {build} from 'esbuild';

const HOURS = Number(process.env.DDCOTERM_BENCH_HOURS ?? 24);
const OUTPUT_BYTES = Number(process.env.DDCOTERM_BENCH_MB ?? 500) * 1e6;
const MEMBERS_A_SECOND = 4;
const KEYFRAME_MEMBERS = 30 * MEMBERS_A_SECOND;
const SEEKS = 200;
const BAR_MS = 200;

const {MemberWriter, Screen, homePaths, openReadStore, openStore, recordingPathOf, startUi} = await loadRooms();
const home = mkdtempSync(join(tmpdir(), 'ddcoterm-bench-seek-'));
const paths = homePaths({DDCOTERM_HOME: home});
try {
  const session = makeSession();
  const {seconds, file} = await timed(() => record(session));
  console.log(`Made in ${seconds.toFixed(0)} s\n`);
  await measure(session, statSync(file).size);
} finally {
  rmSync(home, {recursive: true, force: true});
}

/** As the player does: the index of keyframes once, then the text between two of them. */
async function measure(session, packedBytes) {
  const reader = openReadStore(paths, {DDCOTERM_HOME: home});
  const ui = await startUi({paths, store: reader.store, version: '0', user: 'u', host: 'h', port: 0});
  const entered = await ask(ui.port, ui.url.slice(ui.url.indexOf('/?')), '');
  const cookie = entered.headers['set-cookie'][0].split(';')[0];
  const fetchText = async (path) => (await ask(ui.port, `/api/v1/sessions/${session.id}${path}`, cookie)).text;

  const keyframes = [];
  const open = await timed(async () => {
    let bytes = 0;
    for (let after = -1; after !== null; ) {
      const text = await fetchText(`/members?keyframes=true&limit=10000&after=${after}`);
      bytes += text.length;
      const {items, next} = JSON.parse(text);
      keyframes.push(...items);
      after = next;
    }
    return {bytes};
  });

  const times = [];
  let textBytes = 0;
  for (let seek = 0; seek < SEEKS; seek++) {
    const us = Math.floor((((seek * 7919) % SEEKS) / SEEKS) * HOURS * 3600e6);
    const chunk = Math.max(
      0,
      keyframes.findLastIndex(({startUs}) => startUs <= us),
    );
    const first = keyframes[chunk].sequence;
    const last = (keyframes[chunk + 1]?.sequence ?? first + KEYFRAME_MEMBERS) - 1;
    const {seconds, bytes} = await timed(async () => ({
      bytes: (await fetchText(`/members/${first}?through=${last}`)).length,
    }));
    times.push(seconds * 1000);
    textBytes += bytes;
  }
  const sorted = times.sort((a, b) => a - b);
  const at = (percent) => sorted[Math.min(SEEKS - 1, Math.floor((SEEKS * percent) / 100))].toFixed(1);
  const rows = [
    ['recording', `${HOURS} h, ${mb(OUTPUT_BYTES)} MB of output, ${mb(packedBytes)} MB packed`, ''],
    ['opening: index of keyframes, ms', (open.seconds * 1000).toFixed(0), ''],
    ['opening: sent to the page, MB', mb(open.bytes), 'not the recording'],
    ['seek: p50, ms', at(50), ''],
    ['seek: p95, ms', at(95), `below ${BAR_MS}`],
    ['seek: worst, ms', at(100), `below ${BAR_MS}`],
    ['seek: sent to the page, MB', mb(textBytes / SEEKS), ''],
    ['memory of the server, this benchmark included, MB', mb(process.memoryUsage().rss), ''],
  ];
  console.log(
    ['| | figure | bar |', '| --- | --- | --- |', ...rows.map((cells) => `| ${cells.join(' | ')} |`)].join('\n'),
  );
  await ui.close();
  await reader.close();
}

function mb(bytes) {
  return (bytes / 1e6).toFixed(1);
}

/** Without syncing each member: that is the recorder's benchmark. */
async function record(session) {
  const store = await openStore(paths, {access: 'write'});
  await store.createSession(session);
  const file = join(paths.recordings, session.recordingPath);
  mkdirSync(dirname(file), {recursive: true});
  const target = openSync(file, 'w', 0o600);
  const writer = new MemberWriter(session);
  const screen = new Screen(session.columns, session.rows);
  const members = HOURS * 3600 * MEMBERS_A_SECOND;
  const charsOfMember = Math.ceil(OUTPUT_BYTES / members);
  let fileOffset = 0;
  let batch = [];
  for (let number = 0; number < members; number++) {
    const elapsedUs = Math.floor(((number + 1) / MEMBERS_A_SECOND) * 1e6);
    const text = makeText(number, charsOfMember);
    const isDue = number % KEYFRAME_MEMBERS === KEYFRAME_MEMBERS - 1;
    writer.write({kind: 'output', elapsedUs, text}, () =>
      isDue ? {columns: screen.columns, rows: screen.rows, screen: screen.serialize()} : null,
    );
    // The screen of a keyframe is what came last; the rest of the output need not be parsed for it.
    if ((number + 1) % KEYFRAME_MEMBERS >= KEYFRAME_MEMBERS - 2) screen.write(text);
    const draft = writer.cut(0);
    const packed = gzipSync(draft.text, {level: 1});
    writeSync(target, packed);
    batch.push({...draft.record, fileOffset, bytes: packed.length});
    fileOffset += packed.length;
    if (batch.length < 5000 && number < members - 1) continue;
    await store.write({
      sessionId: session.id,
      members: batch,
      session: {durationUs: elapsedUs, recordingBytes: fileOffset},
    });
    batch = [];
  }
  await store.write({sessionId: session.id, session: {state: 'ended', exitStatus: 0}});
  await store.close();
  return {file};
}

function makeText(number, chars) {
  let text = '';
  for (let line = 0; text.length < chars; line++) {
    text += `\x1b[32m12:${number % 60}:${line}\x1b[m request ${(number * 7919 + line * 31).toString(36)} took ${(number * line) % 977} ms\r\n`;
  }
  return text;
}

function makeSession() {
  const startedAtMs = Date.UTC(2026, 0, 1);
  const id = '019b76da-a800-7000-8000-000000000001';
  return {
    id,
    state: 'live',
    origin: 'shell',
    command: 'bash',
    executable: '/bin/bash',
    argv: ['bash'],
    cwd: '/',
    title: null,
    env: {},
    tags: {},
    user: 'u',
    effectiveUser: 'u',
    host: 'h',
    tty: '/dev/pts/1',
    streams: ['tty', 'tty', 'tty'],
    sshClient: null,
    parentPid: 1,
    parentName: 'sshd',
    parentSession: null,
    author: {kind: 'person', name: null},
    hostKind: 'relay',
    hostVersion: '0',
    hostPid: 2,
    columns: 120,
    rows: 40,
    startedAtMs,
    endedAtMs: null,
    durationUs: 0,
    exitStatus: null,
    signal: null,
    upload: false,
    recordInput: false,
    outputBytes: 0,
    recordingBytes: 0,
    redactionCount: 0,
    commandCount: 0,
    recordingPath: recordingPathOf(id, startedAtMs),
    disclosures: [],
    notes: [],
  };
}

function ask(port, path, cookie) {
  return new Promise((resolve, reject) => {
    const options = {host: '127.0.0.1', port, path, headers: {cookie}};
    get(options, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.once('end', () => resolve({headers: response.headers, text: Buffer.concat(chunks).toString('utf8')}));
    }).once('error', reject);
  });
}

async function timed(work) {
  const start = process.hrtime.bigint();
  const result = await work();
  return {...result, seconds: Number(process.hrtime.bigint() - start) / 1e9};
}

/** The bundle lies where the addon's package is found. */
async function loadRooms() {
  const folder = fileURLToPath(new URL('../../node_modules/.cache/ddcoterm-bench', import.meta.url));
  mkdirSync(folder, {recursive: true});
  const outfile = join(folder, 'seek.mjs');
  const rooms = {
    MemberWriter: './src/recorder/member-writer.ts',
    Screen: './src/terminal/screen.ts',
    homePaths: './src/config/home.ts',
    openReadStore: './src/review/server/threaded-store.ts',
    openStore: './src/store/sqlite-store.ts',
    recordingPathOf: './src/store/recording-files.ts',
    startUi: './src/review/server/run-ui.ts',
  };
  await build({
    stdin: {
      contents: Object.entries(rooms)
        .map(([name, file]) => `export {${name}} from '${file}';`)
        .join('\n'),
      resolveDir: fileURLToPath(new URL('../..', import.meta.url)),
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    external: ['@photostructure/sqlite'],
    outfile,
    banner: {js: "import {createRequire} from 'node:module'; const require = createRequire(import.meta.url);"},
    logLevel: 'warning',
  });
  return import(pathToFileURL(outfile).href);
}
