/**
 * The store at size, and the web app over it. DDCOTERM_BENCH_ENTRIES (default 200,000) logs of about 1 KB and as many commands, in
 * a tenth as many sessions, are written as agents under load write them. Then `ddcoterm ui` serves them: a view is what its
 * pages ask for at once (a page of the list, facets, histogram), over HTTP, each query for the first time; once at rest, and
 * once while 5,000 entries a second are written.
 *
 * The bars are for 1,000,000: DDCOTERM_BENCH_ENTRIES=1000000, 5 to 8 minutes, 3 GB of disk.
 * DDCOTERM_BENCH_STORE: a folder that is kept; where it holds a store, writing it is not measured.
 */
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync} from 'node:fs';
import {Agent, get} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {Worker} from 'node:worker_threads';
import {build} from 'esbuild';
import {commands, makeBatch, makeSession, vocabulary} from './support/store-data.mjs';

const ENTRIES = Number(process.env.DDCOTERM_BENCH_ENTRIES ?? 200_000);
/**
 * Of twenty sessions nineteen are one command of a shim; in one somebody works, and an agent under load writes what that
 * shows in one batch.
 */
const ENTRIES_OF_SESSIONS = [...Array(19).fill(1), 181];
const BLOCK = ENTRIES_OF_SESSIONS.reduce((sum, entries) => sum + entries, 0);
/** Logs and events written in such batches. */
const FLOOD = (ENTRIES / BLOCK) * Math.max(...ENTRIES_OF_SESSIONS) * 2;
const SESSIONS = Math.max(1, (ENTRIES / BLOCK) * ENTRIES_OF_SESSIONS.length);
const START_MS = Date.UTC(2026, 0, 1);
const DAY_MS = 86_400_000;
const SPAN_MS = 90 * DAY_MS;
const ROUNDS = 12;

const INGEST_BAR = 5000;
const VIEW_BAR_MS = 150;

const CLI = fileURLToPath(new URL('../../dist/ddcoterm.mjs', import.meta.url));
const ROOMS = await buildRooms();
const {openStore} = await import(ROOMS);
const kept = process.env.DDCOTERM_BENCH_STORE;
const root = kept ?? mkdtempSync(join(tmpdir(), 'ddcoterm-bench-store-'));
const data = join(root, 'data');
const paths = {root, data, database: join(data, 'ddcoterm.db'), recordings: join(data, 'recordings')};
const figures = [];
try {
  // A writer brings a store of an older version up to date.
  const isFull = existsSync(paths.database);
  const store = await openStore(paths, {access: 'write'});
  if (!isFull) await measureIngest(store);
  await store.close();
  const ui = await startUi();
  try {
    await measureStart(ui);
    await measureViews(ui, 'at rest');
    await measureWhileWriting(ui);
    note('memory of the server: now, and at most', `${ui.memoryMb('VmRSS')} MB, ${ui.memoryMb('VmHWM')} MB`);
  } finally {
    await ui.stop();
  }
  printTable(['', 'figure', 'bar'], figures);
} finally {
  if (kept === undefined) rmSync(root, {recursive: true, force: true});
}

async function measureIngest(store) {
  const single = await measureSingleWrites(store);
  let spentMs = 0;
  let sincePart = 0;
  let slowest = Number.POSITIVE_INFINITY;
  let textBytes = 0;
  let sessions = 0;
  const cpuBefore = process.cpuUsage();
  for (let index = 0; index < ENTRIES; index += BLOCK) {
    let first = index;
    const batches = ENTRIES_OF_SESSIONS.map((entries) => {
      const session = makeSession(++sessions, START_MS + Math.floor((sessions / (SESSIONS + 1)) * SPAN_MS));
      const batch = makeBatch(session, first, entries);
      first += entries;
      return {session, batch};
    });
    textBytes += batches.flatMap(({batch}) => batch.logs).reduce((sum, {text}) => sum + text.length, 0);
    for (const {session, batch} of batches.slice(0, -1)) {
      await store.createSession(session);
      await store.write(batch);
    }
    // What a commit costs alone is measured above; here it is a flood.
    const {session, batch} = batches.at(-1);
    await store.createSession(session);
    const ms = await timeMs(() => store.write(batch));
    spentMs += ms;
    sincePart += ms;
    // The slowest tenth tells what merging the full-text index costs.
    if ((index / BLOCK + 1) % Math.ceil(ENTRIES / BLOCK / 10) !== 0) continue;
    slowest = Math.min(slowest, (FLOOD / 10 / sincePart) * 1000);
    sincePart = 0;
  }
  const {user, system} = process.cpuUsage(cpuBefore);
  note(
    'written',
    `${count(ENTRIES)} logs (${mb(textBytes)} MB of text), ${count(ENTRIES)} events, ${count(SESSIONS)} sessions; database ${mb(statSync(paths.database).size)} MB`,
  );
  note('ingest, entries/s', count((FLOOD / spentMs) * 1000), `at least ${count(INGEST_BAR)}`);
  note('ingest in the slowest tenth, entries/s', count(slowest), `at least ${count(INGEST_BAR)}`);
  note('one command a batch, committed with fsync, ms', single);
  note('memory of the writer', `${mb(process.memoryUsage().rss)} MB`);
  note('processor time of all this, s', ((user + system) / 1e6).toFixed(0));
}

