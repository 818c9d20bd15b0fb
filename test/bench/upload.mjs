/**
 * The upload: entries a second from a full outbox to an intake on loopback, the agent's memory meanwhile, what queueing adds
 * to a write, how soon a command of a live session arrives, and what an idle agent with an empty outbox does. About two minutes.
 * DDCOTERM_BENCH_ENTRIES (default 100000), of 2 KB; DDCOTERM_BENCH_IDLE, seconds of idleness (30).
 */
import {spawn} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {gunzipSync} from 'node:zlib';
import {loadSource} from './support/load-source.mjs';
import {printTable} from './support/print-table.mjs';

const ENTRIES = Number(process.env.DDCOTERM_BENCH_ENTRIES ?? 100_000);
const IDLE_SECONDS = Number(process.env.DDCOTERM_BENCH_IDLE ?? 30);
const OUTPUT_CHARS = 1_900;
const COMMANDS_A_SESSION = 100;
const KEY = '00112233445566778899aabbccddeeff';
const AGENT = fileURLToPath(new URL('../../dist/agent.mjs', import.meta.url));

const {openStore, makeEvent, makeLog, makeSession, homePaths, FrameHost, makeHello} = await loadSource(
  ...['src/store/sqlite-store.ts', 'src/config/home.ts', 'test/support/records.ts', 'test/support/frame-host.ts'],
);
const rows = [];
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
  rows.push(['writing an event with its log, without a destination, µs', Math.round(plain), '']);
  rows.push(['the same with one, so queueing, µs', Math.round(queued), '']);
  await measureDelivery();
  await measureLive();
  await measureIdle();
  printTable(['', 'measured', 'bar'], rows);
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
  rows.push(['entries', ENTRIES, ''], ['kB an entry', (intake.bytes / ENTRIES / 1000).toFixed(1), '2']);
  rows.push(['delivered, entries/s', Math.round(ENTRIES / (ms / 1000)), '≥ 5,000']);
  rows.push(['agent: memory at most, MB', Math.round(peakKib / 1024), '< 200']);
  rows.push(['agent: processor time an entry, µs', Math.round((cpuSeconds * 1e6) / ENTRIES), '']);
}

/** From a command's last word to its log at the intake. */
async function measureLive() {
  const times = [];
  for (let round = 0; round < 5; round++) {
    const host = new FrameHost(makeHello({name: 'psql', argv: ['psql']}));
    await host.connect(paths.socket);
    host.output(1000, 'select 1\r\n');
    host.end(2000, 0);
    const startMs = performance.now();
    const before = intake.entries;
    while (intake.entries === before) {
      if (performance.now() - startMs > 60_000) throw new Error('the command did not arrive');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    times.push(performance.now() - startMs);
  }
  rows.push(['a finished command is at the intake after, s', (Math.max(...times) / 1000).toFixed(1), '≤ 5']);
}

/** Voluntary context switches of the main thread are its wake-ups. */
async function measureIdle() {
  await new Promise((resolve) => setTimeout(resolve, 40_000)); // sockets go after 15 s, and V8 tidies up until then
  const before = {switches: statusOf('voluntary_ctxt_switches'), cpu: cpuOf(agent.pid)};
  await new Promise((resolve) => setTimeout(resolve, IDLE_SECONDS * 1000));
  const switches = statusOf('voluntary_ctxt_switches') - before.switches;
  const cpuMs = (cpuOf(agent.pid) - before.cpu) * 1000;
  rows.push([`idle, outbox empty: wake-ups in ${IDLE_SECONDS} s`, switches, 'none']);
  rows.push(['the same: processor time, ms', Math.round(cpuMs), '']);
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
