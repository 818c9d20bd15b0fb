/**
 * The upload: entries a second from a full outbox to an intake on loopback, the agent's memory meanwhile, what queueing adds
 * to a write, and what an idle agent with an empty outbox does. DDCOTERM_BENCH_ENTRIES (default 100000), of 2 KB.
 */
import {spawn} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {gunzipSync} from 'node:zlib';
import {build} from 'esbuild';

const ENTRIES = Number(process.env.DDCOTERM_BENCH_ENTRIES ?? 100_000);
const IDLE_SECONDS = Number(process.env.DDCOTERM_BENCH_IDLE ?? 30);
const OUTPUT_CHARS = 1_900;
const COMMANDS_A_SESSION = 100;
const KEY = '00112233445566778899aabbccddeeff';
const AGENT = fileURLToPath(new URL('../../dist/agent.mjs', import.meta.url));

const {openStore, makeEvent, makeLog, makeSession, homePaths} = await loadRooms();
const intake = await startIntake();
const home = mkdtempSync(join(tmpdir(), 'ddcoterm-bench-upload-'));
const env = {...process.env, HOME: home, DDCOTERM_HOME: join(home, '.ddcoterm')};
const paths = homePaths(env);
let agent = null;
try {
  mkdirSync(paths.root, {mode: 0o700});
  const settings = {connection_config: {api_key: KEY}, upload: {url: intake.url, processes: 'none'}};
  writeFileSync(paths.config, JSON.stringify(settings), {mode: 0o600});
  const store = await openStore(paths, {access: 'write'});
  const plain = await fill(store, Math.min(ENTRIES, 20_000), []);
  const queued = await fill(store, ENTRIES, [{destination: 'main', kinds: ['log']}]);
  await store.close();
  console.log(
    `writing an event with its log: ${plain.toFixed(0)} µs without a destination, ${queued.toFixed(0)} µs with one (queueing: ${(queued - plain).toFixed(0)} µs)`,
  );
  await measureDelivery();
  await measureIdle();
} finally {
  agent?.kill('SIGTERM');
  intake.server.close();
  intake.server.closeAllConnections();
  await new Promise((resolve) => setTimeout(resolve, 500));
  rmSync(home, {recursive: true, force: true});
}

async function measureDelivery() {
  const startMs = performance.now();
  agent = spawn(process.execPath, [AGENT], {env, stdio: 'ignore'});
  let peakKib = 0;
  let firstMs = null;
  while (intake.entries < ENTRIES) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    if (intake.entries > 0) firstMs ??= performance.now();
    peakKib = Math.max(peakKib, statusOf('VmHWM'));
    if (performance.now() - startMs > 300_000) throw new Error(`only ${intake.entries} entries came`);
  }
  const ms = intake.lastMs - firstMs;
  const cpuSeconds = cpuOf(agent.pid);
  console.log(
    `delivered: ${ENTRIES} entries of ${(intake.bytes / ENTRIES / 1000).toFixed(1)} KB in ${(ms / 1000).toFixed(1)} s: ${(ENTRIES / (ms / 1000)).toFixed(0)} entries/s, ${intake.requests} requests`,
  );
  console.log(
    `agent: ${((cpuSeconds * 1e6) / ENTRIES).toFixed(0)} µs of processor time an entry, at most ${(peakKib / 1024).toFixed(0)} MB resident`,
  );
}

/** Voluntary context switches of the main thread are its wake-ups. */
async function measureIdle() {
  await new Promise((resolve) => setTimeout(resolve, 40_000)); // sockets go after 15 s, and V8 tidies up until then
  const before = {switches: statusOf('voluntary_ctxt_switches'), cpu: cpuOf(agent.pid)};
  await new Promise((resolve) => setTimeout(resolve, IDLE_SECONDS * 1000));
  const switches = statusOf('voluntary_ctxt_switches') - before.switches;
  const cpuMs = (cpuOf(agent.pid) - before.cpu) * 1000;
  console.log(
    `idle, outbox empty: ${switches} wake-ups and ${cpuMs.toFixed(0)} ms of processor time in ${IDLE_SECONDS} s`,
  );
}

function statusOf(field) {
  const text = readFileSync(`/proc/${agent.pid}/status`, 'utf8');
  return Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
}

/** User and system time, seconds; a tick is a hundredth. */
function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** @returns Microseconds of processor time an entry. */
async function fill(store, count, subscriptions) {
  store.outbox.subscribe(subscriptions, () => undefined);
  const before = process.cpuUsage();
  for (let done = 0; done < count; done += COMMANDS_A_SESSION) {
    const session = makeSession({startedAtMs: Date.now() - 60_000});
    await store.createSession(session);
    const events = Array.from({length: Math.min(COMMANDS_A_SESSION, count - done)}, () => makeEvent(session));
    const logs = events.map(({id}, index) => makeLog(session, textOf(done + index), {eventId: id}));
    await store.write({sessionId: session.id, events, logs});
  }
  const {user, system} = process.cpuUsage(before);
  return (user + system) / count;
}

/** Log lines that differ, so that gzip has its work. */
function textOf(seed) {
  let text = '';
  for (let line = 0; text.length < OUTPUT_CHARS; line++) {
    const number = (seed * 7919 + line * 104_729) % 1_000_003;
    text += `2026-11-24T10:${String(line % 60).padStart(2, '0')}:07Z level=info request=${number.toString(36)} path=/api/items/${number} took=${number % 997}ms password=********\n`;
  }
  return text.slice(0, OUTPUT_CHARS);
}

/** Takes what comes and counts it, without parsing more than it must. */
async function startIntake() {
  const state = {entries: 0, bytes: 0, requests: 0, lastMs: 0};
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const text = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
    state.requests++;
    state.bytes += text.length;
    state.entries += JSON.parse(text.toString()).length;
    state.lastMs = performance.now();
    response.writeHead(202, {'content-type': 'application/json'}).end('{}');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(state, {server, url: `http://127.0.0.1:${server.address().port}`});
}

async function loadRooms() {
  const folder = mkdtempSync(join(tmpdir(), 'ddcoterm-bench-rooms-'));
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const contents = `
    export {openStore} from './src/store/sqlite-store.ts';
    export {homePaths} from './src/config/home.ts';
    export * from './test/support/records.ts';`;
  const outfile = join(root, 'node_modules', `.bench-upload-${process.pid}.mjs`);
  await build({
    stdin: {contents, resolveDir: root, loader: 'ts'},
    ...{outfile, bundle: true, format: 'esm', platform: 'node', target: 'node20'},
    external: ['@photostructure/sqlite'],
    define: {DDCOTERM_VERSION: '"bench"'},
  });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(outfile, {force: true});
    rmSync(folder, {recursive: true, force: true});
  }
}
