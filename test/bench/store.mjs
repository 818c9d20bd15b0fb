/**
 * The store at size: entries a second while writing, bytes on the disk, and how long typical queries take.
 * DDCOTERM_BENCH_ENTRIES (default 100000): so many logs of about 1 KB, and as many events.
 * DDCOTERM_BENCH_STORE: a folder that is kept; where it holds a store, writing is not measured.
 */
import {existsSync, mkdirSync, mkdtempSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {build} from 'esbuild';

const ENTRIES = Number(process.env.DDCOTERM_BENCH_ENTRIES ?? 100_000);
/**
 * Of twenty sessions nineteen are one command of a shim; in one somebody works, and an agent under load writes what that
 * shows in one batch.
 */
const ENTRIES_OF_SESSIONS = [...Array(19).fill(1), 181];
const BLOCK = ENTRIES_OF_SESSIONS.reduce((sum, entries) => sum + entries, 0);
/** Logs and events written in such batches. */
const FLOOD = (ENTRIES / BLOCK) * Math.max(...ENTRIES_OF_SESSIONS) * 2;
const SESSIONS = Math.max(1, (ENTRIES / BLOCK) * ENTRIES_OF_SESSIONS.length);
const ROUNDS = 20;
const START_MS = Date.UTC(2026, 0, 1);
const SPAN_MS = 90 * 86_400_000;

const {openStore, parseQuery} = await loadRooms();
const random = createRandom(1);
const vocabulary = Array.from({length: 60_000}, (_, index) => makeWord(index));
const commands = ['kubectl', 'psql', 'ssh', 'git', 'npm', 'terraform', 'vim', 'curl', 'docker', 'helm'];

const kept = process.env.DDCOTERM_BENCH_STORE;
const root = kept ?? mkdtempSync(join(tmpdir(), 'ddcoterm-bench-store-'));
const paths = {
  root,
  data: join(root, 'data'),
  database: join(root, 'data', 'ddcoterm.db'),
  recordings: join(root, 'data', 'recordings'),
};
try {
  if (!existsSync(paths.database)) {
    const store = await openStore(paths, {access: 'write'});
    await measureSingleWrites(store);
    await measureIngest(store);
    await store.close();
  } else {
    // A writer brings a store of an older version up to date.
    await (await openStore(paths, {access: 'write'})).close();
  }
  if (process.env.DDCOTERM_BENCH_ONLY !== 'views') await measureQueries();
  await measureViews();
} finally {
  if (kept === undefined) rmSync(root, {recursive: true, force: true});
}

/** What an interactive session writes each second: one command with its log. */
async function measureSingleWrites(store) {
  const session = makeSession(0);
  await store.createSession(session);
  const times = [];
  for (let index = 0; index < 200; index++) {
    const batch = makeBatch(session, index, 1);
    times.push(await timeMs(() => store.write(batch)));
  }
  console.log(
    `one command a batch: p50 ${percentile(times, 50)} ms, p95 ${percentile(times, 95)} ms, committed with fsync`,
  );
}

async function measureIngest(store) {
  let cpuUs = 0;
  let spentMs = 0;
  let slowest = Number.POSITIVE_INFINITY;
  let textBytes = 0;
  let sincePart = 0;
  let sessions = 0;
  for (let index = 0; index < ENTRIES; index += BLOCK) {
    let first = index;
    const batches = ENTRIES_OF_SESSIONS.map((entries) => {
      const session = makeSession(++sessions);
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
    const cpuBefore = process.cpuUsage();
    const ms = await timeMs(() => store.write(batch));
    const {user, system} = process.cpuUsage(cpuBefore);
    cpuUs += user + system;
    spentMs += ms;
    sincePart += ms;
    // The slowest tenth tells what merging the full-text index costs.
    if ((index / BLOCK + 1) % (ENTRIES / BLOCK / 10) !== 0) continue;
    slowest = Math.min(slowest, (FLOOD / 10 / sincePart) * 1000);
    sincePart = 0;
  }
  const rate = (FLOOD / spentMs) * 1000;
  console.log(`processor time: ${(cpuUs / FLOOD).toFixed(0)} µs an entry (tells more than the rate on a busy machine)`);
  const {size} = statSync(paths.database);
  console.log(
    `ingest: ${rate.toFixed(0)} entries/s (logs and events), slowest tenth ${slowest.toFixed(0)}/s   bar 5000`,
  );
  console.log(
    `size: ${mb(textBytes)} MB of text, database ${mb(size)} MB; resident ${mb(process.memoryUsage().rss)} MB`,
  );
}

async function measureQueries() {
  const store = await openStore(paths, {access: 'read'});
  const dayMs = 86_400_000;
  const all = {limit: 50};
  const lastDay = {limit: 50, startedAfterMs: START_MS + SPAN_MS - dayMs};
  const rare = vocabulary[50_000];
  const cases = [
    ['logs, newest page', 'searchLogs', '', all],
    ['logs, frequent word', 'searchLogs', vocabulary[1], all],
    ['logs, rare word', 'searchLogs', rare, all],
    ['logs, two words', 'searchLogs', `${vocabulary[3]} ${vocabulary[4000]}`, all],
    ['logs, phrase', 'searchLogs', `"${vocabulary[1]} ${vocabulary[2]}"`, all],
    ['logs, phrase with punctuation', 'searchLogs', '"connection refused: 10.0.0.7"', all],
    ['logs, prefix', 'searchLogs', `${rare.slice(0, 4)}*`, all],
    ['logs, word and exit code', 'searchLogs', `${vocabulary[5]} @exit_code:>0`, all],
    ['logs, word without another', 'searchLogs', `${vocabulary[5]} -${vocabulary[6]}`, all],
    ['logs, word in the last day', 'searchLogs', vocabulary[20], lastDay],
    ['logs, word of one host', 'searchLogs', `${vocabulary[5]} host:host3`, all],
    ['logs, word that is nowhere', 'searchLogs', 'xyzzynowhere', all],
    ['logs, inside of words (no index)', 'searchLogs', '*zzynowh*', lastDay],
    ['events, newest page', 'listEvents', '', all],
    ['events, failed', 'listEvents', '@exit_code:>0', all],
    ['events, command of a context', 'listEvents', '@command:psql kubectl.context:prod', all],
    ['events, text', 'listEvents', 'pods-77', all],
    ['events, text that is nowhere', 'listEvents', 'xyzzynowhere', all],
    ['events, command that is nowhere', 'listEvents', '@command:xyzzy', all],
    ['events, long ones on a host', 'listEvents', '@duration:>9s host:host3', all],
    ['sessions, newest page', 'listSessions', '', all],
    ['sessions, by tag', 'listSessions', 'kubectl.context:prod', all],
    ['sessions, text that is nowhere', 'listSessions', 'xyzzynowhere', all],
  ];
  console.log(`\nquery${' '.repeat(33)}hits    p50 ms   p95 ms`);
  for (const [name, list, query, options] of cases) {
    const asked = {...options, query: parseQuery(query)};
    const times = [];
    let hits = 0;
    for (let round = 0; round < ROUNDS; round++) {
      times.push(await timeMs(async () => (hits = (await store[list](asked)).items.length)));
    }
    console.log(
      `${name.padEnd(36)}${String(hits).padStart(6)}${percentile(times, 50).padStart(10)}${percentile(times, 95).padStart(9)}`,
    );
  }
  console.log(`stats(): ${(await timeMs(() => store.stats())).toFixed(1)} ms`);
  await store.close();
}

/** What the web app asks at once: a page of the list, the usual facets, and the histogram. Each query for the first time. */
async function measureViews() {
  const store = await openStore(paths, {access: 'read'});
  const before = process.memoryUsage();
  const cpuBefore = process.cpuUsage();
  const loadMs = await timeMs(() => store.countFacets('logs', {query: null}, ['host'], 10));
  const {user, system} = process.cpuUsage(cpuBefore);
  const after = process.memoryUsage();
  const columnBytes = after.arrayBuffers + after.heapUsed - before.arrayBuffers - before.heapUsed;
  console.log(
    `\ncolumns in memory: read in ${(loadMs / 1000).toFixed(1)} s (${((user + system) / 1e6).toFixed(1)} s of processor time), ${mb(columnBytes)} MB`,
  );
  const dayMs = 86_400_000;
  const end = START_MS + SPAN_MS;
  const week = {startedAfterMs: end - 7 * dayMs, startedBeforeMs: end};
  const word = (number) => vocabulary[number];
  const cases = [
    ['everything', () => '', {}],
    ['the last week', () => '', week],
    ['of one host', (n) => `host:host${n % 11}`, {}],
    ['that failed, of a context', (n) => `@exit_code:>0 kubectl.context:${['prod', 'staging', 'dev'][n % 3]}`, {}],
    ['of a command, long ones', (n) => `@command:${commands[n % 10]} @duration:>${n % 9}s`, {}],
    ['of a user, not of a host', (n) => `@user:u${n % 7} -host:host${n % 11}`, {}],
    ['with a word of every text', (n) => word(n), {}],
    ['with a frequent word', (n) => word(50 + n), {}],
    ['with a rare word', (n) => word(30_000 + n), {}],
    ['with two words', (n) => `${word(20 + n)} ${word(400 + n)}`, {}],
    ['with a word, of one host', (n) => `${word(30 + n)} host:host${n % 11}`, {}],
    ['with a word, in the last week', (n) => word(10 + n), week],
    ['with a phrase', (n) => `"${word(1 + n)} ${word(2 + n)}"`, {}],
    ['with the beginning of a word', (n) => `${word(20_000 + 16 * n).slice(0, 6)}*`, {}],
    ['with an argument', (n) => `@argv:pods-${n}`, {}],
  ];
  console.log(`\nview${' '.repeat(30)}kind      p50 ms   p95 ms  cpu p95   exact`);
  const all = [];
  const allCpu = [];
  for (const [name, queryOf, bounds] of cases) {
    for (const kind of ['logs', 'events', 'sessions']) {
      const list = {logs: 'searchLogs', events: 'listEvents', sessions: 'listSessions'}[kind];
      const times = [];
      const cpuTimes = [];
      let exact = 0;
      for (let round = 0; round < ROUNDS; round++) {
        const options = {...bounds, query: parseQuery(queryOf(round))};
        const cpuStart = process.cpuUsage();
        times.push(
          await timeMs(async () => {
            await store[list]({...options, limit: 50});
            const {isExact} = await store.countFacets(kind, options, [], 50);
            await store.countOverTime(kind, options, 60);
            if (isExact) exact++;
          }),
        );
        const spent = process.cpuUsage(cpuStart);
        cpuTimes.push((spent.user + spent.system) / 1000);
      }
      all.push(...times);
      allCpu.push(...cpuTimes);
      console.log(
        `${name.padEnd(34)}${kind.padEnd(9)}${percentile(times, 50).padStart(7)}${percentile(times, 95).padStart(9)}${percentile(cpuTimes, 95).padStart(9)}${`${exact}/${ROUNDS}`.padStart(8)}`,
      );
    }
  }
  console.log(
    `all views: p50 ${percentile(all, 50)} ms, p95 ${percentile(all, 95)} ms, processor time p95 ${percentile(allCpu, 95)} ms   bar 150`,
  );
  await store.close();
}

function makeSession(number) {
  const startedAtMs = START_MS + Math.floor((number / (SESSIONS + 1)) * SPAN_MS);
  const command = commands[number % commands.length];
  return {
    id: makeId(startedAtMs, 1, number),
    state: 'ended',
    origin: 'shim',
    command,
    executable: `/usr/bin/${command}`,
    argv: [command, 'get', `pods-${number % 1000}`],
    cwd: `/home/u${number % 7}/project`,
    title: null,
    env: {TERM: 'xterm-256color', SHELL: '/bin/bash'},
    tags: {'kubectl.context': ['prod', 'staging', 'dev'][number % 3], 'kubectl.namespace': `ns${number % 20}`},
    user: `u${number % 7}`,
    effectiveUser: `u${number % 7}`,
    host: `host${number % 11}`,
    tty: '/dev/pts/1',
    streams: ['tty', 'tty', 'tty'],
    sshClient: null,
    parentPid: 1,
    parentName: 'bash',
    parentSession: null,
    author: {kind: 'person', name: null},
    hostKind: 'relay',
    hostVersion: '0.1.0',
    hostPid: 5,
    columns: 80,
    rows: 24,
    startedAtMs,
    endedAtMs: startedAtMs + 1000,
    durationUs: 1e6,
    exitStatus: 0,
    signal: null,
    upload: true,
    recordInput: false,
    outputBytes: 1000,
    recordingBytes: 500,
    redactionCount: 0,
    commandCount: 1,
    recordingPath: null,
    disclosures: [],
    notes: [],
  };
}

function makeBatch(session, first, count) {
  const events = [];
  const logs = [];
  for (let index = 0; index < count; index++) {
    const number = first + index;
    const startedAtMs = session.startedAtMs + index * 1000;
    const id = makeId(startedAtMs, 2, number);
    const command = commands[number % commands.length];
    const argv = [command, 'get', `pods-${number % 1000}`, '--namespace', `ns${number % 20}`];
    events.push({
      id,
      sessionId: session.id,
      kind: 'command',
      parentId: null,
      commandLine: argv.join(' '),
      name: command,
      executable: `/usr/bin/${command}`,
      argv,
      cwd: session.cwd,
      startedAtMs,
      startUs: index * 1e6,
      endUs: index * 1e6 + Math.floor(random() * 1e7),
      exitStatus: number % 13 === 0 ? 1 : 0,
      signal: null,
      pid: number % 65_536,
      parentPid: 1,
      uid: 1000,
      effectiveUid: 1000,
    });
    logs.push({
      id: makeId(startedAtMs, 3, number),
      sessionId: session.id,
      eventId: id,
      startedAtMs,
      startUs: index * 1e6,
      endUs: index * 1e6 + 5e5,
      text: makeText(number),
      lineTimes: [
        [0, 0],
        [5, 100_000],
      ],
      omittedLines: 0,
    });
  }
  return {sessionId: session.id, session: {durationUs: count * 1e6}, events, logs};
}

/** About 1 KB of lines as programs print them; words by Zipf's law, with numbers and addresses between. */
function makeText(number) {
  const lines = number % 500 === 0 ? ['connection refused: 10.0.0.7'] : [];
  for (let chars = 0; chars < 1000; ) {
    const words = Array.from(
      {length: 9},
      () => vocabulary[Math.floor(Math.exp(random() * Math.log(vocabulary.length))) - 1],
    );
    const line = `12:${number % 60}:07 [${words[0]}] ${words.slice(1).join(' ')} id=${Math.floor(random() * 1e8).toString(16)}`;
    lines.push(line);
    chars += line.length;
  }
  return lines.join('\n');
}

function makeWord(index) {
  const syllables = [
    'ka',
    'lo',
    'mi',
    'ren',
    'sta',
    'tu',
    'ver',
    'ox',
    'pi',
    'qua',
    'der',
    'nu',
    'sha',
    'bel',
    'gri',
    'fo',
  ];
  let word = '';
  for (let rest = index + 16; rest > 0; rest = Math.floor(rest / 16)) word += syllables[rest % 16];
  return word;
}

function makeId(startedAtMs, kind, number) {
  const time = startedAtMs.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${kind}00-8000-${number.toString(16).padStart(12, '0')}`;
}

/** Park and Miller's generator: the same data on every run. */
function createRandom(seed) {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

async function timeMs(work) {
  const start = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - start) / 1e6;
}

function percentile(times, percent) {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))].toFixed(1);
}

function mb(bytes) {
  return (bytes / 1e6).toFixed(0);
}

/** The bundle lies where the addon's package is found. */
async function loadRooms() {
  const folder = fileURLToPath(new URL('../../node_modules/.cache/ddcoterm-bench', import.meta.url));
  mkdirSync(folder, {recursive: true});
  const outfile = join(folder, 'store.mjs');
  await build({
    stdin: {
      contents: `export {openStore} from './src/store/sqlite-store.ts'; export {parseQuery} from './src/review/query/parse.ts';`,
      resolveDir: fileURLToPath(new URL('../..', import.meta.url)),
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