/** What an interactive session writes each second: one command with its log. */
async function measureSingleWrites(store) {
  const session = makeSession(0, START_MS);
  await store.createSession(session);
  const times = [];
  for (let index = 0; index < 200; index++) {
    const batch = makeBatch(session, index, 1);
    times.push(await timeMs(() => store.write(batch)));
  }
  return `p50 ${percentile(times, 50)}, p95 ${percentile(times, 95)}`;
}

/** A server that just started has nothing in memory; it begins to read by itself. */
async function measureStart(ui) {
  const startedAt = performance.now();
  const seconds = () => ((performance.now() - startedAt) / 1000).toFixed(1);
  await ui.ask('/sessions?limit=50');
  note('after the start: first page of sessions, s', seconds());
  await ui.ask('/logs?limit=50&query=kalo');
  note('after the start: first page of a search in logs, s', seconds());
  for (const kind of ['sessions', 'events', 'logs']) {
    await ui.ask(`/${kind}/facets`);
    note(`after the start: ${kind} can be counted, s`, seconds());
  }
}

async function measureViews(ui, state) {
  const rows = [];
  const all = [];
  const allCpu = [];
  let exact = 0;
  for (const [name, queryOf, bounds = {}] of viewsOf(state)) {
    for (const kind of ['logs', 'events', 'sessions']) {
      const times = [];
      let exactHere = 0;
      const cpuBefore = ui.processorMs();
      for (let round = 0; round < ROUNDS; round++) {
        const {ms, isExact} = await timeView(ui, kind, {...bounds, query: queryOf(round)});
        times.push(ms);
        exactHere += isExact ? 1 : 0;
      }
      all.push(...times);
      exact += exactHere;
      const cpuMs = (ui.processorMs() - cpuBefore) / ROUNDS;
      allCpu.push(cpuMs);
      const isExact = `${exactHere}/${ROUNDS}`;
      rows.push([name, kind, percentile(times, 50), percentile(times, 95), cpuMs.toFixed(0), isExact]);
    }
  }
  console.log(`\nViews, ${state}; ms\n`);
  printTable(['what', 'of', 'p50', 'p95', 'processor', 'exact'], rows);
  note(`view, ${state}: p50, ms`, percentile(all, 50));
  note(`view, ${state}: p95, ms`, percentile(all, 95), `below ${VIEW_BAR_MS}`);
  note(`view, ${state}: processor time of the server, ms: mean, p95 of the lines above`, meanAndP95(allCpu));
  note(`view, ${state}: counted exactly, the others from a sample`, `${Math.round((exact / all.length) * 100)} %`);
}

/** The page, the facets and the histogram, asked for at once as the web app does. */
async function timeView(ui, kind, parameters) {
  const search = new URLSearchParams(parameters);
  const started = performance.now();
  const [, facets] = await Promise.all([
    ui.ask(`/${kind}?limit=50&${search}`),
    ui.ask(`/${kind}/facets?${search}`),
    ui.ask(`/${kind}/histogram?${search}`),
  ]);
  return {ms: performance.now() - started, isExact: !JSON.parse(facets).approximate};
}

/** Each query is asked once: `state` and the round make it another one. */
function viewsOf(state) {
  const shift = state === 'at rest' ? 0 : 1000;
  const word = (number) => vocabulary[number + shift / 10];
  const week = {from: START_MS + SPAN_MS - 7 * DAY_MS, to: START_MS + SPAN_MS};
  const context = (n) => ['prod', 'staging', 'dev'][n % 3];
  const everything = [
    ['everything', (n) => `-host:none${n + shift}`],
    ['the last week', (n) => `-host:none${n + shift}`, week],
    ['of one host', (n) => `host:host${n % 11} -host:none${n + shift}`],
    ['that failed, of a context', (n) => `@exit_code:>0 kubectl.context:${context(n)} -host:none${n + shift}`],
    ['of a command, long ones', (n) => `@command:${commands[n % 10]} @duration:>${n + shift / 100}ms`],
    ['of a user, not of a host', (n) => `@user:u${n % 7} -host:host${n + shift}`],
    ['with an exit code in a range', (n) => `@exit_code:[1 TO ${n + shift + 2}]`],
    ['in a folder, by wildcard', (n) => `@cwd:/home/u${n % 7}* -host:none${n + shift}`],
    ['with a frequent word', (n) => word(50 + n)],
    ['with a rare word', (n) => word(30_000 + n)],
    ['with two words', (n) => `${word(20 + n)} ${word(400 + n)}`],
    ['with a word, without another', (n) => `${word(70 + n)} -${word(90 + n)}`],
    ['with a word, of one host', (n) => `${word(30 + n)} host:host${n % 11}`],
    ['with a word, in the last week', (n) => word(10 + n), week],
    ['with a phrase', (n) => `"${word(1 + n)} ${word(2 + n)}"`],
    ['with the beginning of a word', (n) => `${word(20_000 + 16 * n).slice(0, 6)}*`],
    ['with an argument', (n) => `@argv:pods-${n + shift / 10}`],
  ];
  return state === 'at rest' ? everything : everything.filter((_, index) => index % 2 === 0);
}

/** By a thread, so that what it takes there does not count here. */
async function measureWhileWriting(ui) {
  const workerData = {
    rooms: ROOMS,
    paths,
    sessionNumber: SESSIONS + 1,
    startedAtMs: START_MS + SPAN_MS,
    // A kept store has those of the last time.
    firstNumber: ENTRIES + (Date.now() % 1e9) * 1000,
    perSecond: INGEST_BAR,
  };
  const writer = new Worker(new URL('./support/store-writer.mjs', import.meta.url), {workerData});
  await measureViews(ui, `while ${count(INGEST_BAR)} entries/s are written`);
  writer.postMessage('stop');
  const [perSecond] = await once(writer, 'message');
  await once(writer, 'exit');
  note('written meanwhile, entries/s', count(perSecond), 'as asked for');
}

async function startUi() {
  if (!existsSync(CLI)) throw new Error('Run "npm run build" first');
  const env = {...process.env, DDCOTERM_HOME: root};
  const child = spawn(process.execPath, [CLI, 'ui', '--no-open', '--port', '0'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout, 'data');
  const {port, search} = new URL(String(line).split('\n')[0]);
  const agent = new Agent({keepAlive: true});
  const {headers} = await request({port, path: `/${search}`, agent});
  const cookie = headers['set-cookie'][0].split(';')[0];
  return {
    async ask(path) {
      const {status, text} = await request({port, path: `/api/v1${path}`, agent, headers: {cookie}});
      if (status !== 200) throw new Error(`${path}: ${status} ${text.slice(0, 200)}`);
      return text;
    },
    memoryMb(name) {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      return Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)[1]) / 1000);
    },
    /** Of all its threads, since it started; in steps of 10 ms. */
    processorMs() {
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
      return (Number(fields[11]) + Number(fields[12])) * 10;
    },
    async stop() {
      agent.destroy();
      child.kill('SIGINT');
      await once(child, 'exit');
    },
  };
}

function request(options) {
  return new Promise((resolve, reject) => {
    get({host: '127.0.0.1', ...options}, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () =>
        resolve({status: response.statusCode, headers: response.headers, text: Buffer.concat(chunks).toString('utf8')}),
      );
    }).once('error', reject);
  });
}

function note(what, figure, bar = '') {
  figures.push([what, figure, bar]);
}

function printTable(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  console.log([head, head.map(() => '---'), ...rows].map(line).join('\n'));
}

async function timeMs(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function percentile(times, percent) {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))].toFixed(1);
}

function meanAndP95(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return `${mean.toFixed(0)}, ${percentile(values, 95)}`;
}

function count(number) {
  return Math.round(number).toLocaleString('en');
}

function mb(bytes) {
  return count(bytes / 1e6);
}

/** The bundle lies where the addon's package is found. */
async function buildRooms() {
  const folder = fileURLToPath(new URL('../../node_modules/.cache/ddcoterm-bench', import.meta.url));
  mkdirSync(folder, {recursive: true});
  const outfile = join(folder, 'store.mjs');
  await build({
    stdin: {
      contents: `export {openStore} from './src/store/sqlite-store.ts';`,
      resolveDir: fileURLToPath(new URL('../..', import.meta.url)),
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    external: ['@photostructure/sqlite'],
    outfile,
    logLevel: 'warning',
  });
  return pathToFileURL(outfile).href;
}
